/** Who is writing: I tell it now and then while I do, and forget of others what they did not tell again. */
import { TYPING_EVERY_MS, TYPING_SHOWN_MS } from "../protocol/limits.ts";
import type { Clock } from "./clock.ts";

export interface TypingOptions {
  clock: Clock;
  /** False: it could not be told now. */
  send: () => boolean;
  /** Somebody began, or is forgotten. */
  onChange: () => void;
}

export class Typing {
  readonly #options: TypingOptions;
  /** Member id → calls off being forgotten. In the order they began. */
  readonly #others = new Map<string, () => void>();
  #sentAt = Number.NEGATIVE_INFINITY;
  #members: readonly string[] = [];

  constructor(options: TypingOptions) {
    this.#options = options;
  }

  /** Member ids of others who are writing, who began first stands first. The same array until it changed. */
  get members(): readonly string[] {
    return this.#members;
  }

  /** I typed. Told at most every TYPING_EVERY_MS. */
  send(): void {
    const now = this.#options.clock.now();
    if (now - this.#sentAt >= TYPING_EVERY_MS && this.#options.send()) this.#sentAt = now;
  }

  /** I sent it: others know by that, and what I write next is told at once. */
  sent(): void {
    this.#sentAt = Number.NEGATIVE_INFINITY;
  }

  receive(member: string): void {
    const known = this.#others.get(member);
    known?.();
    this.#others.set(
      member,
      this.#options.clock.after(TYPING_SHOWN_MS, () => this.#forget([member])),
    );
    if (known === undefined) this.#changed();
  }

  /** They posted. */
  wrote(members: Iterable<string>): void {
    this.#forget(members);
  }

  stop(): void {
    this.#forget([...this.#others.keys()]);
    this.sent();
  }

  #forget(members: Iterable<string>): void {
    let some = false;
    for (const member of members) {
      this.#others.get(member)?.();
      some = this.#others.delete(member) || some;
    }
    if (some) this.#changed();
  }

  #changed(): void {
    this.#members = [...this.#others.keys()];
    this.#options.onChange();
  }
}
