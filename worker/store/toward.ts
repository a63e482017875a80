/** How one person stands to another whom they would write to: the rows that access.ts decides on. */
import { sql, type SQL } from "drizzle-orm";
import type { Toward } from "../access.ts";
import type { Db } from "./db.ts";
import { raw } from "./raw.ts";

/** JSON of a `Toward`: from the member numbered `me` to the row `o` of members. */
const towardOther = (me: string) => `json_object(
  'blocks', exists (select 1 from blocks b where b.member_no = ${me} and b.blocked_no = o.no),
  'blocked', exists (select 1 from blocks b where b.member_no = o.no and b.blocked_no = ${me}),
  'gone', o.left_at is not null or o.user_no is null,
  'directFrom', json_extract(o.meta, '$.settings.directFrom'))`;

/** For hot statements: the other one in the direct message numbered `channelNo`, as seen by `me`. Null for notes to oneself. */
export const towardInDirect = (me: string, channelNo: string) => `(select ${towardOther(me)}
  from memberships inside join members o on o.no = inside.member_no
  where inside.channel_no = ${channelNo} and o.no <> ${me} limit 1)`;

export function toToward(json: string | null): Toward | null {
  if (json === null) return null;
  const { blocks, blocked, gone, directFrom } = JSON.parse(json) as Record<string, unknown>;
  return {
    blocks: blocks === 1,
    blocked: blocked === 1,
    gone: gone === 1,
    directFrom: directFrom === "staff" ? "staff" : "everyone",
  };
}

/** Toward each of these members, in no order; those that are not there are left out. */
export async function towardThese(db: Db, memberNo: number, others: number[]): Promise<Toward[]> {
  const rows = await raw<{ toward: string }>(
    db,
    sql`select ${sql.raw(towardOther("me.no"))} as toward from members me, members o
      where me.no = ${memberNo} and o.no in (select value from json_each(${JSON.stringify(others)})) and o.no <> me.no`,
  );
  return rows.flatMap(({ toward }) => toToward(toward) ?? []);
}

export interface DirectSide {
  channelId: string;
  /** Public member id. */
  member: string;
  role: "owner" | "teacher" | "ta" | "student" | "guest";
  toward: Toward | null;
}

/** Both sides of the direct messages of a member: with `other` alone where one is named. Their own notes are left out. */
export async function directSides(db: Db, memberNo: number, other?: number): Promise<DirectSide[]> {
  const withWhom: SQL =
    other === undefined
      ? sql``
      : sql`and exists (select 1 from memberships theirs where theirs.channel_no = c.no and theirs.member_no = ${other})`;
  const rows = await raw<Omit<DirectSide, "toward"> & { toward: string | null }>(
    db,
    sql`select c.id as channelId, side.id as member, side.role, ${sql.raw(towardInDirect("side.no", "c.no"))} as toward
      from memberships mine
      join channels c on c.no = mine.channel_no and c.kind = 'dm'
      join memberships s on s.channel_no = c.no
      join members side on side.no = s.member_no
      where mine.member_no = ${memberNo} ${withWhom}`,
  );
  return rows.flatMap((row) => (row.toward === null ? [] : { ...row, toward: toToward(row.toward) }));
}
