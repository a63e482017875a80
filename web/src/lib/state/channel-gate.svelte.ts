/** From what stands in an address, an id or a name, to a channel on screen. */
import { goto } from "$app/navigation";
import type { ListedChannel, MyChannel } from "../../../../protocol/index.ts";
import type { Refusal } from "../../../../protocol/refusals.ts";
import { threadAddress } from "./links.ts";
import { openClass } from "./open-class.svelte.ts";
import { outcomeOf, type Outcome } from "./outcome.ts";
import type { WorkspaceState } from "./workspace.svelte.ts";

export type Gate =
  | { is: "looking" }
  | { is: "open"; channel: string }
  /** A public channel that I am not in. */
  | { is: "outside"; channel: ListedChannel }
  | { is: "nowhere" }
  | { is: "trouble"; refusal: Refusal };

export class ChannelGate {
  readonly #workspace: WorkspaceState;
  #found = $state.raw<{ reference: string; gate: Gate } | null>(null);

  constructor(workspace: WorkspaceState) {
    this.#workspace = workspace;
  }

  /** What is known at once: a channel of mine, by its id or its name. */
  at(reference: string): Gate {
    const known = this.#workspace.channel(reference);
    // A thread is shown beside its channel: look() goes there.
    if (known?.kind === "thread") return { is: "looking" };
    const mine =
      known ??
      this.#workspace.channels.find((channel) => channel.name !== "" && channel.name === reference.toLowerCase());
    if (mine) return { is: "open", channel: mine.id };
    return this.#found?.reference === reference ? this.#found.gate : { is: "looking" };
  }

  /** Asks the server about what is not mine: a public channel, one of another class, or nothing. */
  async look(reference: string): Promise<void> {
    const { api, id } = this.#workspace;
    const thread = this.#workspace.channel(reference);
    if (thread?.kind === "thread") return goBeside(thread);
    const named = await outcomeOf(api.call("channels.byName", { workspace: id, name: reference.toLowerCase() }));
    if (named.ok) return this.#tell(reference, { is: "outside", channel: named.value.channel });
    const list = await outcomeOf(api.call("channels.list", { workspace: id }));
    const listed = list.ok ? list.value.channels.find((channel) => channel.id === reference) : undefined;
    if (listed) return this.#tell(reference, { is: "outside", channel: listed });
    const elsewhere = await outcomeOf(api.call("channels.get", { channel: reference }));
    if (elsewhere.ok) {
      const { channel } = elsewhere.value;
      if (channel.workspace !== id) openClass.open(channel.workspace);
      else if (channel.kind === "thread") return goBeside(channel);
      else this.#workspace.accept(channel);
      return;
    }
    const { refusal } = elsewhere;
    const isNowhere = refusal.code === "not_found" || refusal.code === "invalid" || refusal.code === "forbidden";
    this.#tell(reference, isNowhere ? { is: "nowhere" } : { is: "trouble", refusal });
  }

  async join(channel: string): Promise<Outcome<unknown>> {
    const outcome = await outcomeOf(this.#workspace.api.call("memberships.join", { channel }));
    if (outcome.ok) this.#workspace.accept(outcome.value.channel);
    return outcome;
  }

  #tell(reference: string, gate: Gate): void {
    this.#found = { reference, gate };
  }
}

/** `#12` names a reply then. */
async function goBeside(thread: MyChannel): Promise<void> {
  const reply = Number(location.hash.slice(1)) || undefined;
  if (thread.parent) await goto(threadAddress(thread.parent.channel, thread.id, reply), { replace: true });
}
