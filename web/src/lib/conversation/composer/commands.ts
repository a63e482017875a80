/** What a line that begins with a slash does instead of being sent as words. */
import { t } from "#texts/writing-aids";
import { STATUS_MAX_CHARS, TOPIC_MAX_CHARS } from "../../../../../protocol/limits.ts";
import type { MyChannel } from "../../../../../protocol/index.ts";
import { copy } from "../message/copy.ts";
import { ChannelAdmin } from "../../class/admin/channel-admin.svelte.ts";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import { joinLink } from "../../class/state/links.ts";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";
import { inItalics, SHRUG, statusIn } from "./phrases.ts";
import type { Command } from "./suggestions.ts";

export interface Desk {
  workspace: WorkspaceState;
  channelId: string;
  /** Puts a message into the list. */
  send: (body: string) => void;
  /** Opens the maker of polls with this question. */
  makePoll: (question: string) => void;
}
/** The field is emptied when it is done; with words, it stays and says why. */
export type Ran = { done: true } | { done: false; words: string };

const DONE: Ran = { done: true };
const not = (words: string): Ran => ({ done: false, words });

/** Those that this person can use in this channel. */
export function commandsFor(workspace: WorkspaceState, channel: MyChannel | undefined): Command[] {
  const all: (Command & { offered: boolean })[] = [
    { name: "poll", takes: t.pollTakes, says: t.pollSays, offered: true },
    {
      name: "topic",
      takes: t.topicTakes,
      says: t.topicSays,
      offered: channel !== undefined && workspace.may("editChannel", channel),
    },
    { name: "invite", takes: "", says: t.inviteSays, offered: mayInvite(workspace) },
    { name: "status", takes: t.statusTakes, says: t.statusSays, offered: true },
    { name: "me", takes: t.meTakes, says: t.meSays, offered: true },
    { name: "shrug", takes: t.shrugTakes, says: t.shrugSays({ shrug: "¯\\_(ツ)_/¯" }), offered: true },
  ];
  return all.filter(({ offered }) => offered).map(({ name, takes, says }) => ({ name, takes, says }));
}

const mayInvite = (workspace: WorkspaceState) =>
  workspace.may("invite") && (workspace.workspace.joinCode ?? null) !== null;

/** Null: not one of ours, and so words like any other. */
export async function runCommand(line: string, desk: Desk): Promise<Ran | null> {
  const [, name = "", rest = ""] = /^\/([a-z]+)(?:\s+([\s\S]*))?$/u.exec(line.trim()) ?? [];
  const words = rest.trim();
  const { workspace, channelId } = desk;
  const channel = workspace.channel(channelId);
  switch (name) {
    case "poll":
      desk.makePoll(words);
      return DONE;
    case "me":
      if (words === "") return not(t.meNeedsWords);
      desk.send(inItalics(words));
      return DONE;
    case "shrug":
      desk.send(words === "" ? SHRUG : `${words} ${SHRUG}`);
      return DONE;
    case "invite":
      return invite(workspace);
    case "status":
      return status(workspace, words);
    case "topic":
      return channel ? topic(workspace, channel, words) : null;
    default:
      return null;
  }
}

async function invite(workspace: WorkspaceState): Promise<Ran> {
  if (!workspace.may("invite")) return not(t.onlyTeachersInvite);
  const code = workspace.workspace.joinCode ?? null;
  if (code === null) return not(t.joiningStopped);
  const copied = await copy(joinLink(code), t.joinLinkCopied);
  return copied ? DONE : not(t.joinLinkNotCopied);
}

async function topic(workspace: WorkspaceState, channel: MyChannel, words: string): Promise<Ran> {
  if (!workspace.may("editChannel", channel)) return not(t.topicNotYours);
  const admin = new ChannelAdmin(workspace, channel.id);
  if (words === "") {
    await dialogs.open(() => import("../../class/admin/EditChannelDialog.svelte"), { admin, channel, workspace });
    return DONE;
  }
  if (words.length > TOPIC_MAX_CHARS) return not(t.topicTooLong({ most: TOPIC_MAX_CHARS }));
  const before = channel.topic;
  const outcome = await admin.edit({ topic: words });
  if (!outcome.ok) return not(outcome.refusal.sentence);
  toasts.say(t.topicChanged, {
    undo: () =>
      void admin.edit({ topic: before }).then((again) => {
        if (!again.ok) toasts.trouble(again.refusal.sentence);
      }),
  });
  return DONE;
}

async function status(workspace: WorkspaceState, words: string): Promise<Ran> {
  if (words === "") {
    await dialogs.open(() => import("../../features/presence/StatusDialog.svelte"), { workspace });
    return DONE;
  }
  const before = workspace.statusOf(workspace.me.id) ?? null;
  const wanted = words === "clear" ? null : { ...statusIn(words), until: new Date().setHours(23, 59, 59, 0) };
  if (wanted && wanted.text.length > STATUS_MAX_CHARS) return not(t.statusTooLong({ most: STATUS_MAX_CHARS }));
  const outcome = await workspace.editProfile({ status: wanted });
  if (!outcome.ok) return not(outcome.refusal.sentence);
  toasts.say(wanted ? t.statusSet : t.statusCleared, {
    undo: () =>
      void workspace.editProfile({ status: before }).then((again) => {
        if (!again.ok) toasts.trouble(again.refusal.sentence);
      }),
  });
  return DONE;
}
