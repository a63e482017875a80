/** Problems that I told of, or all of the class for its teaching team, kept up to date while somebody looks at them. */
import type { Problem, ProblemState } from "../../../../../protocol/problems.ts";
import type { Refusal } from "../../../../../protocol/refusals.ts";
import { outcomeOf, type Outcome } from "../../base/outcome.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";

export class ProblemList {
  readonly #workspace: WorkspaceState;
  readonly #of: "problems.mine" | "problems.list";
  /** Null until they are told. */
  problems = $state.raw<readonly Problem[] | null>(null);
  refusal = $state.raw<Refusal | null>(null);

  constructor(workspace: WorkspaceState, of: "mine" | "list") {
    this.#workspace = workspace;
    this.#of = `problems.${of}`;
  }

  async load(): Promise<void> {
    this.refusal = null;
    const { api, id, session } = this.#workspace;
    const outcome = await outcomeOf(api.call(this.#of, { workspace: id }));
    if (!outcome.ok) return void (this.refusal = outcome.refusal);
    this.problems = outcome.value.problems;
    session.wantMembers(
      this.problems.flatMap(({ by, changedBy }) => (changedBy === undefined ? [by] : [by, changedBy])),
    );
  }

  /** @returns ends it */
  follow(): () => void {
    return this.#workspace.session.onEvent((event) => {
      if (event.type === "hello") void this.load();
      else if (event.type === "problemChanged") this.#take(event.problem);
    });
  }

  async edit(problem: Problem, state: ProblemState, answer: string): Promise<Outcome<Problem>> {
    const { api, id } = this.#workspace;
    const where = { workspace: id, problem: problem.id };
    const outcome = await outcomeOf(api.call("problems.edit", where, { state, answer }));
    if (!outcome.ok) return outcome;
    this.#take(outcome.value.problem);
    return { ok: true, value: outcome.value.problem };
  }

  #take(problem: Problem): void {
    if (!this.problems || (this.#of === "problems.mine" && problem.by !== this.#workspace.me.id)) return;
    const isThere = this.problems.some(({ id }) => id === problem.id);
    this.problems = isThere
      ? this.problems.map((each) => (each.id === problem.id ? problem : each))
      : [problem, ...this.problems];
  }
}
