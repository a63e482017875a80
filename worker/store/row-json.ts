/** Whole rows as single columns of a hot statement: two tables have columns of one name, and a batch tells them apart by name. */
import { sql, type Column, type GetColumnData, type SQL } from "drizzle-orm";

type Columns = Record<string, Column>;
export type RowOf<C extends Columns> = { [Key in keyof C]: GetColumnData<C[Key]> };

/** SQL of a JSON array of these columns. */
export function rowJson(columns: Columns): SQL<string> {
  return sql<string>`json_array(${sql.join(Object.values(columns), sql`, `)})`;
}

/** Makes the row of that JSON again; null where an outer join found none, which the first column tells: it is never null in a row. */
export function rowReader<C extends Columns>(columns: C): (json: string) => RowOf<C> | null {
  const entries = Object.entries(columns);
  return (json) => {
    const values = JSON.parse(json) as unknown[];
    if (values[0] === null) return null;
    const row: Record<string, unknown> = {};
    for (const [i, [key, column]] of entries.entries()) {
      const value = values[i] ?? null;
      row[key] = value === null ? null : column.mapFromDriverValue(value);
    }
    return row as RowOf<C>;
  };
}

/** The same for the answers of one statement, in which many bring the same row: it is made once, and nobody changes it. */
export function sharedRows<T>(read: (json: string) => T): (json: string) => T {
  const made = new Map<string, T>();
  return (json) => {
    let row = made.get(json);
    if (row === undefined) made.set(json, (row = read(json)));
    return row;
  };
}
