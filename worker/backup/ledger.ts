/**
 * What the object of a class's backups remembers between two steps: how far it is, which pieces it wrote and what is in them, and the
 * backups that are kept. Written in one turn with each step, so that a step that broke off was none.
 */
import type { Backup } from "../../protocol/backups.ts";
import type { Cursor } from "../store/backup.ts";
import type { BackupOrder } from "./contract.ts";

export interface Job extends BackupOrder {
  id: string;
  startedAt: number;
  phase: "read" | "check" | "finish";
  /** Where reading goes on. */
  at: Cursor;
  /** The last piece that was written, or that was read back and compared. */
  piece: number;
  rows: Record<string, number>;
  andNext: boolean;
  /** Failures in a row. */
  tries: number;
}

export interface Piece {
  n: number;
  bytes: number;
  /** SHA-256 of all of it, base64url. */
  hash: string;
  /** How many lines are in it. */
  lines: number;
}

export interface KeptPiece {
  key: string;
  bytes: number;
}
/** One that came to its end, with where it is. */
export type Kept = Backup & { pieces: KeptPiece[] };

/** An entry of the tar, as `heads.jsonl` has it. */
export interface EntryHead {
  entry: string;
  hash: string;
  rows: number;
}

export class BackupLedger {
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.#sql = storage.sql;
    this.#sql.exec(`CREATE TABLE IF NOT EXISTS job (k INTEGER PRIMARY KEY, json TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS pieces (n INTEGER PRIMARY KEY, bytes INTEGER NOT NULL, hash TEXT NOT NULL, lines INTEGER NOT NULL);
      CREATE TABLE IF NOT EXISTS entries (no INTEGER PRIMARY KEY, json TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS backups (id TEXT PRIMARY KEY, started_at INTEGER NOT NULL, json TEXT NOT NULL) WITHOUT ROWID`);
  }

  /** Whether the list in R2 was read, once in the object's life. */
  get hasLooked(): boolean {
    return this.#storage.kv.get("hasLooked") === true;
  }
  set hasLooked(has: boolean) {
    this.#storage.kv.put("hasLooked", has);
  }

  /** The one that is being made. */
  get job(): Job | null {
    const [row] = this.#all<{ json: string }>(`SELECT json FROM job`);
    return row ? (JSON.parse(row.json) as Job) : null;
  }

  set job(job: Job | null) {
    this.#sql.exec(`DELETE FROM job`);
    if (job) this.#sql.exec(`INSERT INTO job VALUES (1, ?)`, JSON.stringify(job));
  }

  inOne(work: () => void): void {
    this.#storage.transactionSync(work);
  }

  addPiece({ n, bytes, hash, lines }: Piece, entries: readonly EntryHead[]): void {
    this.#sql.exec(`INSERT OR REPLACE INTO pieces VALUES (?, ?, ?, ?)`, n, bytes, hash, lines);
    for (const entry of entries) this.#sql.exec(`INSERT INTO entries (json) VALUES (?)`, JSON.stringify(entry));
  }

  pieces(after = 0, limit = -1): Piece[] {
    return this.#all(`SELECT n, bytes, hash, lines FROM pieces WHERE n > ? ORDER BY n LIMIT ?`, after, limit);
  }

  get bytes(): number {
    return this.pieces().reduce((sum, { bytes }) => sum + bytes, 0);
  }

  entries(): EntryHead[] {
    return this.#all<{ json: string }>(`SELECT json FROM entries ORDER BY no`).map(
      ({ json }) => JSON.parse(json) as EntryHead,
    );
  }

  /** Forgets what the one before had written. */
  clearPieces(): void {
    this.#sql.exec(`DELETE FROM pieces`);
    this.#sql.exec(`DELETE FROM entries`);
  }

  /** The newest first. */
  backups(): Kept[] {
    return this.#all<{ json: string }>(`SELECT json FROM backups ORDER BY started_at DESC`).map(
      ({ json }) => JSON.parse(json) as Kept,
    );
  }

  keep(backup: Kept): void {
    this.#sql.exec(
      `INSERT OR REPLACE INTO backups VALUES (?, ?, ?)`,
      backup.id,
      backup.startedAt,
      JSON.stringify(backup),
    );
  }

  forget(id: string): void {
    this.#sql.exec(`DELETE FROM backups WHERE id = ?`, id);
  }

  #all<T extends object>(query: string, ...values: unknown[]): T[] {
    // Rows are what their statement names.
    return this.#sql.exec(query, ...values).toArray() as T[];
  }
}
