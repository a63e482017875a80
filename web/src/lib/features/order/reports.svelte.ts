/** What was told to the teaching team, and what I told it. */
import type { MyReport, Report, ReportOutcome } from "../../../../../protocol/reports.ts";
import type { Refusal } from "../../../../../protocol/refusals.ts";
import { outcomeOf, type Outcome } from "../../base/outcome.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";

export class Reports {
  /** Null until they were told. */
  open = $state.raw<readonly Report[] | null>(null);
  decided = $state.raw<readonly Report[]>([]);
  mine = $state.raw<readonly MyReport[]>([]);
  refusal = $state.raw<Refusal | null>(null);
  readonly #workspace: WorkspaceState;

  constructor(workspace: WorkspaceState) {
    this.#workspace = workspace;
  }

  get decides(): boolean {
    return this.#workspace.may("decideReports");
  }

  async load(): Promise<void> {
    const { api, id: workspace, session } = this.#workspace;
    this.refusal = null;
    const [mine, open, decided] = await Promise.all([
      outcomeOf(api.call("reports.mine", { workspace })),
      this.decides ? outcomeOf(api.call("reports.list", { workspace }, {})) : null,
      this.decides ? outcomeOf(api.call("reports.list", { workspace }, { decided: "yes" })) : null,
    ]);
    for (const outcome of [mine, open, decided]) if (outcome && !outcome.ok) this.refusal = outcome.refusal;
    if (mine.ok) this.mine = mine.value.reports;
    if (decided?.ok) this.decided = decided.value.reports;
    if (open?.ok) this.open = open.value.reports;
    else if (open === null) this.open = [];
    // Those who left are fetched, by whoever asks for their name.
    session.wantMembers([...this.mine, ...(this.open ?? []), ...this.decided].map(({ about }) => about));
    session.wantMembers([...(this.open ?? []), ...this.decided].map(({ by }) => by));
  }

  /** Follows what others of the team decide, until the returned function is called. */
  follow(): () => void {
    return this.#workspace.session.onEvent(({ type }) => {
      if (type === "reportsChanged" || type === "reportDecided") void this.load();
    });
  }

  async decide({ id }: Report, outcome: ReportOutcome, answer: string): Promise<Outcome<unknown>> {
    const { api, id: workspace } = this.#workspace;
    const done = await outcomeOf(api.call("reports.decide", { workspace, report: id }, { outcome, answer }));
    if (done.ok) {
      const { report } = done.value;
      this.open = (this.open ?? []).filter((each) => each.id !== id);
      this.decided = [report, ...this.decided.filter((each) => each.id !== id)];
    }
    return done;
  }
}
