/** A backup as SQL, for a database that is reached by wrangler alone. */
import type { Row } from "./read.ts";

/** What a person has beside their classes: a backup of another class of theirs may have brought it. */
export const IGNORED_WHERE_THERE: ReadonlySet<string> = new Set([
  ...["users", "passkeys", "sessions", "push_devices", "recovery_codes", "erasures"],
]);

/** Of a statement, about: D1 takes 100,000 bytes. */
const STATEMENT_BYTES = 60_000;

/** As it stands in a statement. */
export const literal = (value: string | number | null): string => {
  if (value === null) return "NULL";
  return typeof value === "number" ? String(value) : `'${value.replaceAll("'", "''")}'`;
};

/** By what a row with a number of its own is told from another one with that number: the first of these that it has. */
const TOLD_BY = ["id", "workspace_no"] as const;

/**
 * Statements that change nothing, and fail where a number of these rows is somebody else's: numbers are given out by each PLACE for itself, so
 * that in one which has other classes a channel of theirs would get these messages, and a stranger these memberships. They set what must
 * not be null to null, since D1 has no way to raise an error but a broken rule. So does a handle that another person has there.
 */
export function* strangersAmong(table: string, rows: readonly Row[]): Generator<string> {
  for (const row of rows) {
    const by = TOLD_BY.find((column) => column in row);
    if (by === undefined) continue;
    const fails = (where: string) => `UPDATE "${table}" SET "${by}" = NULL WHERE ${where};\n`;
    const other = `"${by}" IS NOT ${literal(row[by] ?? null)}`;
    if (typeof row["no"] === "number") yield fails(`"no" = ${row["no"]} AND ${other}`);
    if (table === "users") yield fails(`"handle_key" = ${literal(row["handle_key"] ?? null)} AND ${other}`);
  }
}

/** What SQLite and D1 say where one of those failed. */
export const isStranger = (said: string): boolean => /NOT NULL constraint failed/u.test(said);
export const HAS_STRANGERS =
  "Another class there has its numbers, or somebody there a handle of it: nothing was changed. Bring it where no other class was begun since";

/** Statements that put these rows in; rows that are there stay as they are, so that it may be done twice. */
export function* insertsOf(table: string, rows: readonly Row[]): Generator<string> {
  let values: string[] = [];
  let bytes = 0;
  let head = "";
  const flush = () => {
    const statement = `${head}${values.join(",\n")};\n`;
    values = [];
    bytes = 0;
    return statement;
  };
  for (const row of rows) {
    const names = Object.keys(row)
      .map((column) => `"${column}"`)
      .join(", ");
    const next = `INSERT OR IGNORE INTO "${table}" (${names}) VALUES\n`;
    const value = `(${Object.values(row).map(literal).join(", ")})`;
    if (values.length > 0 && (next !== head || bytes + value.length > STATEMENT_BYTES)) yield flush();
    head = next;
    values.push(value);
    bytes += Buffer.byteLength(value);
  }
  if (values.length > 0) yield flush();
}
