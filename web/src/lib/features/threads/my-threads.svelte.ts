/** The threads that I follow, the one with the newest message first, page by page. */
import type { MyThread } from "../../../../../protocol/index.ts";
import type { Refusal } from "../../../../../protocol/refusals.ts";
import { outcomeOf } from "../../base/outcome.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";

export class MyThreads {
  refusal = $state.raw<Refusal | null>(null);
  busy = $state(false);
  reachedEnd = $state(false);
  /** Null until they were told. */
  #loaded = $state.raw<MyThread[] | null>(null);
  readonly #workspace: WorkspaceState;

  constructor(workspace: WorkspaceState) {
    this.#workspace = workspace;
  }

  /** With what was heard of them since: what is new, and what I no longer follow. */
  readonly all: MyThread[] | null = $derived.by(
    () =>
      this.#loaded
        ?.map(({ channel, root }) => ({ channel: this.#workspace.channel(channel.id) ?? channel, root }))
        .filter(({ channel }) => channel.following !== false)
        .sort((a, b) => b.channel.lastAt - a.channel.lastAt) ?? null,
  );

  /** The newest ones, or those that follow what is there. */
  async load(more = false): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.refusal = null;
    const before = more ? this.#loaded?.at(-1)?.channel.lastAt : undefined;
    const outcome = await outcomeOf(
      this.#workspace.api.call("threads.list", { workspace: this.#workspace.id }, { before }),
    );
    this.busy = false;
    if (!outcome.ok) return void (this.refusal = outcome.refusal);
    const { threads, reachedEnd } = outcome.value;
    const kept = more
      ? (this.#loaded ?? []).filter(({ channel }) => !threads.some((one) => one.channel.id === channel.id))
      : [];
    this.#loaded = [...kept, ...threads];
    this.reachedEnd = reachedEnd;
  }
}
