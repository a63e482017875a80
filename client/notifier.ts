/** Tells listeners that something changed: at once for what a person did here, once per frame for what comes in. */
import { Listeners } from "./listeners.ts";

export type Schedule = (run: () => void) => void;

/** The next animation frame while the page is seen; else the next turn, since hidden pages get no frames. */
export const nextFrame: Schedule = (run) => {
  if (typeof requestAnimationFrame === "function" && document.visibilityState === "visible") requestAnimationFrame(run);
  else setTimeout(run, 0);
};

export class Notifier {
  readonly #listeners = new Listeners();
  readonly #schedule: Schedule;
  #due = false;

  constructor(schedule: Schedule = nextFrame) {
    this.#schedule = schedule;
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  now(): void {
    this.#due = false;
    this.#listeners.emit();
  }

  soon(): void {
    if (this.#due) return;
    this.#due = true;
    this.#schedule(() => {
      if (this.#due) this.now();
    });
  }
}
