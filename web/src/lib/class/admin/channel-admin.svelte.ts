/** One channel, as its details show it: who is in it, and what can be done to it. */
import type { AskedFrom } from "../../../../../client/index.ts";
import type { MyChannel } from "../../../../../protocol/index.ts";
import type { Refusal } from "../../../../../protocol/refusals.ts";
import { done, outcomeOf, type Outcome } from "../../base/outcome.ts";
import type { WorkspaceState } from "../state/workspace.svelte.ts";

/** What it needs of the class around the channel. */
export type AdministeredClass = Pick<WorkspaceState, "api" | "channel" | "accept" | "acceptChange" | "dropChannel">;

export class ChannelAdmin {
  /** Member ids; null until they were told. */
  members = $state.raw<string[] | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  readonly #workspace: AdministeredClass;
  readonly #id: string;

  constructor(workspace: AdministeredClass, channelId: string) {
    this.#workspace = workspace;
    this.#id = channelId;
  }

  get channel(): MyChannel | undefined {
    return this.#workspace.channel(this.#id);
  }

  async load(): Promise<void> {
    this.refusal = null;
    const outcome = await outcomeOf(this.#workspace.api.call("memberships.list", { channel: this.#id }));
    if (outcome.ok) this.members = outcome.value.members.map(({ id }) => id);
    else this.refusal = outcome.refusal;
  }

  async edit(change: AskedFrom<"channels.edit">): Promise<Outcome<unknown>> {
    return this.#changed(await outcomeOf(this.#workspace.api.call("channels.edit", { channel: this.#id }, change)));
  }

  /** Of a group; empty: named by its members. */
  async rename(name: string): Promise<Outcome<unknown>> {
    return this.#changed(await outcomeOf(this.#workspace.api.call("groups.rename", { channel: this.#id }, { name })));
  }

  async archive(): Promise<Outcome<unknown>> {
    return this.#changed(await outcomeOf(this.#workspace.api.call("channels.archive", { channel: this.#id })));
  }

  async restore(): Promise<Outcome<unknown>> {
    return this.#changed(await outcomeOf(this.#workspace.api.call("channels.restore", { channel: this.#id })));
  }

  /** From now on anyone on the web can read it. Whoever asks has said so once more. */
  async showOnWeb(rules: Pick<AskedFrom<"channels.showOnWeb">, "names" | "from">): Promise<Outcome<unknown>> {
    const call = this.#workspace.api.call("channels.showOnWeb", { channel: this.#id }, { ...rules, confirmed: true });
    return this.#changed(await outcomeOf(call));
  }

  async hideFromWeb(): Promise<Outcome<unknown>> {
    return this.#changed(await outcomeOf(this.#workspace.api.call("channels.hideFromWeb", { channel: this.#id })));
  }

  /** @param days for how long messages are kept; null: as long as the class */
  async keep(days: number | null): Promise<Outcome<unknown>> {
    return this.#changed(await outcomeOf(this.#workspace.api.call("channels.keep", { channel: this.#id }, { days })));
  }

  /** How it stands in my list, and what of it notifies me. */
  async editMine(change: AskedFrom<"memberships.editMine">): Promise<Outcome<unknown>> {
    const outcome = await outcomeOf(this.#workspace.api.call("memberships.editMine", { channel: this.#id }, change));
    if (outcome.ok) this.#workspace.accept(outcome.value.channel);
    return outcome;
  }

  /** Into a public channel again. */
  async join(): Promise<Outcome<unknown>> {
    const outcome = await outcomeOf(this.#workspace.api.call("memberships.join", { channel: this.#id }));
    if (outcome.ok) this.#workspace.accept(outcome.value.channel);
    return outcome;
  }

  async leave(): Promise<Outcome<unknown>> {
    const outcome = await outcomeOf(this.#workspace.api.call("memberships.leave", { channel: this.#id }));
    if (outcome.ok) this.#workspace.dropChannel(this.#id);
    return outcome;
  }

  async add(members: readonly string[]): Promise<Outcome<unknown>> {
    const outcome = await outcomeOf(this.#workspace.api.call("memberships.add", { channel: this.#id }, { members }));
    if (outcome.ok) this.members = [...new Set([...(this.members ?? []), ...members])];
    return outcome;
  }

  async remove(member: string): Promise<Outcome<unknown>> {
    const outcome = await outcomeOf(this.#workspace.api.call("memberships.remove", { channel: this.#id, member }));
    if (outcome.ok) this.members = (this.members ?? []).filter((id) => id !== member);
    return outcome;
  }

  #changed(outcome: Outcome<{ channel: Parameters<WorkspaceState["acceptChange"]>[0] }>): Outcome<unknown> {
    if (!outcome.ok) return outcome;
    this.#workspace.acceptChange(outcome.value.channel);
    return done(undefined);
  }
}
