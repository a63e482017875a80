/**
 * What is known of a channel's messages. Pure: no clock, no network. Every step may come twice, and acknowledgement,
 * broadcast and page in any order; the end is the same. A message gives way only to a higher `rev`.
 *
 * Three things must not be mixed up. The *stream* is what the socket tells, without a gap up to `liveSeq` and
 * `syncedRev`: only it moves the mark that the client resumes from. *Stretches* are what is loaded and can be shown.
 * *Remembered* changes stand outside of all stretches: a page that was on its way when they came may be older than they.
 */
import type { Message, Page, PollDraft, Refusal } from "../protocol/index.ts";
import { lastOf, Ranges, type Range } from "./ranges.ts";

/** A message of mine that is not in the channel's history yet, as far as this client knows. */
export interface PendingMessage {
  readonly id: string;
  readonly body: string;
  readonly replyTo?: number;
  readonly poll?: PollDraft;
  readonly createdAt: number;
  /** `stored`: durable, its place among the others is on its way. */
  readonly state: "sending" | "stored" | "failed";
  /** Why it failed; set with `failed`, and while waiting after a refusal that time mends. */
  readonly refusal?: Refusal;
}
export interface Head {
  seq: number;
  rev: number;
}
export interface StoredAck {
  id: string;
  seq: number;
}
export interface TimelineSnapshot {
  /** Ascending by `seq`, without a hole: the stretch in view. */
  readonly messages: readonly Message[];
  /** In the order they were written. They belong after the last message of the channel. */
  readonly pending: readonly PendingMessage[];
  readonly reachedStart: boolean;
  /** The stretch in view touches the channel's end. */
  readonly reachedEnd: boolean;
  /** Highest `seq` known to exist, and the `rev` up to which every change was seen. */
  readonly head: Readonly<Head>;
  /** Something is missing before the newest: a resume is needed. Nothing after the hole is shown. */
  readonly hasHole: boolean;
  /** Grows when everything loaded was dropped: a reader in the middle asks for its place anew. */
  readonly epoch: number;
}

/** Changes outside of all stretches that are kept for pages on their way. */
const REMEMBERED_MAX = 1_000;

export class Timeline {
  readonly #ranges = new Ranges();
  readonly #remembered = new Map<number, Message>();
  /** Changes up to this `rev` may have been forgotten: a page must be at least as new. */
  #forgottenRev = 0;
  #pending: PendingMessage[] = [];
  readonly #acks = new Map<string, number>();
  /** Null: the newest stretch, whichever that is. */
  #view: Range | null = null;
  #headSeq = 0;
  #liveSeq = 0;
  #syncedRev: number | undefined;
  #hasHole = false;
  #hasGap = false;
  #epoch = 0;
  #loaded = false;
  #snapshot: TimelineSnapshot | null = null;
  /** The arrays of the last snapshot, as long as nothing in them changed. */
  #messages: readonly Message[] | null = null;

  /** The `rev` to resume from; undefined before the first welcome. */
  get syncedRev(): number | undefined {
    return this.#syncedRev;
  }

