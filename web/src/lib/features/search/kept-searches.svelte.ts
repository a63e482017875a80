/** What I searched for lately and what I saved, mine alone and the same on all my devices. */
import type { Searches } from "../../../../../protocol/search/contract.ts";
import { outcomeOf } from "../../base/outcome.ts";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";

export class KeptSearches {
  #all = $state.raw<Searches | null>(null);
  readonly #workspace: WorkspaceState;

  constructor(workspace: WorkspaceState) {
    this.#workspace = workspace;
  }

  get recent(): readonly string[] {
    return this.#all?.recent.map(({ q }) => q) ?? [];
  }
  get saved(): readonly string[] {
    return this.#all?.saved.map(({ q }) => q) ?? [];
  }

  /** Without them the page is what it was. */
  async load(): Promise<void> {
    const outcome = await outcomeOf(this.#workspace.api.call("search.mine", this.#where));
    if (outcome.ok) this.#all = outcome.value;
  }

  /** It was asked in earnest: a result was opened, or Enter pressed. One that is too long to be kept is not. */
  async used(query: string): Promise<void> {
    const q = query.trim();
    if (q === "" || this.recent[0] === q) return;
    const outcome = await outcomeOf(this.#workspace.api.call("search.keep", this.#where, { q }));
    if (outcome.ok) this.#all = outcome.value;
  }

  async save(query: string): Promise<void> {
    this.#take(await outcomeOf(this.#workspace.api.call("search.keep", this.#where, { q: query.trim(), saved: true })));
  }

  /** @param query without it all recent ones go, and none that was saved */
  async forget(query?: string): Promise<void> {
    const q = query === undefined ? {} : { q: query.trim() };
    this.#take(await outcomeOf(this.#workspace.api.call("search.forget", this.#where, q)));
  }

  get #where(): { workspace: string } {
    return { workspace: this.#workspace.id };
  }
  #take(outcome: Awaited<ReturnType<typeof outcomeOf<Searches>>>): void {
    if (outcome.ok) this.#all = outcome.value;
    else toasts.trouble(outcome.refusal.sentence);
  }
}
