/** Channels of the class that one may join, and those that one is in. */
import type { ListedChannel } from "../../../../../protocol/index.ts";
import type { Refusal } from "../../../../../protocol/refusals.ts";
import { outcomeOf, type Outcome } from "../../base/outcome.ts";
import type { WorkspaceState } from "../state/workspace.svelte.ts";
import { locale } from "../../base/texts/language.ts";

const byName = new Intl.Collator(locale, { numeric: true, sensitivity: "base" });

export class ChannelList {
  #listed = $state.raw<ListedChannel[] | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  readonly #workspace: WorkspaceState;

  constructor(workspace: WorkspaceState) {
    this.#workspace = workspace;
  }

  /** Null until it was told. What happened since, here or elsewhere, is laid over it. */
  readonly all: ListedChannel[] | null = $derived.by(() => {
    if (!this.#listed) return null;
    return this.#listed
      .filter((channel) => channel.kind === "public" || channel.kind === "private")
      .map((channel) => {
        const mine = this.#workspace.channel(channel.id);
        return mine ? { ...channel, ...mine, joined: true } : { ...channel, joined: false };
      })
      .sort((a, b) => byName.compare(a.name, b.name));
  });

  async load(): Promise<void> {
    this.refusal = null;
    const outcome = await outcomeOf(this.#workspace.api.call("channels.list", { workspace: this.#workspace.id }));
    if (outcome.ok) this.#listed = outcome.value.channels;
    else this.refusal = outcome.refusal;
  }

  async join(id: string): Promise<Outcome<unknown>> {
    const outcome = await outcomeOf(this.#workspace.api.call("memberships.join", { channel: id }));
    if (outcome.ok) {
      this.#workspace.accept(outcome.value.channel);
      this.#count(id, 1);
    }
    return outcome;
  }

  async leave(id: string): Promise<Outcome<unknown>> {
    const outcome = await outcomeOf(this.#workspace.api.call("memberships.leave", { channel: id }));
    if (outcome.ok) {
      this.#workspace.dropChannel(id);
      this.#count(id, -1);
    }
    return outcome;
  }

  #count(id: string, step: number): void {
    this.#listed = (this.#listed ?? []).map((channel) =>
      channel.id === id ? { ...channel, memberCount: channel.memberCount + step } : channel,
    );
  }
}
