/**
 * My acts in one channel, sent by the outbox and, until the room's word on them is here, laid over the messages they belong to.
 * An act lies there until the message is as new as its answer: acknowledgement and broadcast come in any order, and between them
 * nothing may flicker. For the same reason an edit lies there between its answer and its broadcast; before its answer it is shown
 * as a change that is on its way.
 */
import type { Act, Message, Refusal } from "../protocol/index.ts";
import { previewAct, replaces } from "./acts.ts";
import { Listeners } from "./listeners.ts";
import type { ActEntry, EditEntry, OutboxEntry } from "./outbox-entry.ts";
import type { OutboxEvent, OutboxOfChannels, Sent } from "./outbox-contract.ts";

export interface OwnActsOptions {
  outbox: OutboxOfChannels;
  channel: string;
  /** My member id; without it nothing is shown before the server says so. */
  member: string | undefined;
}

interface Laid {
  readonly entry: ActEntry | EditEntry;
  /** Set when it was carried out: the message's `rev` that holds it. */
  readonly rev?: number;
}
interface Shown {
  readonly base: Message;
  readonly laid: readonly Laid[];
  readonly message: Message;
}

export class PendingActions {
  readonly #options: OwnActsOptions;
  readonly #refused = new Listeners<[act: Act, refusal: Refusal]>();
  /** `seq` → acts in the order they were done. */
  readonly #laid = new Map<number, readonly Laid[]>();
  /** The same object again while nothing changed: who draws it need not look twice. */
  readonly #shown = new Map<number, Shown>();

  constructor(options: OwnActsOptions) {
    this.#options = options;
  }

  send(seq: number, act: Act): Sent {
    const { outbox, channel } = this.#options;
    // What was clicked to and fro while nothing could be sent goes out once, as it was left.
    for (const entry of outbox.entries(channel))
      if (entry.kind === "act" && entry.seq === seq && replaces(act, entry.act)) outbox.discard(entry.id);
    return outbox.act(channel, seq, act);
  }

  /** Called for each act that was refused: what it changed on the screen is undone. */
  onRefused(listener: (act: Act, refusal: Refusal) => void): () => void {
    return this.#refused.add(listener);
  }

  receive(event: OutboxEvent): void {
    const { entry } = event;
    if (entry.kind === "edit" && event.type === "carried")
      this.#set(entry.seq, [...this.#of(entry.seq), { entry, rev: event.carried.rev }]);
    if (entry.kind !== "act") return;
    const laid = this.#of(entry.seq);
    const isThis = (other: Laid) => other.entry.id === entry.id;
    if (event.type === "queued" && !laid.some(isThis)) this.#set(entry.seq, [...laid, { entry }]);
    else if (event.type === "carried") {
      const { rev } = event.carried;
      this.#set(
        entry.seq,
        laid.map((other) => (isThis(other) ? { entry, rev } : other)),
      );
    } else if (event.type === "discarded")
      this.#set(
        entry.seq,
        laid.filter((other) => !isThis(other)),
      );
    else if (event.type === "failed") {
      // Nobody wants to hear of a refused reaction twice: it is told, and let go of.
      this.#options.outbox.discard(entry.id);
      this.#refused.emit(entry.act, event.refusal);
    }
  }

  /** Forgets what is carried out, or ended while nobody looked; what is `waiting` stays. */
  settle(waiting: readonly OutboxEntry[]): void {
    const ids = new Set(waiting.map(({ id }) => id));
    for (const [seq, laid] of this.#laid)
      this.#set(
        seq,
        laid.filter(({ entry }) => ids.has(entry.id)),
      );
  }

  /** The message with what I did to it. */
  over(message: Message): Message {
    const laid = this.#seenIn(message);
    const { member } = this.#options;
    if (laid.length === 0 || member === undefined) return message;
    const known = this.#shown.get(message.seq);
    if (known?.base === message && known.laid === laid) return known.message;
    const shown = laid.reduce((now, { entry }) => laidOver(now, entry, member), message);
    this.#shown.set(message.seq, { base: message, laid, message: shown });
    return shown;
  }

  overAll(messages: readonly Message[]): readonly Message[] {
    return this.#laid.size === 0 ? messages : messages.map((message) => this.over(message));
  }

  /** The `rev` of my last edit of it that was carried out and is not in `message` yet; 0: there is none. */
  editedRev(message: Message): number {
    return Math.max(0, ...this.#seenIn(message).map(({ entry, rev = 0 }) => (entry.kind === "edit" ? rev : 0)));
  }

  /** What `message` does not hold yet. */
  #seenIn(message: Message): readonly Laid[] {
    const laid = this.#of(message.seq);
    if (!laid.some(({ rev }) => rev !== undefined && rev <= message.rev)) return laid;
    const left = laid.filter(({ rev }) => rev === undefined || rev > message.rev);
    this.#set(message.seq, left);
    return left;
  }

  #of(seq: number): readonly Laid[] {
    return this.#laid.get(seq) ?? [];
  }

  #set(seq: number, laid: readonly Laid[]): void {
    if (laid.length > 0) this.#laid.set(seq, laid);
    else {
      this.#laid.delete(seq);
      this.#shown.delete(seq);
    }
  }
}

function laidOver(message: Message, entry: ActEntry | EditEntry, member: string): Message {
  if (entry.kind === "act") return previewAct(message, entry.act, member, entry.createdAt);
  return message.deletedAt === undefined ? { ...message, body: entry.body, editedAt: entry.createdAt } : message;
}
