/**
 * What is known of a channel's messages. Pure: no clock, no network. Every step may come twice, and acknowledgement,
 * broadcast and page in any order; the end is the same. A message gives way only to a higher `rev`.
 *
 * Three things must not be mixed up. The *stream* is what the socket tells, without a gap (`stream-position.ts`): only it moves
 * the mark that the client resumes from. *Ranges* are what is loaded and can be shown (`ranges.ts`). *Strays* are changes
 * outside of all ranges (`stray-messages.ts`).
 */
import type { Message, Page, Refusal } from "../protocol/index.ts";
import { PendingMessages, type PendingMessage, type StoredAck } from "./pending-messages.ts";
import { lastOf, Ranges, type Range } from "./ranges.ts";
import { StrayMessages } from "./stray-messages.ts";
import { StreamPosition, type Head } from "./stream-position.ts";

export interface TimelineSnapshot {
  /** Ascending by `seq`, without a hole: the range in view. */
  readonly messages: readonly Message[];
  /** In the order they were written. They belong after the last message of the channel. */
  readonly pending: readonly PendingMessage[];
  readonly reachedStart: boolean;
  /** The range in view touches the channel's end. */
  readonly reachedEnd: boolean;
  /** Highest `seq` known to exist, and the `rev` up to which every change was seen. */
  readonly head: Readonly<Head>;
  /** Something is missing before the newest: a resume is needed. Nothing after the hole is shown. */
  readonly hasHole: boolean;
  /** Grows when everything loaded was dropped: a reader in the middle asks for its place anew. */
  readonly epoch: number;
}

export class Timeline {
  readonly #ranges = new Ranges();
  readonly #strays = new StrayMessages();
  readonly #stream = new StreamPosition();
  readonly #pending = new PendingMessages(() => this.#changed());
  /** Null: the newest range, whichever that is. */
  #view: Range | null = null;
  #headSeq = 0;
  #epoch = 0;
  #loaded = false;
  #snapshot: TimelineSnapshot | null = null;
  /** The messages of the last snapshot, as long as nothing in them changed. */
  #messages: readonly Message[] | null = null;

  /** The `rev` to resume from; undefined before the first welcome. */
  get syncedRev(): number | undefined {
    return this.#stream.syncedRev;
  }

