/** How often each scheduled message of a room has failed, kept with the room: a sleep does not begin the count anew. */
import { Table } from "../tables.ts";

export interface Tried {
  /** Failures in a row. */
  tries: number;
  /** The message itself stands in the channel; only the list does not know it yet. */
  isPosted: boolean;
}

export class Retries {
  readonly #table: Table;

  constructor(sql: SqlStorage) {
    const columns = "(id TEXT PRIMARY KEY, tries INTEGER NOT NULL, posted INTEGER NOT NULL) WITHOUT ROWID";
    this.#table = new Table(sql, "delivery_retries", columns);
  }

  of(id: string): Tried {
    const [row] = this.#table.rows<{ tries: number; posted: number }>(
      `SELECT tries, posted FROM delivery_retries WHERE id = ?`,
      id,
    );
    return { tries: row?.tries ?? 0, isPosted: row?.posted === 1 };
  }

  /** One more failure. */
  failed(id: string): Tried {
    this.#table.write(`INSERT INTO delivery_retries VALUES (?, 1, 0) ON CONFLICT DO UPDATE SET tries = tries + 1`, id);
    return this.of(id);
  }

  /** It was posted, and what is to follow failed. */
  posted(id: string): void {
    this.#table.write(`INSERT INTO delivery_retries VALUES (?, 0, 1) ON CONFLICT DO UPDATE SET posted = 1`, id);
  }

  forget(id: string): void {
    this.#table.change(`DELETE FROM delivery_retries WHERE id = ?`, id);
  }
}
