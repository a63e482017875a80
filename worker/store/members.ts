/** People in their class, in D1. */
import type { BatchItem } from "drizzle-orm/batch";
import { and, asc, eq, isNotNull, isNull, ne, or, sql, type SQL } from "drizzle-orm";
import type { Member, Role, Status } from "../../protocol/index.ts";
import { auditStatement, somethingChanged, type Act } from "./audit.ts";
import type { Permit } from "./permit.ts";
import type { Db, MemberRow } from "./db.ts";
import { forgetDevicesWithoutClass } from "./push-devices.ts";
import { channels, members, memberships, workspaces } from "./schema.ts";
import { memberColumns, type MembershipContext } from "./membership-context.ts";

/** A member's row without the picture's bytes. */
export type MemberView = MembershipContext["member"];

/** The person as everybody in the class may see them. */
export function toMember(row: MemberView | MemberRow): Member {
  const now = Date.now();
  const { id, handle, name, role, pronouns, bio, pictureAt, status, dndUntil, leftAt, userNo, bot, joinedAt, meta } =
    row;
  // They closed their account: what they wrote stays, and says no more who that was.
  if (meta?.["former"] === true)
    return {
      ...{ id, handle: "former.member", name: "Former member", role: "student", joinedAt },
      left: true,
      former: true,
    };
  return {
    id,
    handle,
    name,
    // What a bot may is its scope; for people it is of no role.
    role: bot === null ? role : "student",
    ...(pronouns !== null && { pronouns }),
    ...(bio !== null && { bio }),
    ...(pictureAt !== null && { picture: `/api/pictures/${id}/${pictureAt}` }),
    ...(status !== null && (status.until ?? Infinity) > now && { status }),
    ...(dndUntil !== null && dndUntil > now && { dndUntil }),
    ...(leftAt !== null && { left: true }),
    ...(bot !== null ? { bot: true } : userNo === null && { imported: true }),
    ...(typeof meta?.["claimedBy"] === "string" && { claimedBy: meta["claimedBy"] }),
    ...(meta?.["played"] === true && { played: true }),
    ...(meta?.["visitor"] === true && { visitor: true }),
    joinedAt,
  };
}

/** Everybody who is here, by name. Those whom an import brought have never been here; programs are no people. */
export async function listMembers(db: Db, workspaceNo: number): Promise<MemberView[]> {
  const here = and(
    eq(members.workspaceNo, workspaceNo),
    isNotNull(members.userNo),
    isNull(members.leftAt),
    isNull(members.bot),
  );
  return db.select(memberColumns).from(members).where(here).orderBy(asc(members.name));
}

/**
 * Of this class, where the people are found by something else. The plus keeps the index by class out of it: with a list of ids
 * SQLite would take that one, and read the whole class.
 */
export const checkedIn = (workspaceNo: number) => sql`+${members.workspaceNo} = ${workspaceNo}`;

/** Those of the ids that are of this class, whether they are still here or not. */
export async function membersById(db: Db, workspaceNo: number, ids: string[]): Promise<MemberView[]> {
  // One parameter, however many there are: D1 takes 100.
  const those = and(
    checkedIn(workspaceNo),
    sql`${members.id} in (select value from json_each(${JSON.stringify(ids)}))`,
  );
  return db.select(memberColumns).from(members).where(those);
}

/** Undefined for who is not of this class. Who has left it is found: they may be kept from coming back as what they were. */
export async function findMember(db: Db, workspaceNo: number, id: string): Promise<MemberView | undefined> {
  const one = and(eq(members.workspaceNo, workspaceNo), eq(members.id, id));
  return db.select(memberColumns).from(members).where(one).get();
}

/** Of one account in one class, whether they are still here or not. */
export async function memberByUser(db: Db, userNo: number, workspaceId: string): Promise<MemberView | undefined> {
  return db
    .select(memberColumns)
    .from(members)
    .innerJoin(workspaces, eq(workspaces.no, members.workspaceNo))
    .where(and(eq(members.userNo, userNo), eq(workspaces.id, workspaceId)))
    .get();
}

export interface ProfileChange {
  name?: string | undefined;
  pronouns?: string | undefined;
  bio?: string | undefined;
  /** What the row says of it (files/profile-picture.ts); null goes back to the tile. */
  picture?: string | null | undefined;
  status?: Status | null | undefined;
  dndUntil?: number | null | undefined;
}

