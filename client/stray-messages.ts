/**
 * Messages that stand outside of all that is loaded. They are remembered, because a page that was on its way when they came may be
 * older than they are; only so many, and a page must be at least as new as what was forgotten.
 */
import type { Message } from "../protocol/index.ts";

const MOST = 1_000;

export class StrayMessages {
  readonly #bySeq = new Map<number, Message>();
  #forgottenRev = 0;

  /** Changes up to this `rev` may have been forgotten. */
  get forgottenRev(): number {
    return this.#forgottenRev;
  }

  get(seq: number): Message | null {
    return this.#bySeq.get(seq) ?? null;
  }

  /** Gives the newer of the two: this one, or what is remembered of it. */
  newer(message: Message): Message {
    const known = this.#bySeq.get(message.seq);
    return known !== undefined && known.rev > message.rev ? known : message;
  }

  /** It goes out of here, if it was in. */
  take(seq: number): Message | null {
    const known = this.get(seq);
    this.#bySeq.delete(seq);
    return known;
  }

  remember(message: Message): void {
    this.#bySeq.delete(message.seq);
    this.#bySeq.set(message.seq, message);
    if (this.#bySeq.size <= MOST) return;
    const [oldest] = this.#bySeq.values();
    if (oldest === undefined) return;
    this.#bySeq.delete(oldest.seq);
    this.#forgottenRev = Math.max(this.#forgottenRev, oldest.rev);
  }

  /** Forgets all; pages older than `rev` are too old from now on. */
  reset(rev: number): void {
    this.#bySeq.clear();
    this.#forgottenRev = rev;
  }
}
