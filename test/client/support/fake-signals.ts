import type { Hint, Signals } from "../../../client/signals.ts";

export class FakeSignals implements Signals {
  readonly #listeners = new Set<(hint: Hint) => void>();
  #visible = true;

  visible(): boolean {
    return this.#visible;
  }

  subscribe(listener: (hint: Hint) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  give(hint: Hint): void {
    if (hint === "visible" || hint === "hidden") this.#visible = hint === "visible";
    for (const listener of [...this.#listeners]) listener(hint);
  }

  get listening(): number {
    return this.#listeners.size;
  }
}
