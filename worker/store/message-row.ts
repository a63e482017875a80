/**
 * The columns of a message, once. `messages` in schema.ts names them; the room's log has the same ones, and every INSERT, UPDATE and
 * SELECT of either, the JSON that SQLite writes, and what is made of a row again follow from there. A message's place is `seq` in the log
 * and part of `key` in D1 (message-key.ts), so it is no column here.
 */
import { getTableColumns, type Column } from "drizzle-orm";
import type { Message } from "../../protocol/index.ts";
import { messages } from "./schema.ts";

/** A message with the part of it that readers are not told, JSON. */
export type StoredMessage = Message & { sealed?: string };

type Field = Exclude<keyof StoredMessage, "seq">;
type Columns = Omit<(typeof messages)["_"]["columns"], "key">;
/** What SQLite gives: JSON is text. */
type ValueOf<C extends Column> =
  (C["_"]["dataType"] extends "json" ? string : C["_"]["data"]) | (C["_"]["notNull"] extends true ? never : null);
export type MessageRow = { [K in keyof Columns as Columns[K]["_"]["name"]]: ValueOf<Columns[K]> };

const { key: _key, ...columns } = getTableColumns(messages);
/** A field of a message without a column, or a column without a field, does not compile. */
const BY_FIELD: Record<Field, Column> & Record<Exclude<keyof Columns, Field>, never> = columns;
/** Who wrote what when, and under which id, is never changed. */
const NEVER_CHANGED: ReadonlySet<string> = new Set<Field>(["id", "author", "at"]);

const FIELDS = Object.entries(BY_FIELD).map(([field, column]) => ({
  field: field as Field,
  name: column.name as keyof MessageRow,
  type: column.getSQLType(),
  isJson: column.dataType === "json",
  isOptional: !column.notNull,
}));
const CHANGED = FIELDS.filter(({ field }) => !NEVER_CHANGED.has(field));
/** Of the message itself: private state has a way of its own. */
const PUBLIC = FIELDS.filter(({ field }) => field !== "sealed");

/** For INSERT and SELECT; values in the same order from `valuesOf`. */
export const COLUMNS = FIELDS.map(({ name }) => name).join(", ");
/** `?` for each. */
export const PLACEHOLDERS = FIELDS.map(() => "?").join(", ");
/** What an UPDATE sets; values from `changedValuesOf`. */
export const CHANGES = CHANGED.map(({ name }) => `${name} = ?`).join(", ");
/** What an upsert sets, from the row that it did not insert. */
export const EXCLUDED = CHANGED.map(({ name }) => `${name} = excluded.${name}`).join(", ");
/** The columns from JSON of a stored message, `value`. */
export const FROM_JSON = FIELDS.map(({ field }) => `json_extract(value, '$.${field}')`).join(", ");

/** What stands between the brackets of CREATE TABLE, but for the column that is the table's key. */
export const definitionsBut = (key: keyof MessageRow): string =>
  FIELDS.filter(({ name }) => name !== key)
    .map(({ name, type, isOptional }) => `${name} ${type}${isOptional ? "" : " NOT NULL"}`)
    .join(", ");

/** Columns of the table `alias`, with `key`, for `messageOf`: what readers are told, and no more. */
export const publicColumns = (alias: string): string =>
  [`${alias}.key`, ...PUBLIC.map(({ name }) => `${alias}.${name}`), "NULL AS sealed"].join(", ");

/**
 * SQL of a message's JSON as readers get it: JSON columns are put in as they stand, and what is null is left out.
 * @param seq SQL of its place, a number
 */
export const jsonInSql = (seq: string): string => {
  const parts = PUBLIC.map(({ field, name, type, isJson, isOptional }) => {
    const value = `',"${field}":' || ${type === "text" && !isJson ? `json_quote(${name})` : name}`;
    return isOptional ? `iif(${name} IS NULL, '', ${value})` : value;
  });
  return `'{"seq":' || ${seq} || ${parts.join(" || ")} || '}'`;
};

type Values = (string | number | null)[];
const valueIn = (message: Message, sealed: string | undefined, field: Field, isJson: boolean) => {
  const value = field === "sealed" ? sealed : message[field];
  if (value === undefined) return null;
  return isJson && typeof value === "object" ? JSON.stringify(value) : (value as string | number);
};
const valuesFor =
  (some: typeof FIELDS) =>
  (message: Message, sealed: string | undefined): Values =>
    some.map(({ field, isJson }) => valueIn(message, sealed, field, isJson));

/** @param sealed JSON of what readers are not told */
export const valuesOf = valuesFor(FIELDS);
export const changedValuesOf = valuesFor(CHANGED);

/** The row that an INSERT of the message makes. */
export function rowWith(message: Message, sealed: string | undefined): MessageRow {
  const values = FIELDS.map(({ field, name, isJson }) => [name, valueIn(message, sealed, field, isJson)]);
  // A column without a field does not compile (BY_FIELD).
  return Object.fromEntries(values) as unknown as MessageRow;
}
/** Values of a row, for INSERT. */
export const valuesIn = (row: MessageRow): Values => FIELDS.map(({ name }) => row[name]);

/** The message that a row holds, without what readers are not told. */
export function messageOf(row: MessageRow, seq: number): Message {
  const message: Record<string, unknown> = { seq };
  for (const { field, name, isJson } of PUBLIC) {
    const value = row[name];
    if (value !== null) message[field] = isJson ? JSON.parse(String(value)) : value;
  }
  // The columns are named by the fields of a message, and nothing else writes the table.
  return message as unknown as Message;
}

export function storedMessageOf(row: MessageRow, seq: number): StoredMessage {
  const message = messageOf(row, seq);
  return row.sealed === null ? message : { ...message, sealed: row.sealed };
}
