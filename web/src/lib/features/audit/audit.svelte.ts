/** What was done in the class, page by page, as it is asked for. */
import { AUDIT_ACTS, type AuditAct, type AuditEntry, type AuditFormat } from "../../../../../protocol/audit.ts";
import type { Refusal } from "../../../../../protocol/refusals.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";
import { outcomeOf } from "../../base/outcome.ts";

const isAct = (text: string): text is AuditAct => (AUDIT_ACTS as readonly string[]).includes(text);

export class Audit {
  /** Null until the first page was told. */
  entries = $state.raw<readonly AuditEntry[] | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  busy = $state(false);
  /** Where the next page begins; null: there is none. */
  #next = $state.raw<number | null>(null);
  #filter = $state.raw<{ act?: AuditAct; actor?: string; subject?: string }>({});
  /** Counts what was asked for: an answer to an earlier question is out of date. */
  #turn = 0;
  readonly #workspace: WorkspaceState;

  constructor(workspace: WorkspaceState) {
    this.#workspace = workspace;
  }

  get hasMore(): boolean {
    return this.#next !== null;
  }

  /** Where the browser fetches what the filter leaves, as a file. */
  addressOf(format: AuditFormat): string {
    const query = new URLSearchParams(this.#filter).toString();
    return `/api/workspaces/${this.#workspace.id}/audit/${format}${query === "" ? "" : `?${query}`}`;
  }

  /** From the newest on. Empty: of any kind, by anybody, to anybody. */
  async show(filter: { act: string; actor: string; subject: string }): Promise<void> {
    const { act, actor, subject } = filter;
    this.#filter = { ...(isAct(act) && { act }), ...(actor !== "" && { actor }), ...(subject !== "" && { subject }) };
    this.entries = null;
    await this.#fetch({});
  }

  async older(): Promise<void> {
    if (this.#next !== null) await this.#fetch({ before: this.#next });
  }

  async #fetch(from: { before?: number }): Promise<void> {
    const turn = ++this.#turn;
    this.busy = true;
    this.refusal = null;
    const { api, id } = this.#workspace;
    const outcome = await outcomeOf(api.call("audit.list", { workspace: id }, { ...this.#filter, ...from }));
    if (turn !== this.#turn) return;
    this.busy = false;
    if (!outcome.ok) this.refusal = outcome.refusal;
    else {
      this.entries = [...(from.before === undefined ? [] : (this.entries ?? [])), ...outcome.value.entries];
      this.#next = outcome.value.next;
      // Those who left are fetched, by whoever asks for their name.
      this.#workspace.session.wantMembers(
        outcome.value.entries.flatMap(({ actor, subject }) => (subject === undefined ? [actor] : [actor, subject])),
      );
    }
  }
}