/** What is left out stays; an empty text takes the field away. */
export async function editProfile(
  db: Db,
  { member }: Permit<"editOwnProfile">,
  change: ProfileChange,
  now: number,
): Promise<MemberView> {
  const { name, pronouns, bio, picture, status, dndUntil } = change;
  const set = {
    ...(name !== undefined && { name }),
    ...(pronouns !== undefined && { pronouns: pronouns || null }),
    ...(bio !== undefined && { bio: bio || null }),
    ...(status !== undefined && { status }),
    ...(dndUntil !== undefined && { dndUntil }),
    ...(picture !== undefined && { pictureAt: picture === null ? null : now }),
  };
  const bytes = picture === undefined ? {} : { picture };
  if (Object.keys(set).length > 0)
    await db
      .update(members)
      .set({ ...set, ...bytes })
      .where(eq(members.no, member.no));
  return { ...member, ...set };
}

/** False where the class would be left without an owner. @param also statements of what follows from a role */
export async function setRole(
  db: Db,
  permit: Permit<"changeRole">,
  { no: memberNo, role: before }: Pick<MemberRow, "no" | "role">,
  role: Role,
  also: (now: number) => readonly BatchItem<"sqlite">[] = () => [],
): Promise<boolean> {
  const { workspace } = permit;
  const now = Date.now();
  const act: Act = { act: "roleChanged", subject: memberNo, details: { from: before, to: role } };
  const [changed] = await db.batch([
    db
      .update(members)
      .set({ role })
      .where(
        and(
          eq(members.no, memberNo),
          or(ne(members.role, "owner"), role === "owner" ? sql`1` : otherOwner(workspace.no, memberNo)),
        ),
      )
      .returning({ no: members.no }),
    auditStatement(db, permit, act, now, before === role ? sql`0` : somethingChanged),
    ...also(now),
  ]);
  return changed.length > 0;
}

export async function hasOtherOwner(db: Db, workspaceNo: number, memberNo: number): Promise<boolean> {
  return (await db.get<{ found: number }>(sql`select ${otherOwner(workspaceNo, memberNo)} as found`))?.found === 1;
}

const otherOwner = (workspaceNo: number, memberNo: number) => sql`exists (select 1 from members other
  where other.workspace_no = ${workspaceNo} and other.role = 'owner' and other.left_at is null and other.user_no is not null
    and other.no <> ${memberNo})`;

/** Public ids of the channels that somebody is in, direct messages included. Their threads hear of it from them. */
export async function channelIdsOf(db: Db, memberNo: number): Promise<string[]> {
  const rows = await db
    .select({ id: channels.id })
    .from(memberships)
    .innerJoin(channels, eq(channels.no, memberships.channelNo))
    .where(and(eq(memberships.memberNo, memberNo), isNull(memberships.activeAt), ne(channels.kind, "thread")));
  return rows.map(({ id }) => id);
}

/** Who an account is in its classes: public ids. */
export async function membersOfUser(db: Db, userNo: number): Promise<{ workspace: string; member: string }[]> {
  return db
    .select({ workspace: workspaces.id, member: members.id })
    .from(members)
    .innerJoin(workspaces, eq(workspaces.no, members.workspaceNo))
    .where(and(eq(members.userNo, userNo), isNull(members.leftAt)));
}

/** Where an account is: its classes, and the channels there. */
export async function placesOf(db: Db, userNo: number): Promise<{ workspaceId: string; channelIds: string[] }[]> {
  const rows = await db
    .select({ workspaceId: workspaces.id, channelId: channels.id })
    .from(members)
    .innerJoin(workspaces, eq(workspaces.no, members.workspaceNo))
    .leftJoin(memberships, and(eq(memberships.memberNo, members.no), isNull(memberships.activeAt)))
    .leftJoin(channels, and(eq(channels.no, memberships.channelNo), ne(channels.kind, "thread")))
    .where(and(eq(members.userNo, userNo), isNull(members.leftAt)));
  const places = new Map<string, string[]>();
  for (const { workspaceId, channelId } of rows) {
    const channelIds = places.get(workspaceId) ?? [];
    places.set(workspaceId, channelId === null ? channelIds : [...channelIds, channelId]);
  }
  return [...places].map(([workspaceId, channelIds]) => ({ workspaceId, channelIds }));
}

/** Takes oneself out of the class. False where it would be left without an owner: of two owners who go at once, one stays. */
export function leaveWorkspace(db: Db, { member, workspace }: Permit<"leaveWorkspace">, now: number): Promise<boolean> {
  const onlyIf = or(ne(members.role, "owner"), otherOwner(workspace.no, member.no));
  return takeOut(db, member.no, now, { onlyIf, out: LEFT_BY_THEMSELVES });
}

