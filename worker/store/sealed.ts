/** Where D1 keeps what a key seals (identity/sealed-secrets.ts), for who seals it anew by a newer one. */
import { sql } from "drizzle-orm";
import type { Db } from "./db.ts";
import { raw } from "./raw.ts";

export interface SealedColumn {
  table: "second_factors" | "widget_keys" | "outgoing_hooks" | "bot_commands";
  column: "secret" | "material";
  /** Of a row: its number. */
  key: "user_no" | "no";
  /** SQL: what the secret belongs to, without which it cannot be opened. */
  about: string;
  /** SQL: rows in which something is sealed that may still be opened. */
  where: string;
  /** Stands before what is sealed; what stands there without it was kept as it was told. */
  prefix: string;
}

/**
 * All but answers that are kept for a day. A room's copy of a webhook's row is not here: it is read anew where it cannot be opened.
 * `tools/place/keys/needed.ts` counts the same.
 */
export const SEALED: readonly SealedColumn[] = [
  {
    ...{ table: "second_factors", column: "secret", key: "user_no", where: "true", prefix: "" },
    about: "(select 'second factor of ' || u.id from users u where u.no = t.user_no)",
  },
  {
    ...{ table: "widget_keys", column: "material", key: "no", about: "t.kid", prefix: "" },
    where: "t.alg = 'HS256' and t.retired_at is null",
  },
  { table: "outgoing_hooks", column: "secret", key: "no", about: "t.url", where: "true", prefix: "sealed:" },
  {
    table: "bot_commands",
    column: "secret",
    key: "no",
    about: "coalesce(t.url, '')",
    where: "true",
    prefix: "sealed:",
  },
];

export interface SealedRow {
  no: number;
  secret: string;
  /** Null: whose it was is gone. */
  about: string | null;
}

/** Those of a column that another key than this one sealed, by their numbers. @param after goes on behind this number */
export function sealedByOthers(
  db: Db,
  { table, column, key, about, where, prefix }: SealedColumn,
  { kid, after, most }: { kid: string; after: number; most: number },
): Promise<SealedRow[]> {
  const beginning = `${prefix}${kid}.`;
  return raw<SealedRow>(
    db,
    sql`select t.${sql.raw(key)} as no, t.${sql.raw(column)} as secret, ${sql.raw(about)} as about from ${sql.raw(table)} t
      where t.${sql.raw(key)} > ${after} and ${sql.raw(where)} and substr(t.${sql.raw(column)}, 1, ${beginning.length}) <> ${beginning}
      order by t.${sql.raw(key)} limit ${most}`,
  );
}

/** In one transaction; what somebody changed since it was read stays as they changed it. */
export async function replaceSealed(
  db: Db,
  { table, column, key }: SealedColumn,
  rows: readonly { no: number; before: string; after: string }[],
): Promise<void> {
  const [one, ...more] = rows.map(({ no, before, after }) =>
    raw(
      db,
      sql`update ${sql.raw(table)} set ${sql.raw(column)} = ${after} where ${sql.raw(key)} = ${no} and ${sql.raw(column)} = ${before}`,
    ),
  );
  if (one) await db.batch([one, ...more]);
}
