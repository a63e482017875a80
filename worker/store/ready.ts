/** Whether D1 is what this build expects. */
import { getTableColumns, getTableName, is } from "drizzle-orm";
import { SQLiteTable } from "drizzle-orm/sqlite-core";
import * as schema from "./schema.ts";

/** `[table, column]` of everything that this build reads or writes. */
const COLUMNS = JSON.stringify(
  Object.values(schema)
    .filter((entry) => is(entry, SQLiteTable))
    .flatMap((table) => Object.values(getTableColumns(table)).map(({ name }) => [getTableName(table), name])),
);

/** Were the migrations of this build applied? @throws where D1 cannot be asked */
export async function hasTables(d1: D1Database): Promise<boolean> {
  const row = await d1
    .prepare(
      `SELECT count(*) AS missing FROM json_each(?) wanted
       WHERE NOT EXISTS (SELECT 1 FROM pragma_table_info(wanted.value ->> 0) WHERE name = wanted.value ->> 1)`,
    )
    .bind(COLUMNS)
    .first<{ missing: number }>();
  return row?.missing === 0;
}

/** Reads no row. @throws where D1 cannot be asked */
export async function answers(d1: D1Database): Promise<boolean> {
  await d1.prepare("SELECT 1").first();
  return true;
}
