/** Browsers that a push service did not take the last push for, or that come after the first forty: rows of the room's own storage. */
import { Table } from "../tables.ts";

/** What is sent again is looked up anew: the row says whom, and since which message. */
export interface Queued extends Record<string, SqlStorageValue> {
  device: string;
  member_no: number;
  /** The first message that they were not told of. */
  seq: number;
  tries: number;
  /** Ms since 1970. */
  next_at: number;
}

export class PushQueue {
  readonly #table: Table;

  constructor(sql: SqlStorage) {
    const columns = `(device TEXT PRIMARY KEY, member_no INTEGER NOT NULL, seq INTEGER NOT NULL, tries INTEGER NOT NULL,
      next_at INTEGER NOT NULL) WITHOUT ROWID`;
    this.#table = new Table(sql, "push_queue", columns);
  }

  /** When the next one is to be sent, ms since 1970; null: none waits. */
  get next(): number | null {
    return this.#table.rows<{ at: number | null }>(`SELECT min(next_at) AS at FROM push_queue`)[0]?.at ?? null;
  }

  all(): Queued[] {
    return this.#table.rows<Queued>(`SELECT * FROM push_queue ORDER BY next_at`);
  }

  get count(): number {
    return this.#table.rows<{ n: number }>(`SELECT count(*) AS n FROM push_queue`)[0]?.n ?? 0;
  }

  put({ device, member_no, seq, tries, next_at }: Queued): void {
    const values = [device, member_no, seq, tries, next_at];
    this.#table.write(`INSERT OR REPLACE INTO push_queue VALUES (?, ?, ?, ?, ?)`, ...values);
  }

  forget(device: string): void {
    this.#table.change(`DELETE FROM push_queue WHERE device = ?`, device);
  }
}
