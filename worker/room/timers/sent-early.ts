/**
 * Occurrences of repeated messages that their authors sent before their time: whoever sets one back to that time wants it once more, and it
 * is another message then. Kept with the room, until the time is long over and nothing is tried for it any more.
 */
import { Table } from "../tables.ts";

const KEPT_MS = 24 * 60 * 60_000;

export class SentEarly {
  readonly #table: Table;

  constructor(sql: SqlStorage) {
    const columns =
      "(id TEXT NOT NULL, at INTEGER NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (id, at)) WITHOUT ROWID";
    this.#table = new Table(sql, "sent_early", columns);
  }

  /** How often this item was sent for this time before it came. @param at ms since 1970 */
  of(id: string, at: number): number {
    const query = `SELECT times FROM sent_early WHERE id = ? AND at = ?`;
    return this.#table.rows<{ times: number }>(query, id, at)[0]?.times ?? 0;
  }

  note(id: string, at: number, now: number): void {
    this.#table.write(`INSERT INTO sent_early VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET times = times + 1`, id, at);
    this.#table.change(`DELETE FROM sent_early WHERE at < ?`, now - KEPT_MS);
  }
}
