/**
 * What a backup of a class reads: every table that has something of it, as the schema says, so that a new one is in it with the others.
 * A page at a time, by keys, so that each costs the same. Children before what they point at: whatever a row names was there when the
 * row was read, and is read after it.
 */
import { getTableColumns, getTableName, is } from "drizzle-orm";
import { getTableConfig, SQLiteTable, type SQLiteColumn } from "drizzle-orm/sqlite-core";
import { keyOf, KEYS_PER_CHANNEL } from "./message-key.ts";
import * as schema from "./schema.ts";

/** Tables of which nothing is kept, and why: a restored class makes them anew. */
export const NOT_BACKED_UP: Readonly<Record<string, string>> = {
  guest_counts: "counts of a day",
  kept_answers: "answers to requests that may be repeated within a day",
  command_calls: "what a bot may answer for some minutes",
  phone_sign_ins: "ways in that last for minutes",
  sign_in_links: "ways in that are used once: a link that was used must not work again",
  known_devices: "of sessions that are not kept either",
};
/** Of these, rows of the class that are not kept: whoever signed out since the backup must not be signed in again by it. */
const ONLY: Readonly<Record<string, string>> = { sessions: "kind = 'token'" };
/** What others point at, in the order in which it is read: last. */
const LAST = [
  "memberships",
  "emoji",
  "invitations",
  "widgets",
  "widget_keys",
  "channels",
  "members",
  "users",
  "workspaces",
];

const CHANNELS = "SELECT no FROM channels WHERE workspace_no = ?1";
const MEMBERS = "SELECT no FROM members WHERE workspace_no = ?1";
const USERS = "SELECT user_no AS no FROM members WHERE workspace_no = ?1 AND user_no IS NOT NULL";

/** How the rows of a class are found in a table: all by one condition, by the numbers of what they belong to, or by channel and place. */
type Scope = { where: string } | { owners: string; column: string } | "messages";
export interface BackedUpTable {
  name: string;
  scope: Scope;
  key: string[];
}

function scopeOf(name: string, columns: Record<string, SQLiteColumn>): Scope {
  if (name === "messages") return "messages";
  if (name === "workspaces") return { where: "no = ?1" };
  if (name === "users") return { where: `no IN (${USERS})` };
  if (name === "erasures") return { where: `(of = 'class' AND no = ?1) OR (of = 'account' AND no IN (${USERS}))` };
  if ("workspaceNo" in columns) return { where: "workspace_no = ?1" };
  if ("channelNo" in columns) return { owners: CHANNELS, column: "channel_no" };
  if ("memberNo" in columns) return { owners: MEMBERS, column: "member_no" };
  if ("userNo" in columns) return { owners: USERS, column: "user_no" };
  throw new Error(`a backup does not know whose the rows of ${name} are`);
}

/** In the order in which they are read; they are brought back in the other one. */
export const BACKED_UP: () => readonly BackedUpTable[] = once(() =>
  Object.values(schema as Record<string, unknown>)
    .flatMap((table) => {
      if (!is(table, SQLiteTable) || getTableName(table) in NOT_BACKED_UP) return [];
      const name = getTableName(table);
      const columns = getTableColumns(table);
      const whole =
        getTableConfig(table).primaryKeys[0]?.columns ?? Object.values(columns).filter(({ primary }) => primary);
      return [{ name, scope: scopeOf(name, columns), key: whole.map((column) => column.name) }];
    })
    .sort((a, b) => LAST.indexOf(a.name) - LAST.indexOf(b.name)),
);

/** Where reading goes on: behind this row of a table, or behind this number of what its rows belong to. */
export interface Cursor {
  table: number;
  after: (string | number)[];
}
export const BEGINNING: Cursor = { table: 0, after: [] };

export type BackupRow = Record<string, string | number | null>;
export interface RowPage {
  table: string;
  rows: BackupRow[];
  /** Null: that was all of the class. */
  next: Cursor | null;
}

const ROWS_AT_ONCE = 1_000;
const OWNERS_AT_ONCE = 100;
/** Channels whose messages are asked for in one round trip. */
const CHANNELS_AT_ONCE = 20;

/** The rows that come next, which may be none. */
export async function readPage(d1: D1Database, workspaceNo: number, { table: at, after }: Cursor): Promise<RowPage> {
  const table = BACKED_UP()[at];
  if (!table) return { table: "", rows: [], next: null };
  const read = table.scope === "messages" ? messagesAfter : "owners" in table.scope ? ofOwnersAfter : byKeyAfter;
  const { rows, more } = await read(d1, table, workspaceNo, after);
  const isLast = at + 1 >= BACKED_UP().length;
  return {
    table: table.name,
    rows,
    next: more ? { table: at, after: more } : isLast ? null : { table: at + 1, after: [] },
  };
}

