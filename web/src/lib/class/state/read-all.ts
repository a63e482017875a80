/** Everything in the class counts as read, here and on my other devices. */
import { t } from "#texts/read-all";
import { outcomeOf } from "../../base/outcome.ts";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import type { WorkspaceState } from "./workspace.svelte.ts";

export async function readAll(workspace: WorkspaceState): Promise<void> {
  const outcome = await outcomeOf(workspace.api.call("personal.readAll", { workspace: workspace.id }));
  if (!outcome.ok) return toasts.trouble(t.notMarked({ reason: outcome.refusal.sentence }));
  const reads = Object.entries(outcome.value.reads);
  for (const [channel, seq] of reads) workspace.session.apply({ type: "read", channel, seq });
  toasts.say(reads.length === 0 ? t.nothingUnread : t.allRead);
}
