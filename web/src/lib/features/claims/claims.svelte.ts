/** Who says that they wrote as a person of an import: what I said myself, and what waits for the teaching team. */
import { untrack } from "svelte";
import type { MyClaim, TeamClaim } from "../../../../../protocol/claims.ts";
import { outcomeOf, type Outcome } from "../../base/outcome.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";

export class Claims {
  mine = $state.raw<readonly MyClaim[]>([]);
  /** Of the team; empty for everybody else. */
  all = $state.raw<readonly TeamClaim[]>([]);
  readonly #workspace: WorkspaceState;

  constructor(workspace: WorkspaceState) {
    this.#workspace = workspace;
  }

  readonly waiting: readonly TeamClaim[] = $derived(this.all.filter(({ state }) => state === "asked"));
  /** Those that can be undone. */
  readonly standing: readonly TeamClaim[] = $derived(this.all.filter(({ state }) => state === "confirmed"));

  /** Looks again whenever something was asked or decided. @returns ends it */
  follow(): () => void {
    // Whether I may decide is asked with what is known of the class, which changes with each message: none of that asks anew.
    untrack(() => void this.load());
    return this.#workspace.session.onEvent((event) => {
      if (event.type === "peopleNotice" && event.what.startsWith("claim")) void this.load();
    });
  }

  async load(): Promise<void> {
    const { api, id: workspace, session } = this.#workspace;
    const [mine, all] = await Promise.all([
      outcomeOf(api.call("claims.mine", { workspace })),
      this.#workspace.may("decideClaims") ? outcomeOf(api.call("claims.list", { workspace })) : null,
    ]);
    if (mine.ok) this.mine = mine.value.claims;
    if (all?.ok) this.all = all.value.claims;
    session.wantMembers(this.all.map(({ by }) => by));
  }

  /** @returns what became of it; the lists are as they are now */
  ask = (person: string): Promise<Outcome<unknown>> =>
    this.#then(this.#workspace.api.call("claims.ask", { workspace: this.#workspace.id }, { person }));

  decide = ({ id }: TeamClaim, confirm: boolean): Promise<Outcome<unknown>> =>
    this.#then(this.#workspace.api.call("claims.decide", { workspace: this.#workspace.id, claim: id }, { confirm }));

  undo = ({ id }: Pick<MyClaim, "id">): Promise<Outcome<unknown>> =>
    this.#then(this.#workspace.api.call("claims.undo", { workspace: this.#workspace.id, claim: id }));

  async #then(asked: Promise<unknown>): Promise<Outcome<unknown>> {
    const outcome = await outcomeOf(asked);
    await this.load();
    return outcome;
  }
}