/** Where they were stays known for a week (coming-back.ts). */
export const LEFT_BY_THEMSELVES = "by themselves";

/** Takes somebody out, or makes somebody who left a student: that is what they come back as. */
export async function removeMember(
  db: Db,
  permit: Permit<"removeMember">,
  memberNo: number,
  now: number,
): Promise<void> {
  await db.batch([
    ...takeOutStatements(db, memberNo, now, { role: "student" }),
    auditStatement(db, permit, { act: "memberRemoved", subject: memberNo }, now),
  ]);
}

/** Channels and followed threads: each has an index of its own by member, so a query by member goes through one of them. */
const KINDS = [isNull(memberships.activeAt), isNotNull(memberships.activeAt)] as const;

const inRoom = sql`exists (select 1 from channels c where c.no = ${memberships.channelNo} and c.kind not in ('dm', 'group'))`;

/**
 * Direct messages keep their two members: the other one still reads whom they talked with, and who comes back finds them.
 * They open to nobody who has left the class.
 */
async function takeOut(
  db: Db,
  memberNo: number,
  now: number,
  how: { role?: Role; onlyIf?: SQL | undefined; out?: typeof LEFT_BY_THEMSELVES },
): Promise<boolean> {
  const [taken] = await db.batch(takeOutStatements(db, memberNo, now, how));
  return taken.length > 0;
}

const theirRooms = (memberNo: number) =>
  sql`(select json_group_array(s.channel_no) from memberships s join channels c on c.no = s.channel_no
    where s.member_no = ${memberNo} and s.active_at is null and c.kind in ('public', 'private'))`;

/** For a batch: out of the class, and of its channels where that was so. */
export function takeOutStatements(
  db: Db,
  memberNo: number,
  now: number,
  { role, onlyIf, out }: { role?: Role; onlyIf?: SQL | undefined; out?: typeof LEFT_BY_THEMSELVES },
) {
  const isOut = sql`exists (select 1 from members gone where gone.no = ${memberNo} and gone.left_at is not null)`;
  return [
    db
      .update(members)
      .set({
        leftAt: sql`coalesce(${members.leftAt}, ${now})`,
        meta: out
          ? sql`json_set(coalesce(${members.meta}, '{}'), '$.out', json_object('at', ${now}, 'channels', json(${theirRooms(memberNo)})))`
          : sql`json_remove(${members.meta}, '$.out')`,
        ...(role && { role }),
      })
      .where(and(eq(members.no, memberNo), onlyIf))
      .returning({ no: members.no }),
    ...KINDS.map((kind) => db.delete(memberships).where(and(eq(memberships.memberNo, memberNo), kind, inRoom, isOut))),
    forgetDevicesWithoutClass(db, memberNo),
  ] as const;
}

/** A guest's account ends with its session. Those whose week is over have left; at most `max` of them at once. */
export async function takeOutGuests(db: Db, workspaceNo: number, cameBefore: number, max: number): Promise<void> {
  const over = sql`(select m.no from members m join users u on u.no = m.user_no
    where m.workspace_no = ${workspaceNo} and m.role = 'guest' and m.left_at is null and m.joined_at < ${cameBefore} and u.guest = 1
    limit ${max})`;
  const gone = await db
    .update(members)
    .set({ leftAt: Date.now() })
    .where(sql`${members.no} in ${over}`)
    .returning({ no: members.no });
  if (gone.length === 0) return;
  const nos = JSON.stringify(gone.map(({ no }) => no));
  const theirs = sql`${memberships.memberNo} in (select value from json_each(${nos}))`;
  for (const kind of KINDS) await db.delete(memberships).where(and(theirs, kind, inRoom));
}

/** What the row says of the picture, where this is its current version, and the class under which it is kept. */
export async function pictureOf(
  db: Db,
  memberId: string,
  version: number,
): Promise<{ picture: string; workspace: string } | undefined> {
  const row = await db
    .select({ picture: members.picture, workspace: workspaces.id })
    .from(members)
    .innerJoin(workspaces, eq(workspaces.no, members.workspaceNo))
    .where(and(eq(members.id, memberId), eq(members.pictureAt, version)))
    .get();
  return row?.picture ? { picture: row.picture, workspace: row.workspace } : undefined;
}
