/** How one joins this class by its code, and who waits before its door. */
import type { AskedFrom } from "../../../../../client/index.ts";
import type { JoinRequest, JoinRulesShown } from "../../../../../protocol/joining.ts";
import type { Refusal } from "../../../../../protocol/refusals.ts";
import { done, outcomeOf, type Outcome } from "../../base/outcome.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";

export class Joining {
  /** Null until they are there. */
  rules = $state.raw<JoinRulesShown | null>(null);
  requests = $state.raw<readonly JoinRequest[]>([]);
  refusal = $state.raw<Refusal | null>(null);
  readonly #workspace: WorkspaceState;

  constructor(workspace: WorkspaceState) {
    this.#workspace = workspace;
  }

  /** Looks again whenever somebody comes to the door or is answered. @returns ends it */
  watch(): () => void {
    void this.load();
    return this.#workspace.session.onEvent((event) => {
      if (event.type === "peopleNotice") void this.#loadRequests();
    });
  }

  async load(): Promise<void> {
    await Promise.all([this.#loadRules(), this.#loadRequests()]);
  }

  async #loadRules(): Promise<void> {
    if (!this.#workspace.may("invite")) return;
    const outcome = await outcomeOf(this.#workspace.api.call("joining.rules", { workspace: this.#workspace.id }));
    if (outcome.ok) this.rules = outcome.value;
    else this.refusal = outcome.refusal;
  }

  async #loadRequests(): Promise<void> {
    const outcome = await outcomeOf(this.#workspace.api.call("joining.requests", { workspace: this.#workspace.id }));
    if (outcome.ok) this.requests = outcome.value.requests;
    this.refusal = outcome.ok ? null : outcome.refusal;
  }

  async setRules(rules: AskedFrom<"joining.setRules">): Promise<Outcome<boolean>> {
    const asked = this.#workspace.api.call("joining.setRules", { workspace: this.#workspace.id }, rules);
    const outcome = await outcomeOf(asked);
    if (!outcome.ok) return outcome;
    this.rules = outcome.value;
    return done(true);
  }

  /** Of whom somebody else decided meanwhile there is nobody any more: the list says what became of it. */
  async decide({ id }: JoinRequest, letIn: boolean): Promise<Outcome<unknown>> {
    const at = { workspace: this.#workspace.id, request: id };
    const outcome = await outcomeOf(this.#workspace.api.call("joining.decide", at, { letIn }));
    await this.load();
    return outcome;
  }
}
