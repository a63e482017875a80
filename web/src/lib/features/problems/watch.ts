/** Offers to tell of a fault of PLACE's, and says what became of what was told. */
import { goto } from "$app/navigation";
import { t } from "#texts/problems";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import { refusalHeard } from "../../base/outcome.ts";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";
import { hearRefusal } from "./refusals-heard.ts";

/** Of faults that follow each other, the first is offered. */
const QUIET_MS = 30_000;
const STAYS_MS = 20_000;

/** @param trace the mark of the request that went wrong */
export const tellProblem = (workspace: WorkspaceState, trace?: string): void =>
  void dialogs.open(() => import("./TellDialog.svelte"), { workspace, trace });

/** @returns ends it */
export function watchProblems(workspace: WorkspaceState): () => void {
  let offeredAt = -QUIET_MS;
  refusalHeard.by = (refusal) => {
    hearRefusal(refusal);
    const { code, trace } = refusal;
    if (code !== "internal" || !trace || performance.now() - offeredAt < QUIET_MS) return;
    offeredAt = performance.now();
    const next = { label: t.report, run: () => tellProblem(workspace, trace) };
    toasts.say(t.wentWrong, { next, trouble: true, stays: STAYS_MS });
  };
  const stop = workspace.session.onEvent((event) => {
    if (event.type !== "problemChanged" || event.problem.by !== workspace.me.id || event.problem.state === "open")
      return;
    const next = { label: t.see, run: () => void goto("/settings/problems") };
    toasts.say(t.changed({ state: t[event.problem.state] }), { next, stays: STAYS_MS });
  });
  return () => {
    stop();
    refusalHeard.by = undefined;
  };
}
