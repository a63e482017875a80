/** The status as it is looked at: asked at once, and again while the page is in view. */
import type { Refusal } from "../../../../../protocol/refusals.ts";
import type { Status } from "../../../../../protocol/status.ts";
import { outcomeOf } from "../../base/outcome.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";

const EVERY_MS = 20_000;

export class StatusWatch {
  status = $state.raw<Status | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  readonly #workspace: WorkspaceState;

  constructor(workspace: WorkspaceState) {
    this.#workspace = workspace;
  }

  async ask(): Promise<void> {
    const outcome = await outcomeOf(this.#workspace.api.call("status.read", { workspace: this.#workspace.id }));
    // What was seen last stays, with when that was.
    if (outcome.ok) this.status = outcome.value;
    this.refusal = outcome.ok ? null : outcome.refusal;
  }

  /** @returns ends it */
  watch(): () => void {
    void this.ask();
    const asking = setInterval(() => document.visibilityState === "visible" && void this.ask(), EVERY_MS);
    return () => clearInterval(asking);
  }
}