  /** The `rev` that a page must at least have to be taken; undefined where any will do. */
  get wantedRev(): number | undefined {
    const wanted = Math.max(this.#syncedRev ?? 0, this.#forgottenRev);
    return wanted === 0 ? undefined : wanted;
  }

  get hasHole(): boolean {
    return this.#hasHole;
  }

  /** The stream has a hole, or may lack a change: `syncedRev` stays until a resume has told what is missing. */
  get needsResume(): boolean {
    return this.#hasHole || this.#hasGap;
  }

  /** Something was loaded, be it an empty channel. */
  get loaded(): boolean {
    return this.#loaded;
  }

  get(seq: number): Message | null {
    return this.#ranges.get(seq) ?? this.#remembered.get(seq) ?? null;
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
    this.#remembered.clear();
    // What changed while the client was away is not remembered: a page still on its way from before is too old.
    this.#forgottenRev = head.rev;
    this.#view = null;
    this.#headSeq = this.#liveSeq = head.seq;
    this.#syncedRev = head.rev;
    this.#hasHole = this.#hasGap = false;
    this.#add({ ...page, messages });
  }

  /**
   * The first frame of a socket that was resumed, or the answer to a resume: all that changed after `syncedRev`. Returns the
   * messages that are new at the end of the channel, ascending.
   */
  applyResumed(head: Head, changes: readonly Message[]): Message[] {
    for (const message of bySeq(changes)) this.#place(message);
    this.#headSeq = Math.max(this.#headSeq, head.seq);
    const posted: Message[] = [];
    for (let next = this.get(this.#liveSeq + 1); next !== null && next.seq <= head.seq; next = this.get(next.seq + 1)) {
      this.#liveSeq = next.seq;
      posted.push(next);
    }
    this.#hasHole = this.#liveSeq < head.seq;
    this.#hasGap = false;
    if (!this.#hasHole) this.#syncedRev = Math.max(this.#syncedRev ?? 0, head.rev);
    this.#changed();
    return posted;
  }

  /** A `changed` frame. Returns the messages that are new at the end of the channel, ascending. */
  applyChanges(changes: readonly Message[]): Message[] {
    const posted: Message[] = [];
    // Ascending by `rev` in the frame: a message edited within the same commit stands after later ones.
    for (const message of bySeq(changes)) {
      if (message.seq > this.#liveSeq + 1) this.#hasHole = true;
      else if (message.seq === this.#liveSeq + 1) {
        this.#liveSeq = message.seq;
        posted.push(message);
      }
      this.#place(message);
    }
    const synced = this.#syncedRev ?? 0;
    const unseen = changes.filter(({ rev }) => rev > synced);
    const newest = unseen.reduce((rev, message) => Math.max(rev, message.rev), synced);
    // Each change has a `rev` of its own. Fewer changes than numbers: one was lost, or one message changed twice within a
    // commit. Which of the two, only a resume can tell.
    if (newest - synced > unseen.length) this.#hasGap = true;
    if (!this.needsResume) this.#syncedRev = newest;
    this.#changed();
    return posted;
  }

  /** One message as HTTP answered it: true, but not part of the stream. */
  applyMessage(message: Message): void {
    this.#place(message);
    this.#changed();
  }

  /**
   * A page of history. `look`: the stretch that holds it comes into view. Returns false where changes newer than the page
   * may have been forgotten, or where it has a hole: it was not taken, and must be asked for again with `wantedRev`.
   */
  applyPage(page: Page, look: "stay" | "here" = "stay"): boolean {
    if (page.rev < this.#forgottenRev || !isWhole(page.messages)) return false;
    const range = this.#add(page);
    if (look === "here" && range !== null) this.#lookAt(range);
    return true;
  }

  /** Looks at the newest stretch again. False: it is not known up to the end, so it must be fetched. */
  lookAtEnd(): boolean {
    this.#lookAt(null);
    return this.#loaded && this.#endOf(null) >= this.#headSeq;
  }

  /** Looks at the stretch that holds `seq`. False: it is not loaded. */
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
    if (this.#acks.has(message.id) || this.#ranges.has(message.id)) return;
    this.#setPending({ ...message, state: "sending" });
  }

  failPending(id: string, refusal: Refusal): void {
    const known = this.#pending.find((message) => message.id === id);
    if (known !== undefined) this.#setPending({ ...known, state: "failed", refusal });
  }

  dropPending(id: string): void {
    this.#acks.delete(id);
    this.#pending = this.#pending.filter((message) => message.id !== id);
    this.#changed();
  }

  /** Drops what is shown as being sent, or as failed, and is not among `waiting`: it ended while nobody looked. */
  keepPending(waiting: ReadonlySet<string>): void {
    const left = this.#pending.filter(({ id }) => waiting.has(id) || this.#acks.has(id));
    if (left.length === this.#pending.length) return;
    this.#pending = left;
    this.#changed();
  }

  /** The message is durable. It stays among the pending until its broadcast, a page or a resume gives it its place. */
  applyStored(ack: StoredAck): void {
    const known = this.#pending.find((message) => message.id === ack.id);
    if (known === undefined) return;
    this.#acks.set(ack.id, ack.seq);
    const { refusal: _mended, ...rest } = known;
    this.#setPending({ ...rest, state: "stored" });
    this.#settlePending([]);
  }

  snapshot(): TimelineSnapshot {
    if (this.#snapshot !== null) return this.#snapshot;
    const range = this.#view ?? this.#ranges.newest;
    // The copy is what makes the array safe to hand out; owners ask for it once per frame, not per message.
    this.#messages ??= range === null ? [] : range.messages.slice();
    this.#snapshot = {
      messages: this.#messages,
      pending: this.#pending,
      reachedStart: this.#loaded && (range === null ? this.#headSeq === 0 : range.first === 1),
      reachedEnd: this.#loaded && this.#endOf(this.#view) >= this.#headSeq,
      head: { seq: this.#headSeq, rev: this.#syncedRev ?? 0 },
      hasHole: this.#hasHole,
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
    const known = this.#remembered.get(message.seq);
    const newest = known !== undefined && known.rev > message.rev ? known : message;
    const range = this.#ranges.place(newest) ?? (this.#loaded ? this.#startOf(newest) : null);
    const arrived = [message];
    if (range !== null) {
      this.#remembered.delete(message.seq);
      arrived.push(...this.#extend(range));
      this.#reviewView();
      if (range === (this.#view ?? this.#ranges.newest)) this.#messages = null;
    } else if (this.#ranges.get(message.seq) === null) this.#remember(newest);
    this.#settlePending(arrived);
  }

  /** The very first message of a channel that was empty begins its stretch. */
  #startOf(message: Message): Range | null {
    return message.seq === 1 && this.#ranges.newest === null ? this.#ranges.add([message]) : null;
  }

  /** What was remembered may follow on what has just come; gives those that do. */
  #extend(range: Range): Message[] {
    const following: Message[] = [];
    let next = this.#remembered.get(lastOf(range) + 1);
    while (next !== undefined) {
      this.#remembered.delete(next.seq);
      this.#ranges.place(next);
      following.push(next);
      next = this.#remembered.get(lastOf(range) + 1);
    }
    return following;
  }

  #remember(message: Message): void {
    this.#remembered.delete(message.seq);
    this.#remembered.set(message.seq, message);
    if (this.#remembered.size <= REMEMBERED_MAX) return;
    const [oldest] = this.#remembered.values();
    if (oldest === undefined) return;
    this.#remembered.delete(oldest.seq);
    this.#forgottenRev = Math.max(this.#forgottenRev, oldest.rev);
  }

  #add(page: Page): Range | null {
    this.#loaded = true;
    const last = page.messages.at(-1)?.seq;
    // A page that did not reach the end tells that there is at least one more message.
    if (last !== undefined) this.#headSeq = Math.max(this.#headSeq, page.reachedEnd ? last : last + 1);
    const newest = page.messages.map((message) => {
      const remembered = this.#remembered.get(message.seq);
      this.#remembered.delete(message.seq);
      return remembered !== undefined && remembered.rev > message.rev ? remembered : message;
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

  /** Stretches join and are replaced; and one that has grown into the newest is the newest, whatever comes after. */
  #reviewView(): void {
    if (this.#view === null) return;
    this.#view = this.#ranges.at(this.#view.first);
    if (this.#view === this.#ranges.newest && this.#endOf(this.#view) >= this.#headSeq) this.#view = null;
  }

  #setPending(message: PendingMessage): void {
    const index = this.#pending.findIndex((other) => other.id === message.id);
    this.#pending = index === -1 ? [...this.#pending, message] : this.#pending.with(index, message);
    this.#changed();
  }

  /** Takes out of the pending what has its place now: it arrived, or its place is among what is loaded or older. */
  #settlePending(arrived: readonly Message[]): void {
    if (this.#pending.length === 0) return;
    const placed = new Set(arrived.filter(({ seq }) => this.#ranges.get(seq) !== null).map(({ id }) => id));
    const end = this.#endOf(null);
    const left = this.#pending.filter(({ id }) => !placed.has(id) && !((this.#acks.get(id) ?? Infinity) <= end));
    if (left.length === this.#pending.length) return;
    for (const { id } of this.#pending) if (!left.some((message) => message.id === id)) this.#acks.delete(id);
    this.#pending = left;
    this.#changed();
  }

  #changed(): void {
    this.#snapshot = null;
  }
}

function isWhole(messages: readonly Message[]): boolean {
  return messages.every((message, index) => message.seq === (messages[0]?.seq ?? 0) + index);
}

function bySeq(messages: readonly Message[]): readonly Message[] {
  return messages.length < 2 ? messages : [...messages].sort((a, b) => a.seq - b.seq);
}
