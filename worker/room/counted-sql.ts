/** The room's SQLite as its parts use it, with the rows that are written counted: the platform counts them against the day's allowance. */
import { ALL, tally } from "../tally.ts";

const counted = new WeakMap<SqlStorage, SqlStorage>();
/** The storage itself, whichever of the two ways it is used in: what is known of it holds for both. */
export const storageBehind = (sql: SqlStorage): SqlStorage => counted.get(sql) ?? sql;

export function countedSql({ sql }: DurableObjectStorage): SqlStorage {
  const exec = <T extends Record<string, SqlStorageValue>>(query: string, ...values: unknown[]) => {
    const cursor = sql.exec<T>(query, ...values);
    // What writes has done so by now; of what reads nothing is written.
    if (cursor.rowsWritten > 0) tally.add(ALL, "rows.object", cursor.rowsWritten);
    return cursor;
  };
  // Whatever else there is of it, is its own.
  const counting = Object.create(sql, {
    exec: { value: exec },
    databaseSize: { get: () => sql.databaseSize },
  }) as SqlStorage;
  counted.set(counting, sql);
  return counting;
}
