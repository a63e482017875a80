/** How many reports wait for the teaching team: asked for when somebody looks for it. */
import { outcomeOf } from "../../base/outcome.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";

class Waiting {
  count = $state(0);
  #askedAt = 0;

  /** Asks at most once in some seconds: a menu that is open looks again and again. */
  look(workspace: WorkspaceState): void {
    if (!workspace.may("decideReports") || Date.now() - this.#askedAt < 5_000) return;
    this.#askedAt = Date.now();
    void outcomeOf(workspace.api.call("reports.list", { workspace: workspace.id }, {})).then((outcome) => {
      if (outcome.ok) this.count = outcome.value.open;
    });
  }
}
export const waiting = new Waiting();
