/** Whole rows as single columns of a hot statement: two tables have columns of one name, and a batch tells them apart by name. */
import { sql, type Column, type GetColumnData, type SQL } from "drizzle-orm";

type Columns = Record<string, Column>;
export type RowOf<C extends Columns> = { [Key in keyof C]: GetColumnData<C[Key]> };

/** SQL of a JSON array of these columns. */
export function rowJson(columns: Columns): SQL<string> {
  return sql<string>`json_array(${sql.join(Object.values(columns), sql`, `)})`;
}

/** The row again; null where an outer join found none, which the first column tells: it is never null in a row. */
export function rowOf<C extends Columns>(columns: C, json: string): RowOf<C> | null {
  const values = JSON.parse(json) as unknown[];
  if (values[0] === null) return null;
  const row = Object.entries(columns).map(([key, column], i) => {
    const value = values[i] ?? null;
    return [key, value === null ? null : column.mapFromDriverValue(value)];
  });
  return Object.fromEntries(row) as RowOf<C>;
}
