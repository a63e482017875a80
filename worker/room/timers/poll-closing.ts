/** When polls of this channel close by themselves; kept in the object's storage, looked at by its alarm. */
import { Table } from "../tables.ts";

export class PollClosing {
  readonly #due: Table;
  #next: number | null;

  constructor(sql: SqlStorage) {
    this.#due = new Table(sql, "polls_due", "(seq INTEGER PRIMARY KEY, at INTEGER NOT NULL)");
    this.#next = this.#earliest();
  }

  /** Milliseconds since 1970, or null when no poll waits for its time. */
  get next(): number | null {
    return this.#next;
  }

  add(seq: number, at: number): void {
    this.#due.write(`INSERT OR REPLACE INTO polls_due VALUES (?, ?)`, seq, at);
    this.#next = Math.min(at, this.#next ?? at);
  }

  due(now: number): number[] {
    return this.#due.rows<{ seq: number }>(`SELECT seq FROM polls_due WHERE at <= ?`, now).map(({ seq }) => seq);
  }

  done(seq: number): void {
    this.#due.change(`DELETE FROM polls_due WHERE seq = ?`, seq);
    this.#next = this.#earliest();
  }

  /** It could not be looked at: again at `at`, ms since 1970. */
  postpone(seq: number, at: number): void {
    this.#due.change(`UPDATE polls_due SET at = ? WHERE seq = ?`, at, seq);
    this.#next = this.#earliest();
  }

  #earliest(): number | null {
    return this.#due.rows<{ at: number | null }>(`SELECT min(at) AS at FROM polls_due`)[0]?.at ?? null;
  }
}
