/**
 * The D1 of a state folder as the file that it is: before the server runs, and beside it, as `wrangler d1 execute --local` opens it.
 * SQLite lets both in. Nothing here goes through the runtime: miniflare's own way to a database blocks this thread until the runtime
 * answers, and the runtime may be waiting for this thread to read what it prints.
 */
import type { D1Database } from "@cloudflare/workers-types";
import { createHash, createHmac } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { DATABASES, MAIN, type Database } from "../databases.ts";
import { isBusy } from "./cannot-start.ts";

export interface Patience {
  /** How long a lock of somebody else is waited for, ms. */
  forMs: number;
  /** Is told while it is waited: for how long already, ms. */
  waiting?: (sinceMs: number) => void;
}

export interface LocalD1 {
  d1: D1Database;
  /** The file as it is, for who goes through a whole table of it: D1's way makes objects of each row and each answer. */
  file: DatabaseSync;
  /** All that `work` writes, or nothing of it. @throws as SQLite does, busy included */
  transaction<T>(work: () => T): Promise<T>;
  /** Waits until this process could write, and leaves everything as it is. @throws as SQLite does, busy included */
  demandWritable(): Promise<void>;
  close(): Promise<void>;
}

const TRY_EVERY_MS = 100;
const PATIENCE: Patience = { forMs: 10_000 };

/** @throws as SQLite does; where it is busy, after the patience is over */
export async function openLocalD1(
  state: string,
  patience: Patience = PATIENCE,
  { binding }: Database = MAIN,
): Promise<LocalD1> {
  const file = fileOfD1(state, binding);
  await mkdir(dirname(file), { recursive: true });
  // Never waits by itself: that would stop this thread.
  const database = new DatabaseSync(file, { timeout: 0 });
  const patiently = <T>(work: () => T) => tryPatiently(work, patience);
  try {
    // As the runtime sets it, for good.
    await patiently(() => database.exec("PRAGMA journal_mode = WAL"));
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    // Of D1 it has what the page asks of it; the platform's class has private parts that nobody else can have.
    d1: new FileD1(database, patiently) as unknown as D1Database,
    file: database,
    transaction: (work) => patiently(() => inTransaction(database, work)),
    demandWritable: () => patiently(() => database.exec("BEGIN IMMEDIATE; ROLLBACK")),
    close: () => Promise.resolve(database.close()),
  };
}

function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const done = work();
    database.exec("COMMIT");
    return done;
  } catch (error) {
    // SQLite itself takes back what a full disk broke off.
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

type Patiently = <T>(work: () => T) => Promise<T>;

async function tryPatiently<T>(work: () => T, { forMs, waiting }: Patience): Promise<T> {
  const began = Date.now();
  for (;;) {
    try {
      return work();
    } catch (error) {
      const since = Date.now() - began;
      if (!isBusy(error) || since >= forMs) throw error;
      waiting?.(since);
      await new Promise((done) => setTimeout(done, TRY_EVERY_MS));
    }
  }
}

/** Where miniflare keeps it: named as an object's id is made of the database's. */
export function fileOfD1(state: string, binding = MAIN.binding): string {
  const id = DATABASES.find((database) => database.binding === binding)?.placeholder;
  if (id === undefined) throw new Error(`There is no database ${binding}.`);
  const kind = "miniflare-D1DatabaseObject";
  const key = createHash("sha256").update(kind).digest();
  const half = (of: string | Buffer) => createHmac("sha256", key).update(of).digest().subarray(0, 16);
  const name = half(id);
  return join(resolve(state), "v3", "d1", kind, `${Buffer.concat([name, half(name)]).toString("hex")}.sqlite`);
}

/** As much of D1's interface as is used beside the worker. */
class FileD1 {
  readonly #database: DatabaseSync;
  readonly #patiently: Patiently;

  constructor(database: DatabaseSync, patiently: Patiently) {
    this.#database = database;
    this.#patiently = patiently;
  }

  prepare(query: string): FileStatement {
    // Made anew for each row, it would cost more than what it does.
    let prepared: Prepared | undefined;
    const prepare = () => {
      if (prepared) return prepared;
      const statement = this.#database.prepare(query);
      return (prepared = { statement, answers: statement.columns().length > 0 });
    };
    return new FileStatement(prepare, this.#patiently, []);
  }

  /** One transaction: all of them, or none. */
  batch(statements: FileStatement[]): Promise<Answer[]> {
    return this.#patiently(() => inTransaction(this.#database, () => statements.map((statement) => statement.now())));
  }
}

type Row = Record<string, unknown>;
interface Answer {
  success: true;
  results: Row[];
  meta: { changes: number };
}

interface Prepared {
  statement: StatementSync;
  /** It has rows to give. */
  answers: boolean;
}

class FileStatement {
  /** When it is asked first: until then a table of it may be missing. */
  readonly #prepare: () => Prepared;
  readonly #patiently: Patiently;
  readonly #values: unknown[];

  constructor(prepare: () => Prepared, patiently: Patiently, values: unknown[]) {
    this.#prepare = prepare;
    this.#patiently = patiently;
    this.#values = values;
  }

  bind(...values: unknown[]): FileStatement {
    return new FileStatement(this.#prepare, this.#patiently, values);
  }

  now(): Answer {
    const { statement, answers } = this.#prepare();
    const values = this.#values.map((value) => (typeof value === "boolean" ? Number(value) : value)) as SQLInputValue[];
    if (!answers) return { success: true, results: [], meta: { changes: Number(statement.run(...values).changes) } };
    const results = statement.all(...values).map((row) => ({ ...row }));
    return { success: true, results, meta: { changes: 0 } };
  }

  run(): Promise<Answer> {
    return this.#patiently(() => this.now());
  }
  all(): Promise<Answer> {
    return this.run();
  }
  async first(): Promise<Row | null> {
    return (await this.run()).results[0] ?? null;
  }
}
