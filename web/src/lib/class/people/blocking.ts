/** Blocking somebody, and taking it back. */
import { t } from "#texts/blocking";
import type { Member } from "../../../../../protocol/index.ts";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import { outcomeOf, type Outcome } from "../../base/outcome.ts";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import type { WorkspaceState } from "../state/workspace.svelte.ts";

async function set(workspace: WorkspaceState, member: string, blocked: boolean): Promise<Outcome<unknown>> {
  const set = blocked ? "settings.block" : "settings.unblock";
  const outcome = await outcomeOf(workspace.api.call(set, { workspace: workspace.id, member }));
  if (outcome.ok) workspace.session.apply({ type: "blocksChanged", blocks: outcome.value.blocks });
  return outcome;
}

export function block(workspace: WorkspaceState, { id, name }: Member): void {
  dialogs.confirm({
    title: t.title({ name }),
    words: t.words,
    action: t.block,
    danger: true,
    run: () => set(workspace, id, true),
  });
}

export async function unblock(workspace: WorkspaceState, { id, name }: Pick<Member, "id" | "name">): Promise<void> {
  const outcome = await set(workspace, id, false);
  if (outcome.ok) toasts.say(t.unblocked({ name }));
  else toasts.trouble(outcome.refusal.sentence);
}
