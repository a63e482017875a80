/** My folders of channels. A folder is its channels: it is there as long as one of them says so, on all my devices. */
import type { MyChannel } from "../../../../protocol/index.ts";
import { done, outcomeOf, type Outcome } from "../state/outcome.ts";
import { toasts } from "../state/toasts.svelte.ts";
import type { WorkspaceState } from "../state/workspace.svelte.ts";
import { locale } from "../texts/language.ts";
import { fold, isFoldedHere } from "./folded.svelte.ts";

const byName = new Intl.Collator(locale, { numeric: true, sensitivity: "base" });

export function foldersOf(workspace: WorkspaceState): string[] {
  const names = workspace.channels.flatMap(({ folder }) => (folder === undefined ? [] : [folder]));
  return [...new Set(names)].sort((a, b) => byName.compare(a, b));
}

const channelsIn = (workspace: WorkspaceState, folder: string) =>
  workspace.channels.filter((channel) => channel.folder === folder);

type Mine = Parameters<WorkspaceState["api"]["channels"]["editMyMembership"]>[1];

async function change(workspace: WorkspaceState, channel: string, to: Mine): Promise<Outcome<MyChannel>> {
  const outcome = await outcomeOf(workspace.api.channels.editMyMembership(channel, to));
  if (!outcome.ok) return outcome;
  workspace.accept(outcome.value.channel);
  return done(outcome.value.channel);
}

/** What was asked for, with the way back; or why not. */
async function tell(work: Promise<Outcome<unknown>>, words: string, undo: () => Promise<Outcome<unknown>>) {
  const outcome = await work;
  if (!outcome.ok) return toasts.trouble(`Nothing was changed. ${outcome.refusal.sentence}`);
  toasts.say(words, {
    undo: () =>
      void undo().then((again) => {
        if (!again.ok) toasts.trouble(again.refusal.sentence);
      }),
  });
}

/** A star goes before a folder; what is put into a folder gives its star up, or nobody would see it move. */
export async function putInto(
  workspace: WorkspaceState,
  channel: MyChannel,
  folder: string | null,
): Promise<Outcome<MyChannel>> {
  const to = folder === null || !channel.starred ? { folder } : { folder, starred: false };
  // Who puts something there wants to see it there.
  if (folder !== null) fold(workspace.id, folder, false);
  return change(workspace, channel.id, to);
}

export function putIntoAndTell(workspace: WorkspaceState, channel: MyChannel, folder: string | null): void {
  const back = { folder: channel.folder ?? null, starred: channel.starred ?? false };
  const words = folder === null ? `Taken out of “${channel.folder ?? ""}”.` : `It is in “${folder}” now.`;
  void tell(putInto(workspace, channel, folder), words, () => change(workspace, channel.id, back));
}

/** One after the other: what was done before a refusal stays, and is in the folder that it says. */
async function moveAll(
  workspace: WorkspaceState,
  channels: readonly MyChannel[],
  folder: string | null,
): Promise<Outcome<unknown>> {
  for (const { id } of channels) {
    const outcome = await change(workspace, id, { folder });
    if (!outcome.ok) return outcome;
  }
  return done(undefined);
}

/** To a name that is there already: they become one. */
export async function renameFolder(workspace: WorkspaceState, from: string, to: string): Promise<Outcome<unknown>> {
  const wasFolded = isFoldedHere(workspace.id, from);
  fold(workspace.id, to, wasFolded);
  const outcome = await moveAll(workspace, channelsIn(workspace, from), to);
  if (outcome.ok) fold(workspace.id, from, false);
  return outcome;
}

export function removeFolder(workspace: WorkspaceState, folder: string): void {
  const channels = channelsIn(workspace, folder);
  void tell(moveAll(workspace, channels, null), `“${folder}” is gone. Its channels are back in their sections.`, () =>
    moveAll(workspace, channels, folder),
  );
}
