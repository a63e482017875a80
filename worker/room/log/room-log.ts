/**
 * The channel's durable log in the object's own SQLite: the newest messages and whatever D1 has not confirmed.
 *
 * One row per message, keyed by the `rev` of its last change: a resume and a batch for D1 are both a range of `rev`, and a message
 * costs one row written. A room that wakes for a new message reads its head and what D1 may lack; the rest of the log is read
 * when somebody asks for it. Everything in a field here is read again from the tables when the object wakes.
 */
import { ROOM_KEEPS_MESSAGES, mintedAt, type Message } from "../../../protocol/index.ts";
import { toEntry, toMessage, toStored, type LogEntry, type LogRow, type StoredMessage } from "./log-rows.ts";
import type { FirstValue } from "./first-value.ts";
import { LogTable } from "./log-table.ts";
import { LogHead, type Cursor, type CursorOptions, type Head } from "./log-head.ts";
import { jsonOf } from "./message-json.ts";
import { StoredIds, type StoredId } from "./stored-ids.ts";
import { Unconfirmed } from "./unconfirmed.ts";

export type { Cursor, Head } from "./log-head.ts";
export type { LogEntry, StoredMessage } from "./log-rows.ts";

/** Rows are trimmed in bulk once this many are more than the room keeps: one delete statement for many messages. */
const TRIM_SLACK = 100;
/** While D1 is behind, so many: in a busy minute a trim is for a thousand messages. */
const TRIM_SLACK_BUSY = 1_000;

export class RoomLog {
  readonly #rows: LogTable;
  readonly #head: LogHead;
  readonly #ids: StoredIds;
  readonly #unconfirmed = new Unconfirmed();
  /** False until the rows were read; the maps below know what was written since then alone. */
  #isLoaded = false;
  /** Newest messages, by place. */
  readonly #newest = new Map<number, Message>();
  /** Of every row in the log: id → seq and seq → rev. */
  readonly #seqById = new Map<string, number>();
  readonly #revBySeq = new Map<number, number>();

  /** @param first where the first messages are; undefined: in a table as all others */
  constructor(sql: SqlStorage, first?: FirstValue) {
    this.#rows = new LogTable(sql, first);
    this.#head = new LogHead(sql);
    this.#ids = new StoredIds(sql);
    this.#read();
  }

  get head(): Readonly<Head> {
    return this.#head.now;
  }
  /** Everything up to this `rev` is in D1. */
  get flushedRev(): number {
    return this.#head.flushedRev;
  }
  /** Changes up to this `rev` may be missing here: a reader who knows less cannot be caught up from the log. */
  get trimmedRev(): number {
    return this.#head.trimmedRev;
  }
  /** False until the head was taken over from D1, once in the object's life. */
  get begun(): boolean {
    return this.#head.begun;
  }

  /** Reads the state again from the tables: after a write that failed. */
  reload(): void {
    this.#rows.reload();
    this.#read();
  }

  #read(): void {
    this.#isLoaded = false;
    this.#newest.clear();
    this.#seqById.clear();
    this.#revBySeq.clear();
    this.#head.read();
    const lacking = [...this.#rows.after(this.#head.flushedRev)].map(toEntry);
    for (const { message } of lacking) this.#head.saw(message);
    this.#unconfirmed.begin(lacking);
    if (this.#head.begun && !this.#head.idsAreKnown) this.#beginIds();
  }

  /**
   * Takes over what D1 already holds (a restored or imported channel) as the starting point.
   * @param newest the newest messages, at most as many as a room keeps
   */
  begin(head: Head, newest: StoredMessage[]): void {
    this.#rows.insert(newest.map(({ sealed, ...message }) => ({ message, sealed })));
    const known = new Map(newest.map((message) => [message.seq, message]));
    let from = head.seq + 1;
    while (known.has(from - 1)) from -= 1;
    this.#head.begin(
      head,
      from,
      newest.map(({ id }) => id),
    );
    this.#read();
  }

  /** False: the log, and what is known of its channel, are one value (first-value.ts). */
  get hasTable(): boolean {
    return this.#rows.hasTable;
  }

