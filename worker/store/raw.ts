/** Plain SQL beside drizzle's own queries. */
import type { SQL } from "drizzle-orm";
import type { Db } from "./db.ts";

/**
 * A query in plain SQL, to run alone or in `db.batch`. Drizzle prepares every query of a batch for D1 but those of
 * `db.all` and `db.run`, whose values it then cannot bind.
 */
export function raw<Row = unknown>(db: Db, query: SQL) {
  const statement = db.all<Row>(query);
  const { $client } = db as Db & { $client: D1Database };
  return Object.assign(statement, { stmt: $client.prepare(statement.getQuery().sql) });
}
