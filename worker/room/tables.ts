/**
 * Which tables an object's storage has. Most rooms are threads with a handful of messages, and making a table is two rows written: what
 * few rooms need is made with its first row.
 */
import { storageBehind } from "./counted-sql.ts";

const onWaking = new WeakMap<SqlStorage, ReadonlySet<string>>();
/** Made since then. */
const made = new WeakMap<SqlStorage, Set<string>>();

function tablesOnWaking(sql: SqlStorage): ReadonlySet<string> {
  let names = onWaking.get(sql);
  if (!names) {
    const rows = sql.exec<{ name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table'`).toArray();
    onWaking.set(sql, (names = new Set(rows.map(({ name }) => name))));
  }
  return names;
}

/** Whether the table is there, as far as was seen on waking and made since then: nothing is asked. */
export function knowsTable(sql: SqlStorage, name: string): boolean {
  const storage = storageBehind(sql);
  return tablesOnWaking(storage).has(name) || made.get(storage)?.has(name) === true;
}

/** It was made, or what had made it was rolled back. */
export function noteTable(sql: SqlStorage, name: string, isThere: boolean): void {
  const storage = storageBehind(sql);
  const names = made.get(storage) ?? new Set();
  if (isThere) names.add(name);
  else names.delete(name);
  made.set(storage, names);
}

export class Table {
  readonly #sql: SqlStorage;
  readonly #storage: SqlStorage;
  readonly #name: string;
  readonly #columns: string;

  /** @param columns what follows the name in `CREATE TABLE` */
  constructor(sql: SqlStorage, name: string, columns: string) {
    this.#sql = sql;
    this.#storage = storageBehind(sql);
    this.#name = name;
    this.#columns = columns;
  }

  /** Rows of a query; none where the table was never needed. */
  rows<T extends Record<string, SqlStorageValue>>(query: string, ...values: unknown[]): T[] {
    return this.isThere() ? this.#sql.exec<T>(query, ...values).toArray() : [];
  }

  /** Runs a statement that puts rows in. */
  write(statement: string, ...values: unknown[]): void {
    if (!tablesOnWaking(this.#storage).has(this.#name)) noteTable(this.#storage, this.#name, true);
    this.isThere();
    this.#sql.exec(statement, ...values);
  }

  /** Runs a statement that changes or deletes rows. */
  change(statement: string, ...values: unknown[]): void {
    if (this.isThere()) this.#sql.exec(statement, ...values);
  }

  isThere(): boolean {
    if (tablesOnWaking(this.#storage).has(this.#name)) return true;
    if (!made.get(this.#storage)?.has(this.#name)) return false;
    // What made it may have been rolled back. Where it is there, this writes nothing.
    this.#sql.exec(`CREATE TABLE IF NOT EXISTS ${this.#name} ${this.#columns}`);
    return true;
  }
}