const CLASSES = `SELECT no AS workspaceNo, id AS workspaceId, name AS workspaceName FROM workspaces`;
interface ClassRow {
  workspaceNo: number;
  workspaceId: string;
  workspaceName: string;
}
/** The class with the next number; 0: the first. */
export async function classAfter(d1: D1Database, no: number): Promise<ClassRow | null> {
  return d1.prepare(`${CLASSES} WHERE no > ? ORDER BY no LIMIT 1`).bind(no).first<ClassRow>();
}
/** All that there are, for who has the bucket and nothing else. */
export async function allClasses(d1: D1Database): Promise<{ id: string; name: string }[]> {
  return (await d1.prepare(`SELECT id, name FROM workspaces ORDER BY no`).all<{ id: string; name: string }>()).results;
}

type Read = (
  d1: D1Database,
  table: BackedUpTable,
  workspaceNo: number,
  after: (string | number)[],
) => Promise<{ rows: BackupRow[]; more: (string | number)[] | null }>;

const byKeyAfter: Read = async (d1, { name, scope, key }, workspaceNo, after) => {
  const { where } = scope as { where: string };
  const behind = after.length > 0 ? ` AND (${key.join(", ")}) > (${after.map((_, i) => `?${i + 2}`).join(", ")})` : "";
  const { results: rows } = await d1
    .prepare(`SELECT * FROM ${name} WHERE (${where})${behind} ORDER BY ${key.join(", ")} LIMIT ${ROWS_AT_ONCE}`)
    .bind(workspaceNo, ...after)
    .all<BackupRow>();
  const last = rows.at(-1);
  return { rows, more: last && rows.length === ROWS_AT_ONCE ? key.map((column) => last[column] ?? 0) : null };
};

const ofOwnersAfter: Read = async (d1, { name, scope }, workspaceNo, [after = 0]) => {
  const { owners, column } = scope as { owners: string; column: string };
  const some = `SELECT no FROM (${owners}) WHERE no > ?2 ORDER BY no LIMIT ${OWNERS_AT_ONCE}`;
  const only = ONLY[name] === undefined ? "" : ` AND ${ONLY[name]}`;
  const [found, last] = await d1.batch<BackupRow>([
    d1.prepare(`SELECT * FROM ${name} WHERE ${column} IN (${some})${only}`).bind(workspaceNo, after),
    d1.prepare(`SELECT max(no) AS no, count(*) AS count FROM (${some})`).bind(workspaceNo, after),
  ]);
  const [{ no = null, count = 0 } = {}] = last?.results ?? [];
  return { rows: found?.results ?? [], more: no !== null && count === OWNERS_AT_ONCE ? [no] : null };
};

// How far each channel goes is asked first: one row each, and a round trip then takes a page of a large one or many small ones whole.
const LAST_KEY = `coalesce((SELECT max(m.key) FROM messages m WHERE m.key BETWEEN c.no * ${KEYS_PER_CHANNEL}
  AND c.no * ${KEYS_PER_CHANNEL} + ${KEYS_PER_CHANNEL - 1}), 0)`;

/** `after`: the channel that comes next, and the key in it behind which it goes on. */
const messagesAfter: Read = async (d1, { name }, workspaceNo, [from = 0, after = 0]) => {
  const asked = d1.prepare(
    `SELECT c.no, ${LAST_KEY} AS last FROM channels c WHERE c.workspace_no = ?1 AND c.no >= ?2 ORDER BY c.no LIMIT ${CHANNELS_AT_ONCE}`,
  );
  const { results: channels } = await asked.bind(workspaceNo, from).all<{ no: number; last: number }>();
  const stretches: { first: number; last: number }[] = [];
  let more: (string | number)[] | null =
    channels.length < CHANNELS_AT_ONCE ? null : [(channels.at(-1)?.no ?? 0) + 1, 0];
  let room = ROWS_AT_ONCE;
  for (const { no, last } of channels) {
    const first = no === from && Number(after) > 0 ? Number(after) : keyOf(no, 0);
    if (last <= first) continue;
    if (last - first > room && stretches.length > 0) {
      more = [no, first];
      break;
    }
    const to = Math.min(last, first + room);
    stretches.push({ first, last: to });
    room -= to - first;
    if (to === last) continue;
    more = [no, to];
    break;
  }
  if (stretches.length === 0) return { rows: [], more };
  const page = d1.prepare(`SELECT * FROM ${name} WHERE key > ? AND key <= ? ORDER BY key`);
  const found = await d1.batch<BackupRow>(stretches.map(({ first, last }) => page.bind(first, last)));
  return { rows: found.flatMap(({ results }) => results), more };
};

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
