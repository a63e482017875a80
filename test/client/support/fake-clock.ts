import type { Clock } from "../../../client/clock.ts";

/** Time that moves only when told to. */
export class FakeClock implements Clock {
  #now = 1_700_000_000_000;
  #tasks: { at: number; task: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, task: () => void): () => void {
    const entry = { at: this.#now + ms, task };
    this.#tasks.push(entry);
    return () => (this.#tasks = this.#tasks.filter((other) => other !== entry));
  }

  get waiting(): number {
    return this.#tasks.length;
  }

  /** Lets time pass, and what it brings about settle: promises included. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settled();
    for (;;) {
      const [due] = this.#tasks.filter((entry) => entry.at <= until).sort((a, b) => a.at - b.at);
      if (due === undefined) break;
      this.#tasks = this.#tasks.filter((entry) => entry !== due);
      this.#now = Math.max(this.#now, due.at);
      due.task();
      await settled();
    }
    this.#now = until;
    await settled();
  }
}

/** Everything that is ready to run has run, stores and locks included. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
