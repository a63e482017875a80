/** What was asked of D1, statement by statement, with the rows that each one read: the platform's own counters. Lives in tests only. */
interface Answer {
  meta?: { rows_read: number; rows_written: number };
}
/** workerd's D1 client inside: what `run`, `all`, `first`, `raw` and `batch` have in common. */
interface Sender {
  _send(path: string, sql: string | string[], values: unknown[] | unknown[][], ...more: unknown[]): Promise<unknown>;
}

export interface Asked {
  sql: string;
  values: unknown[];
  rowsRead: number;
  rowsWritten: number;
}

/** Hears of every statement of this isolate from now on, in the order of their answers. */
export function watchStatements(d1: D1Database): { take(): Asked[] } {
  let asked: Asked[] = [];
  const { dbSession } = d1.prepare("SELECT 1") as unknown as { dbSession: Sender };
  let sender = Object.getPrototypeOf(dbSession) as Sender;
  while (!Object.hasOwn(sender, "_send")) sender = Object.getPrototypeOf(sender) as Sender;
  const { _send: send } = sender;
  sender._send = async function (this: Sender, path, sql, values, ...more) {
    const answers = await send.call(this, path, sql, values, ...more);
    const texts = [sql].flat();
    const all = [answers].flat() as Answer[];
    for (const [i, text] of texts.entries()) {
      const { rows_read: rowsRead = 0, rows_written: rowsWritten = 0 } = all[i]?.meta ?? {};
      const bound = Array.isArray(sql) ? (values as unknown[][])[i] : values;
      asked.push({ sql: text, values: bound ?? [], rowsRead, rowsWritten });
    }
    return answers;
  };
  return {
    /** What was asked since the last call. */
    take() {
      const taken = asked;
      asked = [];
      return taken;
    },
  };
}

/** How D1 goes about a statement, line by line. */
export async function planOf(d1: D1Database, { sql, values }: Pick<Asked, "sql" | "values">): Promise<string[]> {
  const { results } = await d1
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .bind(...values)
    .all<{ detail: string }>();
  return results.map(({ detail }) => detail);
}

/**
 * The lines of a plan that walk through a whole table. A list in json_each, given values and a subquery in FROM, named or not,
 * are no tables. A table that the statement does not name is the children of a foreign key, which SQLite looks through only
 * while a violation is outstanding.
 */
export function walksIn(plan: string[], sql: string): string[] {
  return plan.filter((detail) => {
    const name = /^SCAN (\S+)/u.exec(detail)?.[1];
    if (name === undefined || /VIRTUAL TABLE|CONSTANT ROW|VALUES CLAUSE|^SCAN \(subquery/u.test(detail)) return false;
    const isSubquery = new RegExp(`\\)\\s+${name}\\b|\\b${name}\\s*(\\([^)]*\\))?\\s+AS\\s*\\(`, "iu").test(sql);
    return !isSubquery && new RegExp(`\\b${name}\\b`, "u").test(sql);
  });
}
