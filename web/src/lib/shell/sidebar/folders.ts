/** My folders of channels. A folder is its channels: it is there as long as one of them says so, on all my devices. */
import { t } from "#texts/folders";
import type { AskedFrom } from "../../../../../client/index.ts";
import type { MyChannel } from "../../../../../protocol/index.ts";
import type { Refusal } from "../../../../../protocol/refusals.ts";
import { done, outcomeOf, refused, type Outcome } from "../../base/outcome.ts";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";
import { locale } from "../../base/texts/language.ts";
import { fold, isFoldedHere } from "./folded.svelte.ts";

const byName = new Intl.Collator(locale, { numeric: true, sensitivity: "base" });

export function foldersOf(workspace: WorkspaceState): string[] {
  const names = workspace.channels.flatMap(({ folder }) => (folder === undefined ? [] : [folder]));
  return [...new Set(names)].sort((a, b) => byName.compare(a, b));
}

const channelsIn = (workspace: WorkspaceState, folder: string) =>
  workspace.channels.filter((channel) => channel.folder === folder);

type Mine = AskedFrom<"memberships.editMine">;

async function change(workspace: WorkspaceState, channel: string, to: Mine): Promise<Outcome<MyChannel>> {
  const outcome = await outcomeOf(workspace.api.call("memberships.editMine", { channel }, to));
  if (!outcome.ok) return outcome;
  workspace.accept(outcome.value.channel);
  return done(outcome.value.channel);
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

export function putIntoWithUndo(workspace: WorkspaceState, channel: MyChannel, folder: string | null): void {
  const back = { folder: channel.folder ?? null, starred: channel.starred ?? false };
  const words = folder === null ? t.takenOut({ folder: channel.folder ?? "" }) : t.putInto({ folder });
  const takeBack = async () => {
    const outcome = await change(workspace, channel.id, back);
    if (!outcome.ok) toasts.trouble(outcome.refusal.sentence);
  };
  void putInto(workspace, channel, folder).then((outcome) => {
    if (outcome.ok) toasts.say(words, { undo: () => void takeBack() });
    else toasts.trouble(t.notChanged({ reason: outcome.refusal.sentence }));
  });
}

interface Moved {
  /** How many are where they were to go, and how many are not. */
  moved: number;
  left: number;
  refusal: Refusal | null;
}

/** One after the other: what was done before a refusal stays, and is in the folder that it says. */
async function moveAll(
  workspace: WorkspaceState,
  channels: readonly MyChannel[],
  folder: string | null,
): Promise<Moved> {
  for (const [moved, { id }] of channels.entries()) {
    const outcome = await change(workspace, id, { folder });
    if (!outcome.ok) return { moved, left: channels.length - moved, refusal: outcome.refusal };
  }
  return { moved: channels.length, left: 0, refusal: null };
}

/** To a name that is there already: they become one. */
export async function renameFolder(workspace: WorkspaceState, from: string, to: string): Promise<Outcome<unknown>> {
  const wasFolded = isFoldedHere(workspace.id, from);
  fold(workspace.id, to, wasFolded);
  const { refusal } = await moveAll(workspace, channelsIn(workspace, from), to);
  if (refusal) return refused(refusal);
  fold(workspace.id, from, false);
  return done(undefined);
}

export async function removeFolder(workspace: WorkspaceState, folder: string): Promise<void> {
  const channels = channelsIn(workspace, folder);
  const { moved, left, refusal } = await moveAll(workspace, channels, null);
  if (!refusal) toasts.say(t.removed({ folder }), { undo: () => void restoreFolder(workspace, channels, folder) });
  else if (moved === 0) toasts.trouble(t.notChanged({ reason: refusal.sentence }));
  else toasts.trouble(t.removedInPart({ out: moved, left, folder, reason: refusal.sentence }));
}

async function restoreFolder(workspace: WorkspaceState, channels: readonly MyChannel[], folder: string): Promise<void> {
  const { moved, left, refusal } = await moveAll(workspace, channels, folder);
  if (!refusal) return;
  toasts.trouble(
    moved === 0 ? refusal.sentence : t.backInPart({ back: moved, left, folder, reason: refusal.sentence }),
  );
}
