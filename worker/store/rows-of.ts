/**
 * The rows that a class or a person has, table by table, as the schema says: a table that has a class, channel, member or account in it
 * is found by that, so that a new one is taken out with the others.
 */
import { getTableColumns, getTableName, is, sql, type SQL } from "drizzle-orm";
import { SQLiteTable, type SQLiteColumn } from "drizzle-orm/sqlite-core";
import type { Db } from "./db.ts";
import { raw } from "./raw.ts";
import * as schema from "./schema.ts";

type Whose = "workspaceNo" | "channelNo" | "memberNo" | "userNo";

interface Owned {
  name: string;
  columns: Record<string, SQLiteColumn>;
}
const owned = (): Owned[] =>
  Object.values(schema as Record<string, unknown>).flatMap((table) =>
    is(table, SQLiteTable) ? [{ name: getTableName(table), columns: getTableColumns(table) }] : [],
  );

/** What others point at goes last, in this order. */
const LAST = [
  "memberships",
  "emoji",
  "invitations",
  "sign_in_links",
  "channels",
  "members",
  "workspaces",
  "audit_entries",
];
/** These say themselves what becomes of them, or are found by a key of their own. */
const BY_THEMSELVES = new Set(["messages", "workspaces", "users", "erasures"]);

function tablesWith(whose: Whose): Owned[] {
  const place = ({ name }: Owned) => LAST.indexOf(name);
  return owned()
    .filter(({ name, columns }) => whose in columns && !BY_THEMSELVES.has(name))
    .sort((a, b) => place(a) - place(b));
}

const columnOf = ({ columns }: Owned, whose: Whose) => sql.identifier(columns[whose]!.name);
const remove = (db: Db, table: Owned, whose: Whose, which: SQL) =>
  raw(db, sql`delete from ${sql.identifier(table.name)} where ${columnOf(table, whose)} ${which}`);

/** Everything that points at a channel of the class and is not one of its messages. */
export const removeOfChannel = (db: Db, channelNo: number) =>
  tablesWith("channelNo")
    // What was done in it is a record of the class.
    .filter(({ name }) => name !== "audit_entries")
    .map((table) => remove(db, table, "channelNo", sql`= ${channelNo}`));

/** The rest of a class whose channels' rows are gone, itself included; what was done in it goes after it (see the triggers). */
export function removeOfClass(db: Db, workspaceNo: number) {
  const theirs = sql`in (select no from members where workspace_no = ${workspaceNo})`;
  const byMember = tablesWith("memberNo").filter(({ columns }) => !("workspaceNo" in columns));
  const byClass = tablesWith("workspaceNo").filter(({ name }) => name !== "audit_entries");
  return [
    ...byMember.map((table) => remove(db, table, "memberNo", theirs)),
    raw(db, sql`delete from blocks where blocked_no ${theirs}`),
    ...byClass.map((table) => remove(db, table, "workspaceNo", sql`= ${workspaceNo}`)),
    raw(db, sql`delete from workspaces where no = ${workspaceNo}`),
    raw(db, sql`delete from audit_entries where workspace_no = ${workspaceNo}`),
  ];
}

/** Records of what was done to somebody, and by whom: they name a number that nobody has any more. */
const RECORDS = new Set(["bans", "claims", "audit_entries"]);
/** What is the class's, though somebody's name is in it: addresses that post are members of their own. */
const OF_THE_CLASS = new Set(["incoming_hooks", "bot_commands"]);

/** What one member has of their own, but for what they wrote. A direct message keeps its two people: the other one still reads it. */
export function removeOfMember(db: Db, memberNo: number) {
  const isDirect = sql`channel_no in (select no from channels where kind in ('dm', 'group'))`;
  return [
    ...tablesWith("memberNo")
      .filter(({ name }) => !RECORDS.has(name) && !OF_THE_CLASS.has(name) && name !== "memberships")
      .map((table) => remove(db, table, "memberNo", sql`= ${memberNo}`)),
    raw(db, sql`delete from blocks where blocked_no = ${memberNo}`),
    // A report has the words that it is about, and those of whoever told it.
    raw(db, sql`delete from reports where about_no = ${memberNo} or reporter_no = ${memberNo}`),
    raw(db, sql`delete from invitations where used_by = (select id from members where no = ${memberNo})`),
    raw(db, sql`delete from memberships where member_no = ${memberNo} and not ${isDirect}`),
    raw(
      db,
      sql`update memberships set read_at = null, starred = 0, folder = null, meta = null where member_no = ${memberNo}`,
    ),
  ];
}

/** Ways in, devices and subscriptions of an account. Members of it stay, as nobody's. */
export const removeOfUser = (db: Db, userNo: number) => [
  raw(db, sql`update members set user_no = null where user_no = ${userNo}`),
  ...tablesWith("userNo")
    .filter(({ name }) => name !== "members")
    .map((table) => remove(db, table, "userNo", sql`= ${userNo}`)),
  raw(db, sql`delete from users where no = ${userNo}`),
];

/** What is told to nobody, not to its owner either: reading it would let somebody in, or says what others keep for themselves. */
const UNTOLD = /hash|salt|secret|material|^auth$|p256dh|endpoint|public_key|^asked$|^answer$|skeleton/u;
/** Of others: who reported or banned whom is told by the teaching team. */
const OF_OTHERS = new Set(["reports", "bans"]);

/** Table → rows about an account and its members, for its owner. */
export async function rowsAboutUser(db: Db, userNo: number): Promise<Record<string, Record<string, unknown>[]>> {
  const mine = sql`in (select no from members where user_no = ${userNo})`;
  const wanted = [
    ...tablesWith("userNo").map((table) => ({ table, where: sql`${columnOf(table, "userNo")} = ${userNo}` })),
    ...tablesWith("memberNo").map((table) => ({ table, where: sql`${columnOf(table, "memberNo")} ${mine}` })),
  ].filter(({ table }) => !OF_OTHERS.has(table.name));
  const tables: Record<string, Record<string, unknown>[]> = {};
  const select = (name: string, columns: Record<string, SQLiteColumn>, where: SQL) => {
    const told = Object.values(columns).flatMap(({ name: column }) =>
      UNTOLD.test(column) ? [] : [sql.identifier(column)],
    );
    return raw<Record<string, unknown>>(
      db,
      sql`select ${sql.join(told, sql`, `)} from ${sql.identifier(name)} where ${where}`,
    );
  };
  tables["users"] = await select("users", getTableColumns(schema.users), sql`no = ${userNo}`);
  for (const { table, where } of wanted)
    tables[table.name] = [...(tables[table.name] ?? []), ...(await select(table.name, table.columns, where))];
  return tables;
}
