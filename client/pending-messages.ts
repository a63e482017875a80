/** My messages that have no place in the channel's history yet. Pure: no clock, no network; every step may come twice. */
import type { Message, PostContent, Refusal } from "../protocol/index.ts";

/** A message of mine that is not in the channel's history yet, as far as this client knows. */
export interface PendingMessage extends Readonly<PostContent> {
  readonly id: string;
  /** Its files are on their way; it goes out after them. */
  readonly waits?: boolean | undefined;
  /** Milliseconds since 1970, by the server's clock. */
  readonly createdAt: number;
  /** `stored`: durable, its place among the others is on its way. */
  readonly state: "sending" | "stored" | "failed";
  /** Why it failed; set with `failed`, and while waiting after a refusal that time mends. */
  readonly refusal?: Refusal;
}
export interface StoredAck {
  id: string;
  seq: number;
}

export class PendingMessages {
  readonly #onChange: () => void;
  #messages: readonly PendingMessage[] = [];
  /** Message id → the `seq` under which it is stored. */
  readonly #acks = new Map<string, number>();

  /** @param onChange called after each change of `messages` */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** In the order they were written. The same array until it changed. */
  get messages(): readonly PendingMessage[] {
    return this.#messages;
  }

  /** Shows a message as being sent; the same id again replaces what was shown. One that is stored already stays as it is. */
  show(message: Omit<PendingMessage, "state">): void {
    if (!this.#acks.has(message.id)) this.#put({ ...message, state: "sending" });
  }

  fail(id: string, refusal: Refusal): void {
    const known = this.#messages.find((message) => message.id === id);
    if (known !== undefined) this.#put({ ...known, state: "failed", refusal });
  }

  drop(id: string): void {
    this.#acks.delete(id);
    this.#messages = this.#messages.filter((message) => message.id !== id);
    this.#onChange();
  }

  /** Drops what is shown as being sent, or as failed, and is not among `waiting`: it ended while nobody looked. */
  retain(waiting: ReadonlySet<string>): void {
    this.#replace(this.#messages.filter(({ id }) => waiting.has(id) || this.#acks.has(id)));
  }

  /** The message is durable. It stays until `settle` finds its place. False: it is none of these. */
  stored(ack: StoredAck): boolean {
    const known = this.#messages.find((message) => message.id === ack.id);
    if (known === undefined) return false;
    this.#acks.set(ack.id, ack.seq);
    const { refusal: _mended, ...rest } = known;
    this.#put({ ...rest, state: "stored" });
    return true;
  }

  /**
   * Takes out what has its place now.
   * @param loaded messages that were just loaded
   * @param end `seq` of the last message that is loaded: what is stored up to it is loaded, or older than what is
   */
  settle(loaded: readonly Message[], end: number): void {
    if (this.#messages.length === 0) return;
    const placed = new Set(loaded.map(({ id }) => id));
    const left = this.#messages.filter(({ id }) => !placed.has(id) && !((this.#acks.get(id) ?? Infinity) <= end));
    for (const { id } of this.#messages) if (!left.some((message) => message.id === id)) this.#acks.delete(id);
    this.#replace(left);
  }

  #put(message: PendingMessage): void {
    const index = this.#messages.findIndex((other) => other.id === message.id);
    this.#messages = index === -1 ? [...this.#messages, message] : this.#messages.with(index, message);
    this.#onChange();
  }

  #replace(messages: readonly PendingMessage[]): void {
    if (messages.length === this.#messages.length) return;
    this.#messages = messages;
    this.#onChange();
  }
}
