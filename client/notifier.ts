/** Tells listeners that something changed: at once for what a person did here, once per frame for what comes in. */
export type Schedule = (run: () => void) => void;

/** The next animation frame while the page is seen; else the next turn, since hidden pages get no frames. */
export const nextFrame: Schedule = (run) => {
  if (typeof requestAnimationFrame === "function" && document.visibilityState === "visible") requestAnimationFrame(run);
  else setTimeout(run, 0);
};

export class Notifier {
  readonly #listeners = new Set<() => void>();
  readonly #schedule: Schedule;
  #due = false;

  constructor(schedule: Schedule = nextFrame) {
    this.#schedule = schedule;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  now(): void {
    this.#due = false;
    for (const listener of [...this.#listeners]) listener();
  }

  soon(): void {
    if (this.#due) return;
    this.#due = true;
    this.#schedule(() => {
      if (this.#due) this.now();
    });
  }
}
