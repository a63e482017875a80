/** How far I have read in one channel. Told now and then, the highest mark only. */
import type { Clock } from "./clock.ts";

export interface ReadMarksOptions {
  clock: Clock;
  /** False: it could not be told now; `flush` tries again. */
  send: (seq: number) => boolean;
  /** Milliseconds between one telling and the next. */
  every: () => number;
}

export class ReadMarks {
  readonly #options: ReadMarksOptions;
  #seq = 0;
  #told = 0;
  #wanted = 0;
  #isHeld = false;
  #cancel: (() => void) | null = null;

  constructor(options: ReadMarksOptions) {
    this.#options = options;
  }

  /** The highest `seq` that counts as read on this screen. */
  get seq(): number {
    return this.#seq;
  }

  /** The server told a mark of mine, from here or from another device. */
  learn(seq: number): void {
    this.#seq = Math.max(this.#seq, seq);
    this.#told = Math.max(this.#told, seq);
  }

  /** "Unread from here": what is in view does not count as read until the channel is opened anew, or written in. */
  back(seq: number): void {
    this.stop();
    this.#seq = this.#told = this.#wanted = seq;
    this.#isHeld = true;
  }

  /** The channel was opened anew, or written in: what is in view counts as read again. */
  release(): void {
    this.#isHeld = false;
  }

  mark(seq: number): void {
    if (this.#isHeld) return;
    this.#seq = Math.max(this.#seq, seq);
    this.#wanted = Math.max(this.#wanted, seq);
    if (this.#wanted <= this.#told || this.#cancel !== null) return;
    this.flush();
    this.#cancel = this.#options.clock.after(this.#options.every(), () => {
      this.#cancel = null;
      if (this.#wanted > this.#told) this.mark(this.#wanted);
    });
  }

  /** Somebody waits for it now: the pause is over. */
  hurry(): void {
    this.stop();
    this.flush();
  }

  /** Tells the last mark now, if it was not told yet. */
  flush(): void {
    if (this.#wanted > this.#told && this.#options.send(this.#wanted)) this.#told = this.#wanted;
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
