/**
 * Where the channel stands: the last `seq` and `rev`, how far D1 has confirmed, how far the log was trimmed, and of which messages the
 * ids are known. One row, apart from the log, so that a log that was emptied never starts again at 1. It is written when something
 * is trimmed or confirmed; what came after that is read from the log's rows.
 */
import { mintedAt, type Message } from "../../../protocol/index.ts";
import type { StoredId } from "./stored-ids.ts";
import { Table } from "../tables.ts";

/** Carried changes that need not be written down: a room that wakes carries them once more, to no effect. */
export const STORED_EVERY = 16;

export interface Head {
  /** Place of the newest message; 0 in an empty channel. */
  seq: number;
  /** Count of all changes so far. */
  rev: number;
  /** Time of the newest message, in milliseconds: `at` never goes back in a channel. */
  lastAt: number;
}

/** How far a follower has carried the log: everything up to `rev`, which never goes back. Written down with the head. */
export interface Cursor {
  readonly rev: number;
  moveTo(rev: number): void;
}

export interface CursorOptions {
  isComplete: boolean;
  holdsAtMost?: number;
  storedEvery?: () => number;
}

interface HeadRow extends Record<string, SqlStorageValue> {
  seq: number;
  rev: number;
  last_at: number;
  flushed_rev: number;
  trimmed_rev: number;
  ids_from: number | null;
  minted_up_to: number;
  /** JSON: name of the follower → `rev`. D1's is `flushed_rev`, from before there were others. */
  cursors: string;
}

export class LogHead {
  readonly #row: Table;
  #now: Head = { seq: 0, rev: 0, lastAt: 0 };
  #flushedRev = 0;
  /** Of all followers but D1. */
  readonly #cursors = new Map<string, number>();
  /** Of how many changes a follower's place is written down. */
  readonly #storedEvery = new Map<string, () => number>();
  /** Followers that have to carry every change, by how many changes of theirs the log holds back at most. */
  readonly #complete = new Map<string, number>();
  /** What the table says of all of them. */
  #stored = { flushedRev: 0, cursors: new Map<string, number>() };
  #trimmedRev = 0;
  #begun = false;
  #idsFrom: number | null = null;
  #mintedUpTo = 0;

  /** `in_order` and `ids_until` are from when the age of an id said whether D1 had to be asked for it: they are not read. */
  constructor(sql: SqlStorage) {
    this.#row = new Table(
      sql,
      "head",
      `(k INTEGER PRIMARY KEY, seq INTEGER NOT NULL, rev INTEGER NOT NULL, last_at INTEGER NOT NULL,
      flushed_rev INTEGER NOT NULL, trimmed_rev INTEGER NOT NULL, in_order INTEGER NOT NULL,
      ids_from INTEGER, ids_until INTEGER NOT NULL DEFAULT 0, minted_up_to INTEGER NOT NULL DEFAULT 0,
      cursors TEXT NOT NULL DEFAULT '{}')`,
    );
    if (!this.#row.isThere()) return;
    const columns = sql.exec(`SELECT * FROM head WHERE k = 0`).columnNames;
    // A room from before ids were kept, and one from before there were other followers than D1.
    if (!columns.includes("ids_from"))
      sql.exec(`ALTER TABLE head ADD COLUMN ids_from INTEGER;
        ALTER TABLE head ADD COLUMN ids_until INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE head ADD COLUMN minted_up_to INTEGER NOT NULL DEFAULT 0;`);
    if (!columns.includes("cursors")) sql.exec(`ALTER TABLE head ADD COLUMN cursors TEXT NOT NULL DEFAULT '{}'`);
  }

  /**
   * The place of a follower in the log.
   * @param isComplete it has to carry every change, as D1 does: the log is not trimmed before it, and where it is new it begins with what
   * the log has. Any other begins at 0
   * @param storedEvery its place is written down once it moved by so many changes: after a sleep they are carried again. 1 for one whose
   * repetition costs rows. Asked each time
   * @param holdsAtMost the log is trimmed before it all the same where it lacks more changes than that: it then finds them in D1
   */
  cursor(
    name: string,
    { isComplete, holdsAtMost = Infinity, storedEvery = () => STORED_EVERY }: CursorOptions,
  ): Cursor {
    this.#storedEvery.set(name, storedEvery);
    if (isComplete) this.#complete.set(name, holdsAtMost);
    const revOf = () => this.#cursors.get(name) ?? (isComplete ? this.#trimmedRev : 0);
    const moveTo = (rev: number) => {
      if (rev > revOf()) this.#cursors.set(name, rev);
    };
    return {
      get rev() {
        return revOf();
      },
      moveTo,
    };
  }

