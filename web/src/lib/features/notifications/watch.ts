/** Tells of what is new while nobody looks: watches the class, asks for the words, and shows one notification per channel. */
import { goto } from "$app/navigation";
import { t } from "#texts/notifications";
import { isMuted, unreadOf } from "../../../../../client/index.ts";
import {
  handleKey,
  isWorthNotifying,
  mayDisturb,
  mentionedHandles,
  groupMentionReaches,
  type Message,
  type MyChannel,
} from "../../../../../protocol/index.ts";
import { excerpt } from "../../conversation/markup/excerpt.ts";
import { threadAddress } from "../../class/state/links.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";
import { takeAwayPushed } from "./answer-worker.ts";
import { chime } from "./chime.ts";
import { deviceNotifications } from "./device.svelte.ts";
import { pushHere } from "./push-here.svelte.ts";
import { Tabs } from "./tabs.ts";
import { serverNow } from "../../base/server-clock.ts";

const WORDS = 160;
/** Of a burst, the newest of so many is shown. */
const LOOKED_AT = 20;

type Marks = Map<string, { lastSeq: number; readSeq: number; mentions: number }>;

/**
 * @param onmention called when somebody named me, or wrote to me alone, where this tab does not show it.
 * @returns the function that ends it.
 */
export function watchNews(workspace: WorkspaceState, onmention: () => void): () => void {
  const tabs = new Tabs(workspace.id);
  const shown = new Map<string, { seq: number; notification: Notification }>();
  let marks = marksOf(workspace);

  const look = () => {
    const { state } = workspace.session.snapshot();
    if (!state) return;
    const before = marks;
    marks = marksOf(workspace);
    for (const channel of [...state.channels.values(), ...state.threads.values()]) {
      const there = shown.get(channel.id);
      if (there && channel.readSeq >= there.seq) there.notification.close();
      const known = before.get(channel.id);
      if (known && channel.readSeq > known.readSeq && pushHere.state === "on")
        void takeAwayPushed(channel.id, channel.readSeq);
      // Marked unread again is nothing new.
      if (!known || unreadOf(channel) === 0 || channel.readSeq < known.readSeq) continue;
      // That it names me may be told a moment after the message itself.
      const namesMe = channel.mentions > known.mentions;
      if (channel.lastSeq <= known.lastSeq && !namesMe) continue;
      // What one looks at needs no notice; who reads a thread beside its channel is not asked for it either.
      const isSeen =
        document.visibilityState === "visible" &&
        [channel.id, channel.parent?.channel].includes(workspace.activeChannel ?? "");
      if (!isSeen && (namesMe || channel.kind === "dm")) onmention();
      if (wants(workspace, channel, namesMe))
        void notify(channel, Math.min(known.lastSeq, channel.lastSeq - 1), namesMe);
    }
  };

  async function notify(channel: MyChannel, after: number, namesMe: boolean): Promise<void> {
    deviceNotifications.look();
    if (!tabs.leads || !deviceNotifications.on || (await tabs.inView())) return;
    const message = await newest(workspace, channel, after, namesMe && channel.notify === "mentions");
    // What comes by push as well is shown once. `@here` is told to open tabs alone.
    if (pushHere.state === "on" && message?.meta?.reach?.includes("here") !== true) return;
    if (!message || (workspace.channel(channel.id)?.readSeq ?? 0) >= message.seq || (await tabs.inView())) return;
    show(channel, message);
  }

  function show(channel: MyChannel, message: Message): void {
    const author = workspace.member(message.author);
    let notification: Notification;
    try {
      notification = new Notification(titleOf(workspace, channel, author?.name ?? t.somebody), {
        body: excerpt(message.body, WORDS),
        // The next one of the same channel takes its place.
        tag: channel.id,
        silent: true,
      });
    } catch {
      // Some phones allow them only to installed apps.
      return;
    }
    shown.get(channel.id)?.notification.close();
    shown.set(channel.id, { seq: message.seq, notification });
    notification.onclose = () => {
      if (shown.get(channel.id)?.notification === notification) shown.delete(channel.id);
    };
    notification.onclick = () => {
      window.focus();
      notification.close();
      const { parent } = channel;
      void goto(parent ? threadAddress(parent.channel, channel.id, message.seq) : `/c/${channel.id}#${message.seq}`);
    };
    if (deviceNotifications.sound) chime();
  }

  const unsubscribe = workspace.session.subscribe(look);
  return () => {
    unsubscribe();
    tabs.stop();
    for (const { notification } of shown.values()) notification.close();
  };
}

function marksOf(workspace: WorkspaceState): Marks {
  const { state } = workspace.session.snapshot();
  const all = state ? [...state.channels.values(), ...state.threads.values()] : [];
  return new Map(all.map(({ id, lastSeq, readSeq, mentions }) => [id, { lastSeq, readSeq, mentions }]));
}

function wants({ me, settings }: WorkspaceState, channel: MyChannel, namesMe: boolean): boolean {
  const now = serverNow();
  if (isMuted(channel, now) || channel.archivedAt !== null) return false;
  return (
    mayDisturb({ dndUntil: me.dndUntil, quietHours: settings.quietHours }, now) && isWorthNotifying(channel, namesMe)
  );
}

async function newest(
  workspace: WorkspaceState,
  channel: MyChannel,
  after: number,
  onlyMentions: boolean,
): Promise<Message | undefined> {
  try {
    const from = Math.max(after, channel.lastSeq - LOOKED_AT);
    const { messages } = await workspace.api.call(
      "messages.page",
      { channel: channel.id },
      { after: from, limit: LOOKED_AT },
    );
    const mine = handleKey(workspace.me.handle);
    const { role } = workspace.me;
    const names = ({ body, meta }: Message) =>
      mentionedHandles(body).includes(mine) || (meta?.reach ?? []).some((crowd) => groupMentionReaches(crowd, role));
    const others = messages.filter(
      ({ author, deletedAt }) => author !== workspace.me.id && deletedAt === undefined && !workspace.isBlocked(author),
    );
    return (onlyMentions ? others.findLast(names) : undefined) ?? others.at(-1);
  } catch {
    // The badge and the title tell of it all the same.
    return undefined;
  }
}

function titleOf(workspace: WorkspaceState, channel: MyChannel, author: string): string {
  if (channel.kind === "dm") return author;
  const place = channel.parent ? workspace.channel(channel.parent.channel) : channel;
  if (!place) return author;
  if (place.kind === "dm") return t.inAThread({ author });
  const where = place.kind === "group" ? workspace.titleOf(place) : `#${place.name}`;
  return channel.parent ? t.inAThreadOf({ author, place: where }) : t.inPlace({ author, place: where });
}