  /** The `rev` that a page must at least have to be taken; undefined where any will do. */
  get wantedRev(): number | undefined {
    const wanted = Math.max(this.#stream.syncedRev ?? 0, this.#strays.forgottenRev);
    return wanted === 0 ? undefined : wanted;
  }

  get hasHole(): boolean {
    return this.#stream.hasHole;
  }

  /** The stream has a hole, or may lack a change: `syncedRev` stays until a resume has told what is missing. */
  get needsResume(): boolean {
    return this.#stream.needsResume;
  }

  /** Something was loaded, be it an empty channel. */
  get loaded(): boolean {
    return this.#loaded;
  }

  get(seq: number): Message | null {
    return this.#ranges.get(seq) ?? this.#strays.get(seq);
  }

  /** The first frame of a socket that could not be resumed: what was loaded may be out of date, so it goes. */
  applyWelcome(head: Head, page: Page): void {
    if (this.#loaded) this.#epoch += 1;
    const messages = page.messages.map((message) => {
      // A page read by HTTP may have overtaken this frame.
      const known = this.get(message.seq);
      return known !== null && known.rev > message.rev ? known : message;
    });
    this.#ranges.clear();
    // What changed while the client was away is not remembered: a page still on its way from before is too old.
    this.#strays.reset(head.rev);
    this.#stream.reset(head);
    this.#view = null;
    this.#headSeq = head.seq;
    this.#add({ ...page, messages });
  }

  /**
   * The first frame of a socket that was resumed, or the answer to a resume: all that changed after `syncedRev`. Returns the
   * messages that are new at the end of the channel, ascending.
   */
  applyResumed(head: Head, changes: readonly Message[]): Message[] {
    for (const message of bySeq(changes)) this.#place(message);
    this.#headSeq = Math.max(this.#headSeq, head.seq);
    this.#changed();
    return this.#stream.resume(head, (seq) => this.get(seq));
  }

  /** A `changed` frame. Returns the messages that are new at the end of the channel, ascending. */
  applyChanges(changes: readonly Message[]): Message[] {
    // Ascending by `rev` in the frame: a message edited within the same commit stands after later ones.
    const ordered = bySeq(changes);
    for (const message of ordered) this.#place(message);
    this.#changed();
    return this.#stream.advance(ordered);
  }

  /** One message as HTTP answered it: true, but not part of the stream. */
  applyMessage(message: Message): void {
    this.#place(message);
    this.#changed();
  }

  /**
   * A page of history. `look`: the range that holds it comes into view. Returns false where changes newer than the page
   * may have been forgotten, or where it has a hole: it was not taken, and must be asked for again with `wantedRev`.
   */
  applyPage(page: Page, look: "stay" | "here" = "stay"): boolean {
    if (page.rev < this.#strays.forgottenRev || !isContiguous(page.messages)) return false;
    const range = this.#add(page);
    if (look === "here" && range !== null) this.#lookAt(range);
    return true;
  }

  /** Looks at the newest range again. False: it is not known up to the end, so it must be fetched. */
  lookAtEnd(): boolean {
    this.#lookAt(null);
    return this.#loaded && this.#endOf(null) >= this.#headSeq;
  }

  /** Looks at the range that holds `seq`. False: it is not loaded. */
  lookAt(seq: number): boolean {
    const range = this.#ranges.at(seq);
    if (range !== null) this.#lookAt(range);
    return range !== null;
  }

  /** First and last `seq` in view; null where nothing is. */
  bounds(): { first: number; last: number } | null {
    const range = this.#view ?? this.#ranges.newest;
    return range === null ? null : { first: range.first, last: lastOf(range) };
  }

  /** Shows a message as being sent; the same id again replaces what was shown. */
  showPending(message: Omit<PendingMessage, "state">): void {
    if (!this.#ranges.has(message.id)) this.#pending.show(message);
  }

  failPending(id: string, refusal: Refusal): void {
    this.#pending.fail(id, refusal);
  }

  dropPending(id: string): void {
    this.#pending.drop(id);
  }

  /** Drops what is shown as being sent, or as failed, and is not among `waiting`: it ended while nobody looked. */
  setPending(waiting: ReadonlySet<string>): void {
    this.#pending.retain(waiting);
  }

  /** The message is durable. It stays among the pending until its broadcast, a page or a resume gives it its place. */
  applyStored(ack: StoredAck): void {
    if (this.#pending.stored(ack)) this.#settlePending([]);
  }

  snapshot(): TimelineSnapshot {
    if (this.#snapshot !== null) return this.#snapshot;
    const range = this.#view ?? this.#ranges.newest;
    // The copy is what makes the array safe to hand out; owners ask for it once per frame, not per message.
    this.#messages ??= range === null ? [] : range.messages.slice();
    this.#snapshot = {
      messages: this.#messages,
      pending: this.#pending.messages,
      reachedStart: this.#loaded && (range === null ? this.#headSeq === 0 : range.first === 1),
      reachedEnd: this.#loaded && this.#endOf(this.#view) >= this.#headSeq,
      head: { seq: this.#headSeq, rev: this.#stream.syncedRev ?? 0 },
      hasHole: this.#stream.hasHole,
      epoch: this.#epoch,
    };
    return this.#snapshot;
  }

  #endOf(view: Range | null): number {
    const range = view ?? this.#ranges.newest;
    return range === null ? 0 : lastOf(range);
  }

  #place(message: Message): void {
    this.#headSeq = Math.max(this.#headSeq, message.seq);
    const newest = this.#strays.newer(message);
    const range = this.#ranges.place(newest) ?? (this.#loaded ? this.#startOf(newest) : null);
    const arrived = [message];
    if (range !== null) {
      this.#strays.take(message.seq);
      arrived.push(...this.#extend(range));
      this.#reviewView();
      if (range === (this.#view ?? this.#ranges.newest)) this.#messages = null;
    } else if (this.#ranges.get(message.seq) === null) this.#strays.remember(newest);
    this.#settlePending(arrived);
  }

  /** The very first message of a channel that was empty begins its range. */
  #startOf(message: Message): Range | null {
    return message.seq === 1 && this.#ranges.newest === null ? this.#ranges.add([message]) : null;
  }

  /** Strays may follow on what has just come; gives those that do. */
  #extend(range: Range): Message[] {
    const following: Message[] = [];
    for (let next = this.#strays.take(lastOf(range) + 1); next !== null; next = this.#strays.take(lastOf(range) + 1)) {
      this.#ranges.place(next);
      following.push(next);
    }
    return following;
  }

  #add(page: Page): Range | null {
    this.#loaded = true;
    const last = page.messages.at(-1)?.seq;
    // A page that did not reach the end tells that there is at least one more message.
    if (last !== undefined) this.#headSeq = Math.max(this.#headSeq, page.reachedEnd ? last : last + 1);
    const newest = page.messages.map((message) => {
      const newer = this.#strays.newer(message);
      this.#strays.take(message.seq);
      return newer;
    });
    const range = this.#ranges.add(newest);
    const following = range === null ? [] : this.#extend(range);
    this.#reviewView();
    this.#messages = null;
    this.#settlePending([...newest, ...following]);
    this.#changed();
    return range;
  }

  #lookAt(range: Range | null): void {
    this.#view = range;
    this.#reviewView();
    this.#messages = null;
    this.#changed();
  }

  /** Ranges join and are replaced; and one that has grown into the newest is the newest, whatever comes after. */
  #reviewView(): void {
    if (this.#view === null) return;
    this.#view = this.#ranges.at(this.#view.first);
    if (this.#view === this.#ranges.newest && this.#endOf(this.#view) >= this.#headSeq) this.#view = null;
  }

  /** Takes out of the pending what is loaded now, or older than what is. */
  #settlePending(arrived: readonly Message[]): void {
    const loaded = arrived.filter(({ seq }) => this.#ranges.get(seq) !== null);
    this.#pending.settle(loaded, this.#endOf(null));
  }

  #changed(): void {
    this.#snapshot = null;
  }
}

/** The end of the channel, as a page that reaches it has it. */
export const headOf = ({ messages, rev }: Page): Head => ({ seq: messages.at(-1)?.seq ?? 0, rev });

function isContiguous(messages: readonly Message[]): boolean {
  return messages.every((message, index) => message.seq === (messages[0]?.seq ?? 0) + index);
}

function bySeq(messages: readonly Message[]): readonly Message[] {
  return messages.length < 2 ? messages : [...messages].sort((a, b) => a.seq - b.seq);
}