  /** Everything up to this `rev` was carried by all who have to carry everything, or is held back for nobody any more. */
  get carriedRev(): number {
    const heldFrom = [...this.#complete].map(([name, most]) =>
      Math.max(this.#cursors.get(name) ?? this.#trimmedRev, this.#now.rev - most),
    );
    return Math.min(this.#flushedRev, ...heldFrom);
  }

  get now(): Readonly<Head> {
    return this.#now;
  }
  get flushedRev(): number {
    return this.#flushedRev;
  }
  get trimmedRev(): number {
    return this.#trimmedRev;
  }
  get begun(): boolean {
    return this.#begun;
  }
  get idsAreKnown(): boolean {
    return this.#idsFrom !== null;
  }
  /** Ids of messages from this place on are known here. */
  get idsFrom(): number {
    return this.#idsFrom ?? 1;
  }
  /** No message whose id is known was minted later, by its sender's clock: ms since 1970. */
  get mintedUpTo(): number {
    return this.#mintedUpTo;
  }

  read(): void {
    const [row] = this.#row.rows<HeadRow>(`SELECT * FROM head WHERE k = 1`);
    this.#begun ||= row !== undefined;
    this.#now = { seq: row?.seq ?? 0, rev: row?.rev ?? 0, lastAt: row?.last_at ?? 0 };
    this.#flushedRev = row?.flushed_rev ?? 0;
    this.#cursors.clear();
    for (const [name, rev] of Object.entries(JSON.parse(row?.cursors ?? "{}") as Record<string, number>))
      this.#cursors.set(name, rev);
    this.#noteStored();
    this.#trimmedRev = row?.trimmed_rev ?? 0;
    this.#idsFrom = row ? row.ids_from : this.#begun ? 1 : null;
    this.#mintedUpTo = row?.minted_up_to ?? 0;
  }

  /** A message of the log, as it was written last. Where no row says otherwise, the log has all that there ever were. */
  saw({ seq, rev, at, id }: Message): void {
    if (!this.#begun) [this.#begun, this.#idsFrom] = [true, 1];
    const { seq: newest, rev: last, lastAt } = this.#now;
    this.#now = { seq: Math.max(newest, seq), rev: Math.max(last, rev), lastAt: Math.max(lastAt, at) };
    this.#noteMinted([id]);
  }

  /** What D1 holds; ids as in `beginIds`. */
  begin(head: Head, ...ids: Parameters<LogHead["beginIds"]>): void {
    this.#now = { ...head };
    this.#flushedRev = head.rev;
    this.#trimmedRev = head.rev;
    this.beginIds(...ids);
  }

  /** @param ids those that are known: of all messages from place `from` on */
  beginIds(from: number, ids: Iterable<string>): void {
    this.#idsFrom = from;
    this.#noteMinted(ids);
    // Of a channel in which nothing was said yet there is nothing to write down.
    if (this.#now.rev > 0) this.#write();
    else this.#begun = true;
  }

  idsKnownFrom(from: number, ids: readonly StoredId[]): void {
    this.#idsFrom = from;
    this.#noteMinted(ids.map(({ id }) => id));
    this.#write();
  }

  confirm(rev: number): void {
    this.#flushedRev = Math.max(this.#flushedRev, rev);
  }

  storeCursors(): void {
    const { flushedRev, cursors } = this.#stored;
    const isFar = [...this.#cursors].some(
      ([name, rev]) => rev - (cursors.get(name) ?? 0) >= (this.#storedEvery.get(name)?.() ?? STORED_EVERY),
    );
    if (this.#begun && (isFar || this.#flushedRev - flushedRev >= STORED_EVERY)) this.#write();
  }

  #noteStored(): void {
    this.#stored = { flushedRev: this.#flushedRev, cursors: new Map(this.#cursors) };
  }

  trimmed(upTo: number): void {
    // Who never moved is where it began, and not where the log begins now.
    for (const name of this.#complete.keys()) if (!this.#cursors.has(name)) this.#cursors.set(name, this.#trimmedRev);
    this.#trimmedRev = upTo;
    this.#write();
  }

  #noteMinted(ids: Iterable<string>): void {
    for (const id of ids) {
      const minted = mintedAt(id);
      // Not `Math.max`: in old data stand ids that are none, which were minted at NaN.
      if (minted > this.#mintedUpTo) this.#mintedUpTo = minted;
    }
  }

  #write(): void {
    const { seq, rev, lastAt } = this.#now;
    this.#row.write(
      `INSERT OR REPLACE INTO head (k, seq, rev, last_at, flushed_rev, trimmed_rev, in_order, ids_from, minted_up_to, cursors)
        VALUES (1, ?, ?, ?, ?, ?, 1, ?, ?, ?)`,
      ...[seq, rev, lastAt, this.#flushedRev, this.#trimmedRev],
      ...[this.#idsFrom, this.#mintedUpTo, JSON.stringify(Object.fromEntries(this.#cursors))],
    );
    this.#noteStored();
  }
}