  /** Who wrote in the part that is here, in the order of their first message, and how many of it were deleted. */
  authors(): { people: string[]; deleted: number } {
    const rows = this.#rows.all().sort((a, b) => a.seq - b.seq);
    const deleted = rows.filter((row) => row.deleted_at !== null).length;
    return { people: [...new Set(rows.map(({ author }) => author))], deleted };
  }

  // ── ids ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The place of a message by its id, however long ago it was stored; where `lacksIds`, of those that are known here. */
  seqOf(id: string): number | undefined {
    if (mintedAt(id) > this.#head.mintedUpTo) return undefined;
    this.#load();
    return this.#seqById.get(id) ?? this.#ids.seqOf(id);
  }

  /**
   * May an id that is not found here belong to a message that only D1 knows? Never in a room that has had its channel from the
   * first message on. Whether an id is new is not taken from when it was minted: its sender's clock may be ahead by any time.
   */
  get lacksIds(): boolean {
    return this.#head.idsFrom > 1;
  }

  /** Of messages below this place, ids are in D1 alone. 1: of none. */
  get idsFrom(): number {
    return this.#head.idsFrom;
  }

  /** Takes over ids from D1: of all messages from place `from` on that were not known. */
  addOlderIds(ids: readonly StoredId[], from: number): void {
    this.#ids.add(ids);
    this.#head.idsKnownFrom(from, ids);
  }

  /** A room from before ids were kept: what is in the log is known, what was before it is in D1. */
  #beginIds(): void {
    this.#load();
    let from = this.head.seq + 1;
    while (this.#revBySeq.has(from - 1)) from -= 1;
    this.#head.beginIds(from, this.#seqById.keys());
  }

  // ── reading ─────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The message as it now is, if the log has it. */
  at(seq: number): Message | undefined {
    this.#load();
    const newest = this.#newest.get(seq);
    if (newest) return newest;
    const row = this.#rowAt(seq);
    return row && toMessage(row);
  }

  /** The message with what is not told of it, if the log has it. */
  storedMessageAt(seq: number): StoredMessage | undefined {
    const row = this.#rowAt(seq);
    return row && toStored(row);
  }

  /** The newest messages that the log has in one piece, ascending, at most `limit`. */
  newest(limit: number): Message[] {
    const messages: Message[] = [];
    for (let seq = this.head.seq; messages.length < limit; seq--) {
      const message = this.at(seq);
      if (!message) break;
      messages.push(message);
    }
    return messages.reverse();
  }

  /** Messages whose last change is after `rev`, ascending by `rev`, at most `limit`. */
  since(rev: number, limit: number): Message[] {
    if (rev >= this.head.rev) return [];
    return [...this.#rows.after(rev, limit)].map(toMessage);
  }

  /** What D1 has not confirmed, as D1 keeps it, ascending by `rev`: at most `limit`, and about `maxChars` of text. */
  unconfirmed(limit: number, maxChars: number): LogEntry[] {
    return this.after(this.flushedRev, limit, maxChars);
  }

  /** The same for a follower that is at `rev`. */
  after(rev: number, limit: number, maxChars: number): LogEntry[] {
    const isInMemory = this.#unconfirmed.isComplete && rev === this.flushedRev;
    const batch: LogEntry[] = [];
    let chars = 0;
    for (const entry of isInMemory ? this.#unconfirmed.oldest(limit) : this.#rowsAfter(rev, limit)) {
      chars += jsonOf(entry.message).length + (entry.sealed?.length ?? 0);
      if (batch.length > 0 && chars > maxChars) break;
      batch.push(entry);
    }
    return batch;
  }

  /** Changes after `rev` to the places `from` to `to`, both included, ascending by place: what a page from D1 may lack. */
  changesWithin(from: number, to: number, rev: number): Message[] {
    if (rev >= this.#head.now.rev) return [];
    return this.#rows.within(from, to, rev).map(toMessage);
  }

  *#rowsAfter(rev: number, limit: number): Iterable<LogEntry> {
    for (const row of this.#rows.after(rev, limit)) yield toEntry(row);
  }

  #rowAt(seq: number): LogRow | undefined {
    this.#load();
    const rev = this.#revBySeq.get(seq);
    return rev === undefined ? undefined : this.#rows.at(rev);
  }

  // ── writing ─────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Writes a new message at the next place. The caller's turn has no `await` between this and its sends. */
  append(draft: Omit<Message, "seq" | "rev">, sealed?: string): Message {
    const message: Message = { ...draft, seq: this.head.seq + 1, rev: this.head.rev + 1 };
    this.#write(message, sealed);
    this.#newest.delete(message.seq - ROOM_KEEPS_MESSAGES - TRIM_SLACK);
    return message;
  }

  /** Writes a message's new state under the next `rev`; its earlier state, words included, leaves the log. */
  change(changed: Omit<Message, "rev">, sealed?: string): Message {
    this.#load();
    const message: Message = { ...changed, rev: this.head.rev + 1 };
    this.#write(message, sealed, this.#revBySeq.get(message.seq));
    return message;
  }

  /** @param earlier the `rev` under which the log has it, where it does */
  #write(message: Message, sealed: string | undefined, earlier?: number): void {
    if (earlier === undefined) this.#rows.insert([{ message, sealed }]);
    else {
      this.#rows.change(message, sealed, earlier);
      this.#unconfirmed.drop(earlier);
    }
    this.#head.saw(message);
    this.#unconfirmed.add({ message, sealed });
    this.#remember(message);
  }

  // ── following: what D1 has ──────────────────────────────────────────────────────────────────────────────────────

  /** D1 has everything up to `rev`. Kept in memory until the next alarm or trim: after a crash the same rows are upserted to no effect. */
  confirm(rev: number): void {
    this.#head.confirm(rev);
    const isAll = this.flushedRev >= this.head.rev;
    this.#unconfirmed.confirm(rev, isAll);
    const slack = isAll ? TRIM_SLACK : TRIM_SLACK_BUSY;
    // There are at most as many rows as changes since the last trim: a room that did not read its log need not for that.
    const rows = this.#isLoaded ? this.#revBySeq.size : this.head.rev - this.trimmedRev;
    if (rows > ROOM_KEEPS_MESSAGES + slack && this.#head.carriedRev - this.trimmedRev >= TRIM_SLACK) this.#trim();
  }

  /** The place of a follower in the log, see `LogHead.cursor`. */
  cursor(name: string, options: CursorOptions): Cursor {
    return this.#head.cursor(name, options);
  }

  /** Writes down how far each follower is, so that a room that wakes does not carry the same again. One row, where one moved. */
  storeCursors(): void {
    this.#head.storeCursors();
  }

  /** Never takes what a follower that must be complete has not carried, and the log still holds for it. */
  #trim(): void {
    this.#load();
    const floor = Math.max(0, this.head.seq - ROOM_KEEPS_MESSAGES);
    let upTo = this.#head.carriedRev;
    for (let seq = floor + 1; seq <= this.head.seq; seq++)
      upTo = Math.min(upTo, (this.#revBySeq.get(seq) ?? Infinity) - 1);
    if (upTo <= this.trimmedRev) return;
    // Before the rows go: where the storage takes no more, an id is rather known twice than not at all.
    this.#ids.add(
      [...this.#seqById].flatMap(([id, seq]) => ((this.#revBySeq.get(seq) ?? 0) <= upTo ? { id, seq } : [])),
    );
    for (const { seq, id } of this.#rows.trim(upTo)) {
      this.#revBySeq.delete(seq);
      this.#seqById.delete(id);
    }
    for (const seq of this.#newest.keys()) if (seq <= floor) this.#newest.delete(seq);
    this.#head.trimmed(upTo);
  }

  #load(): void {
    if (this.#isLoaded) return;
    this.#isLoaded = true;
    // What is in memory already stays the same object, with the JSON that was made of it.
    const held = new Map([...this.#unconfirmed.oldest(Infinity)].map(({ message }) => [message.rev, message]));
    for (const row of this.#rows.all()) this.#remember(held.get(row.rev) ?? toMessage(row));
  }

  #remember(message: Message): void {
    this.#seqById.set(message.id, message.seq);
    this.#revBySeq.set(message.seq, message.rev);
    // One that is still held, though it is not among the newest any more, must not be held as it was.
    if (message.seq > this.head.seq - ROOM_KEEPS_MESSAGES || this.#newest.has(message.seq))
      this.#newest.set(message.seq, message);
  }
}
