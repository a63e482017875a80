/**
 * The channel's durable log in the object's own SQLite: the newest messages and whatever D1 has not confirmed.
 *
 * One row per message, keyed by the `rev` of its last change: a resume and a drain to D1 are both a range of `rev`, and a
 * message costs one row written. Who has the log in memory keeps it in step after each write; everything in a field here
 * is read again from the tables when the object wakes.
 */
import { ROOM_KEEPS_MESSAGES, type Message } from "../../protocol/index.ts";

/** Rows are trimmed in bulk once this many are more than the room keeps: one delete statement for many messages. */
const TRIM_SLACK = 100;

interface LogRow extends Record<string, SqlStorageValue> {
  rev: number;
  seq: number;
  id: string;
  author: string;
  at: number;
  body: string;
  edited_at: number | null;
  deleted_at: number | null;
  reply_to: number | null;
  meta: string | null;
  sealed: string | null;
}

interface HeadRow extends Record<string, SqlStorageValue> {
  seq: number;
  rev: number;
  last_at: number;
  flushed_rev: number;
  trimmed_rev: number;
  in_order: number;
}

export interface Head {
  /** Place of the newest message; 0 in an empty channel. */
  seq: number;
  /** Count of all changes so far. */
  rev: number;
  /** Time of the newest message, in milliseconds: `at` never goes back in a channel. */
  lastAt: number;
}

const INSERT = `INSERT INTO log (rev, seq, id, author, at, body, edited_at, deleted_at, reply_to, meta, sealed) VALUES (?,?,?,?,?,?,?,?,?,?,?)`;

/** A message with the part of it that readers are not told, JSON. */
export type WholeMessage = Message & { sealed?: string };

