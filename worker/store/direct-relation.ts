/** How one person stands to another whom they would write to: the rows that access.ts decides on. */
import { sql, type SQL } from "drizzle-orm";
import { settingsOf, type Role } from "../../protocol/index.ts";
import { closedBy, isStaff, type DirectRelation } from "../../protocol/permissions.ts";
import type { Db, MemberRow } from "./db.ts";
import { raw } from "./raw.ts";

/** JSON of a `DirectRelation`: from the member numbered `me` to the row `o` of members. */
const relationToOther = (me: string) => `json_object(
  'blocks', exists (select 1 from blocks b where b.member_no = ${me} and b.blocked_no = o.no),
  'blocked', exists (select 1 from blocks b where b.member_no = o.no and b.blocked_no = ${me}),
  'gone', o.left_at is not null or o.user_no is null or o.bot is not null
    or json_extract(o.meta, '$.visitor') is not null,
  'directFrom', json_extract(o.meta, '$.settings.directFrom'))`;

/** For hot statements: the other one in the direct message numbered `channelNo`, as seen by `me`. Null for notes to oneself. */
export const relationInDirect = (me: string, channelNo: string) => `(select ${relationToOther(me)}
  from memberships inside join members o on o.no = inside.member_no
  where inside.channel_no = ${channelNo} and o.no <> ${me} limit 1)`;

export function toDirectRelation(json: string | null): DirectRelation | null {
  if (json === null) return null;
  const { blocks, blocked, gone, directFrom } = JSON.parse(json) as Record<string, unknown>;
  return {
    blocks: blocks === 1,
    blocked: blocked === 1,
    gone: gone === 1,
    directFrom: directFrom === "staff" ? "staff" : "everyone",
  };
}

/** How each of these members stands to me, in no order; those that are not there are left out. */
export async function relationsToThese(db: Db, memberNo: number, others: number[]): Promise<DirectRelation[]> {
  const rows = await raw<{ relation: string }>(
    db,
    sql`select ${sql.raw(relationToOther("me.no"))} as relation from members me, members o
      where me.no = ${memberNo} and o.no in (select value from json_each(${JSON.stringify(others)})) and o.no <> me.no`,
  );
  return rows.flatMap(({ relation }) => toDirectRelation(relation) ?? []);
}

/** Does `no` take direct messages of the member `memberNo`, as far as it is `no`'s to say? */
export async function takesFrom(db: Db, no: number, memberNo: number, role: Role): Promise<boolean> {
  const [relation] = await relationsToThese(db, memberNo, [no]);
  return relation === undefined || closedBy({ ...relation, blocks: false }, role) === null;
}

type Viewed = Pick<MemberRow, "id" | "no" | "meta">;

/**
 * Ids of those of these people who take no direct messages of this member: because they take them of the teaching team alone, or
 * because they blocked this member, which is told to nobody.
 * @param blockers all who blocked this member
 */
export function takingNone(
  { no, role }: Pick<MemberRow, "no" | "role">,
  people: readonly Viewed[],
  blockers: readonly { id: string }[],
): string[] {
  const isClosed = (one: Viewed) =>
    !isStaff(role) && one.no !== no && settingsOf(one.meta?.["settings"]).directFrom === "staff";
  return [...new Set([...blockers, ...people.filter(isClosed)].map(({ id }) => id))];
}

/** Ids of the members whose directs open or close when the member `memberNo` joins or leaves the teaching team. */
export async function takingStaffOnly(db: Db, memberNo: number): Promise<string[]> {
  const rows = await raw<{ id: string }>(
    db,
    sql`select o.id from members me join members o on o.workspace_no = me.workspace_no and o.user_no is not null
      where me.no = ${memberNo} and o.no <> me.no and o.left_at is null and json_extract(o.meta, '$.settings.directFrom') = 'staff'
        and not exists (select 1 from blocks b where b.member_no = o.no and b.blocked_no = me.no)`,
  );
  return rows.map(({ id }) => id);
}

/** Ids of those outside the teaching team for whom the member `memberNo` takes direct messages of the team alone, or of everyone. */
export async function othersThanStaff(db: Db, memberNo: number): Promise<string[]> {
  const rows = await raw<{ id: string }>(
    db,
    sql`select o.id from members me join members o on o.workspace_no = me.workspace_no and o.user_no is not null
      where me.no = ${memberNo} and o.no <> me.no and o.left_at is null and o.role in ('student', 'guest')
        and not exists (select 1 from blocks b where b.member_no = me.no and b.blocked_no = o.no)`,
  );
  return rows.map(({ id }) => id);
}

export interface DirectSide {
  channelId: string;
  /** Public member id. */
  member: string;
  role: Role;
  relation: DirectRelation | null;
}

/** Both sides of the direct messages of a member: with `other` alone where one is named. Their own notes are left out. */
export async function directSides(db: Db, memberNo: number, other?: number): Promise<DirectSide[]> {
  const withWhom: SQL =
    other === undefined
      ? sql``
      : sql`and exists (select 1 from memberships theirs where theirs.channel_no = c.no and theirs.member_no = ${other})`;
  const rows = await raw<Omit<DirectSide, "relation"> & { relation: string | null }>(
    db,
    sql`select c.id as channelId, side.id as member, side.role, ${sql.raw(relationInDirect("side.no", "c.no"))} as relation
      from memberships mine
      join channels c on c.no = mine.channel_no and c.kind = 'dm'
      join memberships s on s.channel_no = c.no
      join members side on side.no = s.member_no
      where mine.member_no = ${memberNo} and mine.active_at is null ${withWhom}`,
  );
  return rows.flatMap((row) => (row.relation === null ? [] : { ...row, relation: toDirectRelation(row.relation) }));
}
