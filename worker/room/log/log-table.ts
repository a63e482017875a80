/**
 * The rows of the log, under the `rev` of each message's last change: in a table, or while there are few of them, in the value that a room
 * begins with (first-value.ts). Whoever asks does not see which.
 */
import type { Message } from "../../../protocol/index.ts";
import type { FirstValue } from "./first-value.ts";
import { knowsTable, noteTable } from "../tables.ts";
import { CREATE_LOG, changeRow, insertRow, putRow, rowOf, type LogRow } from "./log-rows.ts";

/** So many rows, and so much text, are one value. What a longer log has is moved into its table once, row by row. */
export const FIRST_MAX = 16;
const FIRST_MAX_CHARS = 64_000;

const NAME = "log";

const byRev = (a: LogRow, b: LogRow) => a.rev - b.rev;
const charsOf = (rows: readonly LogRow[]): number =>
  rows.reduce(
    (sum, row) =>
      sum + Object.values(row).reduce<number>((all, of) => all + (typeof of === "string" ? of.length : 8), 0),
    0,
  );

export class LogTable {
  readonly #sql: SqlStorage;
  readonly #first: FirstValue | undefined;
  #hasTable: boolean;

  /** @param first undefined: it has a table from its first row on */
  constructor(sql: SqlStorage, first?: FirstValue) {
    this.#sql = sql;
    this.#first = first;
    if (!first) this.#create();
    this.#hasTable = !first || knowsTable(sql, NAME);
    first?.reload();
  }

  /** After a write that failed, which may have been the one that made the table. */
  reload(): void {
    if (!this.#first) return;
    const there = `SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '${NAME}'`;
    this.#hasTable = this.#sql.exec(there).toArray().length > 0;
    noteTable(this.#sql, NAME, this.#hasTable);
    this.#first.reload();
  }

  /** The value, while the rows are in it. Where there is a table it counts: a build that knew no value made it. */
  get #few(): FirstValue | undefined {
    return this.#hasTable ? undefined : this.#first;
  }
  get hasTable(): boolean {
    return this.#hasTable;
  }

  all(): LogRow[] {
    return this.#few?.rows.slice() ?? this.#select(`SELECT * FROM log`);
  }

  /** Of a later `rev`, ascending by it. */
  after(rev: number, limit = Infinity): Iterable<LogRow> {
    const few = this.#few;
    if (few) return few.rows.filter((row) => row.rev > rev).slice(0, limit);
    // SQLite's own word for no limit.
    const most = limit === Infinity ? -1 : limit;
    return this.#sql.exec<LogRow>(`SELECT * FROM log WHERE rev > ? ORDER BY rev LIMIT ?`, rev, most);
  }

  /** Of a later `rev`, between two places, ascending by place. */
  within(from: number, to: number, rev: number): LogRow[] {
    const few = this.#few;
    if (few)
      return few.rows.filter((row) => row.rev > rev && row.seq >= from && row.seq <= to).sort((a, b) => a.seq - b.seq);
    return this.#select(`SELECT * FROM log WHERE rev > ? AND seq BETWEEN ? AND ? ORDER BY seq`, rev, from, to);
  }

  at(rev: number): LogRow | undefined {
    const few = this.#few;
    return few ? few.rows.find((row) => row.rev === rev) : this.#select(`SELECT * FROM log WHERE rev = ?`, rev)[0];
  }

  insert(messages: readonly { message: Message; sealed: string | undefined }[]): void {
    if (messages.length === 0) return;
    const few = this.#few;
    if (few && this.#store([...few.rows, ...messages.map(({ message, sealed }) => rowOf(message, sealed))])) return;
    for (const { message, sealed } of messages) insertRow(this.#sql, message, sealed);
  }

  /** A message that has a row, in a newer state: one row written, where taking it out and putting it in would be two. */
  change(message: Message, sealed: string | undefined, earlierRev: number): void {
    const others = this.#few?.rows.filter(({ rev }) => rev !== earlierRev);
    if (others && this.#store([...others, rowOf(message, sealed)])) return;
    changeRow(this.#sql, message, sealed, earlierRev);
  }

  /** Takes out those up to a `rev`. */
  trim(upTo: number): { seq: number; id: string }[] {
    if (this.#few) this.#makeTable();
    return this.#sql
      .exec<{ seq: number; id: string }>(`DELETE FROM log WHERE rev <= ? RETURNING seq, id`, upTo)
      .toArray();
  }

  /** @returns false: they are too many for the value, and there is a table from now on, with what was there before */
  #store(rows: LogRow[]): boolean {
    if (rows.length <= FIRST_MAX && charsOf(rows) <= FIRST_MAX_CHARS) {
      this.#first?.store(rows.sort(byRev));
      return true;
    }
    this.#makeTable();
    return false;
  }

  /** In the turn of what made it too long: all of it is durable, or none. */
  #makeTable(): void {
    this.#create();
    for (const row of this.#first?.rows ?? []) putRow(this.#sql, row);
    this.#first?.handOver();
    this.#hasTable = true;
  }

  #create(): void {
    this.#sql.exec(CREATE_LOG);
    noteTable(this.#sql, NAME, true);
  }

  #select(query: string, ...values: number[]): LogRow[] {
    return this.#sql.exec<LogRow>(query, ...values).toArray();
  }
}
