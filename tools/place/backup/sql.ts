/** A backup as SQL, for a database that is reached by wrangler alone. */
import type { Row } from "./read.ts";

/** What a person has beside their classes: a backup of another class of theirs may have brought it. */
export const IGNORED_WHERE_THERE: ReadonlySet<string> = new Set([
  ...["users", "passkeys", "sessions", "push_devices", "recovery_codes", "erasures"],
]);

/** Of a statement, about: D1 takes 100,000 bytes. */
const STATEMENT_BYTES = 60_000;

const literal = (value: string | number | null): string => {
  if (value === null) return "NULL";
  return typeof value === "number" ? String(value) : `'${value.replaceAll("'", "''")}'`;
};

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
