/** From what stands in an address, an id or a name, to a channel on screen. */
import { t } from "#texts/ui";
import { refusalAtHand } from "../../../../../protocol/refusals-at-hand.ts";
import type { WorkspaceState } from "../state/workspace.svelte.ts";
import type { Gate } from "./gate.ts";

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

  /** Asks the server about what is not mine. Never rejects. */
  async look(reference: string): Promise<void> {
    const gate = await import("./find-channel.ts").then(
      ({ findChannel }) => findChannel(this.#workspace, reference),
      (): Gate => ({ is: "trouble", refusal: refusalAtHand("unavailable", { sentence: t.partNotFetched }) }),
    );
    if (gate) this.#found = { reference, gate };
  }
}
