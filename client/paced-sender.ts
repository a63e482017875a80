/** A number that only grows, told now and then: the first at once, the highest of what follows after a pause. */
import type { Clock } from "./clock.ts";

export interface PacedSenderOptions {
  clock: Clock;
  /** False: it could not be told now; it is tried again after the pause. */
  send: (value: number) => boolean;
  /** Milliseconds between one telling and the next. */
  every: () => number;
}

export class PacedSender {
  readonly #options: PacedSenderOptions;
  #sent = 0;
  #wanted = 0;
  #cancel: (() => void) | null = null;

  constructor(options: PacedSenderOptions) {
    this.#options = options;
  }

  /** To be told, now or after the pause. */
  want(value: number): void {
    this.note(value);
    if (this.#wanted <= this.#sent || this.#cancel !== null) return;
    this.flush();
    this.#cancel = this.#options.clock.after(this.#options.every(), () => {
      this.#cancel = null;
      if (this.#wanted > this.#sent) this.want(this.#wanted);
    });
  }

  /** To be told when somebody asks for it. */
  note(value: number): void {
    this.#wanted = Math.max(this.#wanted, value);
  }

  /** Up to there it need not be told. */
  setSent(value: number): void {
    this.#sent = Math.max(this.#sent, value);
  }

  /** What was told may not have arrived: it is told again, unless it turns out to be known (`setSent`). */
  doubt(): void {
    this.#sent = 0;
  }

  /** The one thing that lets it shrink: nothing beyond `value` waits to be told any more. */
  back(value: number): void {
    this.stop();
    this.#sent = this.#wanted = value;
  }

  /** The pause is over. */
  hurry(): void {
    this.stop();
    this.flush();
  }

  /** Tells it now, if it was not told yet. */
  flush(): void {
    if (this.#wanted > this.#sent && this.#options.send(this.#wanted)) this.#sent = this.#wanted;
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
