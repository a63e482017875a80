/** What is looked at before words with names or a command in them go out. Loaded when such words are first sent. */
import { t } from "#texts/writing-aids";
import { handleKey, mentionedHandles, reachesMany } from "../../../../../protocol/index.ts";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import { done } from "../../base/outcome.ts";
import { Affinity } from "../../base/browser/affinity.ts";
import type { WritingDesk } from "../feature.ts";
import { loadFeatures } from "../features.svelte.ts";
import { runCommand } from "./commands.ts";
import { mayMentionGroup, groupMentionQuestion, type Room } from "./group-mention.ts";
import { rosterOf } from "./roster.ts";

/** `sent`: it is out, or done. `asked`: a question is on the screen, and its answer sends. `kept`: the words stay, and why. */
export type Sending = { state: "sent" } | { state: "asked" } | { state: "kept"; words: string };

const SENT: Sending = { state: "sent" };

/** @param sent called when a question was answered with yes and the words went out. */
export async function sendLooking(body: string, desk: WritingDesk, sent: () => void): Promise<Sending> {
  if (body.startsWith("/")) {
    const ran = await runCommand(body, desk, await loadFeatures());
    if (ran) return ran.done ? SENT : { state: "kept", words: ran.words };
  }
  const question = await questionFor(body, desk);
  if (question) {
    dialogs.confirm({
      ...question,
      danger: false,
      run: () => {
        post(body, desk);
        sent();
        return Promise.resolve(done(undefined));
      },
    });
    return { state: "asked" };
  }
  post(body, desk);
  return SENT;
}

async function questionFor(body: string, { workspace, channelId }: WritingDesk) {
  const channel = workspace.channel(channelId);
  if (!channel || !reachesMany(body)) return null;
  const isDirect = channel.kind === "dm" || channel.kind === "group";
  const room: Room = {
    channel,
    homeKind: workspace.homeOf(channel)?.kind,
    title: isDirect ? workspace.titleOf(channel) : `#${channel.name}`,
    me: workspace.me,
    people: workspace.people,
    inside: await rosterOf(workspace, channelId),
    isOnline: (id) => workspace.isOnline(id),
  };
  // Who is in it could not be asked; better one question too many.
  if (room.inside === null && mayMentionGroup("channel", room))
    return { title: t.tellEveryone({ channel: room.title }), words: t.notifiedAtOnce, action: t.send };
  return groupMentionQuestion(body, room);
}

function post(body: string, { workspace, send }: WritingDesk): void {
  const affinity = new Affinity(workspace.me.id);
  const handles = new Set(mentionedHandles(body));
  for (const { id, handle } of workspace.people) if (handles.has(handleKey(handle))) affinity.used(`@${id}`);
  for (const { id, name } of workspace.channels)
    if (name !== "" && body.toLowerCase().includes(`#${name}`)) affinity.used(`#${id}`);
  send(body);
}