export class RoomLog {
  readonly #sql: SqlStorage;
  #head: Head = { seq: 0, rev: 0, lastAt: 0 };
  #flushedRev = 0;
  /** What the table says of `#flushedRev`. */
  #keptFlushedRev = 0;
  #trimmedRev = 0;
  #inOrder = true;
  #begun = false;
  /** Newest messages, by place. */
  readonly #newest = new Map<number, Message>();
  /** Of every row in the log: id → seq and seq → rev. */
  readonly #seqById = new Map<string, number>();
  readonly #revBySeq = new Map<number, number>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    // The head stands apart from the rows, so that a log that was emptied never starts again at 1.
    sql.exec(`CREATE TABLE IF NOT EXISTS log (rev INTEGER PRIMARY KEY, seq INTEGER NOT NULL, id TEXT NOT NULL, author TEXT NOT NULL,
        at INTEGER NOT NULL, body TEXT NOT NULL, edited_at INTEGER, deleted_at INTEGER, reply_to INTEGER, meta TEXT, sealed TEXT);
      CREATE TABLE IF NOT EXISTS head (k INTEGER PRIMARY KEY, seq INTEGER NOT NULL, rev INTEGER NOT NULL, last_at INTEGER NOT NULL,
        flushed_rev INTEGER NOT NULL, trimmed_rev INTEGER NOT NULL, in_order INTEGER NOT NULL);`);
    this.reload();
  }

  get head(): Readonly<Head> {
    return this.#head;
  }
  /** Everything up to this `rev` is in D1. */
  get flushedRev(): number {
    return this.#flushedRev;
  }
  /** Changes up to this `rev` may be missing here: a reader who knows less cannot be caught up from the log. */
  get trimmedRev(): number {
    return this.#trimmedRev;
  }
  /** False once an import put older messages behind newer ones: then `at` cannot be searched by halving. */
  get inOrder(): boolean {
    return this.#inOrder;
  }
  /** False until the head was taken over from D1, once in the object's life. */
  get begun(): boolean {
    return this.#begun;
  }
  get size(): number {
    return this.#revBySeq.size;
  }
  /** True when every message of the channel is in the log, so that an id not found here was never stored. */
  get isWhole(): boolean {
    return this.#revBySeq.size === this.#head.seq;
  }

  /** Reads the state again from the tables: on waking, and after a write that failed. */
  reload(): void {
    this.#newest.clear();
    this.#seqById.clear();
    this.#revBySeq.clear();
    const [head] = this.#sql.exec<HeadRow>(
      `SELECT seq, rev, last_at, flushed_rev, trimmed_rev, in_order FROM head WHERE k = 1`,
    );
    this.#begun = head !== undefined;
    this.#head = { seq: head?.seq ?? 0, rev: head?.rev ?? 0, lastAt: head?.last_at ?? 0 };
    this.#flushedRev = head?.flushed_rev ?? 0;
    this.#keptFlushedRev = this.#flushedRev;
    this.#trimmedRev = head?.trimmed_rev ?? 0;
    this.#inOrder = (head?.in_order ?? 1) === 1;
    // One scan for everything: in a quiet channel nearly every message wakes its room, and rows read have a quota.
    for (const row of this.#sql.exec<LogRow>(`SELECT * FROM log`)) {
      this.#seqById.set(row.id, row.seq);
      this.#revBySeq.set(row.seq, row.rev);
      this.#newest.set(row.seq, toMessage(row));
      if (row.rev > this.#head.rev) this.#head.rev = row.rev;
      if (row.seq > this.#head.seq) this.#head.seq = row.seq;
      if (row.at > this.#head.lastAt) this.#head.lastAt = row.at;
    }
    const floor = this.#head.seq - ROOM_KEEPS_MESSAGES;
    for (const seq of this.#newest.keys()) if (seq <= floor) this.#newest.delete(seq);
  }

  /**
   * Takes over what D1 already holds (a restored or imported channel) as the starting point.
   * @param newest the newest messages, at most as many as a room keeps
   */
  begin(head: Head, newest: WholeMessage[], inOrder: boolean): void {
    for (const { sealed, ...message } of newest) this.#insert(message, sealed);
    this.#sql.exec(
      `INSERT OR REPLACE INTO head VALUES (1, ?, ?, ?, ?, ?, ?)`,
      head.seq,
      head.rev,
      head.lastAt,
      head.rev,
      head.rev,
      inOrder ? 1 : 0,
    );
    this.reload();
  }

  /** The place of a message that the log has, by its id. */
  seqOf(id: string): number | undefined {
    return this.#seqById.get(id);
  }

  /** The message as it now is, if the log has it. */
  at(seq: number): Message | undefined {
    const newest = this.#newest.get(seq);
    if (newest) return newest;
    const rev = this.#revBySeq.get(seq);
    if (rev === undefined) return undefined;
    const [row] = this.#sql.exec<LogRow>(`SELECT * FROM log WHERE rev = ?`, rev);
    return row && toMessage(row);
  }

  /** The message with what is not told of it, if the log has it. */
  wholeAt(seq: number): WholeMessage | undefined {
    const rev = this.#revBySeq.get(seq);
    if (rev === undefined) return undefined;
    const [row] = this.#sql.exec<LogRow>(`SELECT * FROM log WHERE rev = ?`, rev);
    return row && toWhole(row);
  }

  /** When the oldest message that the log surely has was stored; 0 when it has them all. */
  get reachesBackTo(): number {
    if (this.isWhole) return 0;
    return this.#newest.get(Math.max(1, this.#head.seq - ROOM_KEEPS_MESSAGES + 1))?.at ?? Number.MAX_SAFE_INTEGER;
  }

  /** Writes a new message at the next place. The caller's turn has no `await` between this and its sends. */
  append(draft: Omit<Message, "seq" | "rev">, sealed?: string): Message {
    const message: Message = { ...draft, seq: this.#head.seq + 1, rev: this.#head.rev + 1 };
    this.#insert(message, sealed);
    this.#head = { seq: message.seq, rev: message.rev, lastAt: Math.max(this.#head.lastAt, message.at) };
    this.#remember(message);
    this.#newest.delete(message.seq - ROOM_KEEPS_MESSAGES - TRIM_SLACK);
    return message;
  }

  /** Writes a message's new state under the next `rev`; its earlier state, words included, leaves the log. */
  change(changed: Omit<Message, "rev">, sealed?: string): Message {
    const message: Message = { ...changed, rev: this.#head.rev + 1 };
    const earlier = this.#revBySeq.get(message.seq);
    if (earlier !== undefined) this.#sql.exec(`DELETE FROM log WHERE rev = ?`, earlier);
    this.#insert(message, sealed);
    this.#head = { ...this.#head, rev: message.rev };
    this.#remember(message);
    return message;
  }

  /** Notes that an import put an older message behind a newer one. */
  noteOutOfOrder(): void {
    if (!this.#inOrder) return;
    this.#inOrder = false;
    this.#writeHead();
  }

  /** The newest messages that the log has in one piece, ascending, at most `limit`. */
  newest(limit: number): Message[] {
    const messages: Message[] = [];
    for (let seq = this.#head.seq; seq > 0 && messages.length < limit; seq--) {
      const message = this.at(seq);
      if (!message) break;
      messages.push(message);
    }
    return messages.reverse();
  }

  /** Messages whose last change is after `rev`, ascending by `rev`, at most `limit`. */
  since(rev: number, limit: number): Message[] {
    if (rev >= this.#head.rev) return [];
    return this.#sql
      .exec<LogRow>(`SELECT * FROM log WHERE rev > ? ORDER BY rev LIMIT ?`, rev, limit)
      .toArray()
      .map(toMessage);
  }

  /** What D1 has not confirmed, as D1 keeps it, ascending by `rev`: at most `limit`, and about `maxChars` of text. */
  unconfirmed(limit: number, maxChars: number): WholeMessage[] {
    const batch: WholeMessage[] = [];
    let chars = 0;
    for (const row of this.#sql.exec<LogRow>(
      `SELECT * FROM log WHERE rev > ? ORDER BY rev LIMIT ?`,
      this.#flushedRev,
      limit,
    )) {
      chars += row.body.length + (row.meta?.length ?? 0) + (row.sealed?.length ?? 0);
      if (batch.length > 0 && chars > maxChars) break;
      batch.push(toWhole(row));
    }
    return batch;
  }

  /** Changes after `rev` to the places `from` to `to`, both included, ascending by place: what a page from D1 may lack. */
  changesWithin(from: number, to: number, rev: number): Message[] {
    const rows = this.#sql.exec<LogRow>(
      `SELECT * FROM log WHERE rev > ? AND seq BETWEEN ? AND ? ORDER BY seq`,
      rev,
      from,
      to,
    );
    return rows.toArray().map(toMessage);
  }

  /** D1 has everything up to `rev`. Kept in memory until the next alarm or trim: after a crash the same rows are upserted to no effect. */
  confirm(rev: number): void {
    this.#flushedRev = Math.max(this.#flushedRev, rev);
    const isLong = this.#revBySeq.size > ROOM_KEEPS_MESSAGES + TRIM_SLACK;
    if (isLong && this.#flushedRev - this.#trimmedRev >= TRIM_SLACK) this.#trim();
  }

  /** Writes down how far D1 has confirmed, so that a room that wakes does not carry the same over again. One row, where it moved. */
  keepConfirmed(): void {
    if (this.#begun && this.#flushedRev > this.#keptFlushedRev) this.#writeHead();
  }

  #trim(): void {
    const floor = Math.max(0, this.#head.seq - ROOM_KEEPS_MESSAGES);
    let upTo = this.#flushedRev;
    for (let seq = floor + 1; seq <= this.#head.seq; seq++)
      upTo = Math.min(upTo, (this.#revBySeq.get(seq) ?? Infinity) - 1);
    if (upTo <= this.#trimmedRev) return;
    const trimmed = this.#sql.exec<{ seq: number; id: string }>(
      `DELETE FROM log WHERE rev <= ? RETURNING seq, id`,
      upTo,
    );
    for (const { seq, id } of trimmed) {
      this.#revBySeq.delete(seq);
      this.#seqById.delete(id);
    }
    for (const seq of this.#newest.keys()) if (seq <= floor) this.#newest.delete(seq);
    this.#trimmedRev = upTo;
    this.#writeHead();
  }

  #writeHead(): void {
    const { seq, rev, lastAt } = this.#head;
    const inOrder = this.#inOrder ? 1 : 0;
    this.#sql.exec(
      `INSERT OR REPLACE INTO head VALUES (1, ?, ?, ?, ?, ?, ?)`,
      seq,
      rev,
      lastAt,
      this.#flushedRev,
      this.#trimmedRev,
      inOrder,
    );
    this.#keptFlushedRev = this.#flushedRev;
    this.#begun = true;
  }

  #insert(m: Message, sealed?: string): void {
    const meta = m.meta === undefined ? null : JSON.stringify(m.meta);
    const { editedAt = null, deletedAt = null, replyTo = null } = m;
    this.#sql.exec(
      INSERT,
      m.rev,
      m.seq,
      m.id,
      m.author,
      m.at,
      m.body,
      editedAt,
      deletedAt,
      replyTo,
      meta,
      sealed ?? null,
    );
  }

  #remember(message: Message): void {
    this.#seqById.set(message.id, message.seq);
    this.#revBySeq.set(message.seq, message.rev);
    if (message.seq > this.#head.seq - ROOM_KEEPS_MESSAGES) this.#newest.set(message.seq, message);
  }
}

function toWhole(row: LogRow): WholeMessage {
  return row.sealed === null ? toMessage(row) : { ...toMessage(row), sealed: row.sealed };
}

function toMessage(row: LogRow): Message {
  const message: Message = { id: row.id, seq: row.seq, rev: row.rev, author: row.author, at: row.at, body: row.body };
  if (row.edited_at !== null) message.editedAt = row.edited_at;
  if (row.deleted_at !== null) message.deletedAt = row.deleted_at;
  if (row.reply_to !== null) message.replyTo = row.reply_to;
  if (row.meta !== null) message.meta = JSON.parse(row.meta) as NonNullable<Message["meta"]>;
  return message;
}
