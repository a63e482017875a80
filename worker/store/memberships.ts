/** Who is in which channel, and what each of them set for themselves there. */
import { and, asc, eq, isNull, or, sql, type SQL } from "drizzle-orm";
import type { MyChannel, Role, Scope } from "../../protocol/index.ts";
import type { Permit } from "./permit.ts";
import { newestSeq } from "./channel-views.ts";
import { auditStatement, somethingChanged, type Act } from "./audit.ts";
import type { Db } from "./db.ts";
import { checkedIn } from "./members.ts";
import { raw } from "./raw.ts";
import { members, memberships } from "./schema.ts";

export interface Person {
  no: number;
  id: string;
  role: Role;
  /** Null for somebody an import brought. */
  userNo: number | null;
  leftAt: number | null;
  /** Of a program. */
  bot: Scope | null;
  /** Of whoever an import brought: the member who was found to be them. */
  claimedBy: string | null;
}
const personColumns = {
  no: members.no,
  id: members.id,
  role: members.role,
  userNo: members.userNo,
  leftAt: members.leftAt,
  bot: members.bot,
  claimedBy: sql<string | null>`json_extract(${members.meta}, '$.claimedBy')`,
};

/** People of this workspace by their ids, those who left included; ids that name nobody are left out. */
export async function peopleById(db: Db, workspaceNo: number, ids: string[]): Promise<Person[]> {
  return db
    .select(personColumns)
    .from(members)
    .where(and(sql`${members.id} in (select value from json_each(${JSON.stringify(ids)}))`, checkedIn(workspaceNo)));
}

/**
 * Puts members `m` into channels `c`: a query to run alone or in a batch, which returns those who were not in it yet.
 * What was said before they came counts as read: nobody is greeted by ten thousand unread messages. `people` says how they are
 * found; that they are of the channel's class is asked of each.
 */
export function enter(db: Db, which: { channel: SQL; people: SQL; at: number }) {
  return raw<{ memberNo: number }>(
    db,
    sql`insert into memberships (channel_no, member_no, joined_at, read_seq)
    select c.no, m.no, ${which.at}, ${newestSeq}
    from channels c join members m on +m.workspace_no = c.workspace_no and m.left_at is null
    where ${which.channel} and ${which.people}
    on conflict do nothing returning member_no as memberNo`,
  );
}

/** Everyone who is here with an account: not those whom an import brought, no program, and nobody who only visits one channel. */
export const everyone = sql`m.workspace_no = c.workspace_no and m.user_no is not null and m.bot is null
  and json_extract(m.meta, '$.visitor') is null`;

export function theseMembers(memberNos: number[]): SQL {
  return sql`m.no in (select value from json_each(${JSON.stringify(memberNos)}))`;
}

/** False when they were in it already. */
export async function join(db: Db, { channel, member }: Permit<"joinChannel">): Promise<boolean> {
  const joined = await enter(db, {
    channel: sql`c.no = ${channel.no}`,
    people: sql`m.no = ${member.no}`,
    at: Date.now(),
  });
  return joined.length > 0;
}

/** Returns the numbers of those who were not in it yet. */
export async function add(db: Db, { channel }: Permit<"addToChannel">, memberNos: number[]): Promise<number[]> {
  const joined = await enter(db, {
    channel: sql`c.no = ${channel.no}`,
    people: theseMembers(memberNos),
    at: Date.now(),
  });
  return joined.map(({ memberNo }) => memberNo);
}

export async function leave(db: Db, { channel, member }: Permit<"leaveChannel">): Promise<void> {
  await takeOut(db, channel.no, member.no);
}

export async function remove(db: Db, permit: Permit<"removeFromChannel">, memberNo: number): Promise<void> {
  const { channel } = permit;
  const act: Act = { act: "channelMemberRemoved", subject: memberNo, channel: channel.no };
  await db.batch([takeOut(db, channel.no, memberNo), auditStatement(db, permit, act, Date.now(), somethingChanged)]);
}

/** Of a channel and its threads: a query to run alone or in a batch. */
export function takeOut(db: Db, channelNo: number, memberNo: number) {
  const itsThreads = sql`(select no from channels where parent_no = ${channelNo})`;
  return db
    .delete(memberships)
    .where(
      and(
        eq(memberships.memberNo, memberNo),
        or(eq(memberships.channelNo, channelNo), sql`${memberships.channelNo} in ${itsThreads}`),
      ),
    );
}

/** One of those in the channel, or undefined. */
export async function personInChannel(db: Db, channelNo: number, memberId: string): Promise<Person | undefined> {
  return db
    .select(personColumns)
    .from(members)
    .innerJoin(memberships, and(eq(memberships.channelNo, channelNo), eq(memberships.memberNo, members.no)))
    .where(eq(members.id, memberId))
    .get();
}

/** Those in the channel, the longest there first; those in a thread are its channel's. */
export async function peopleInChannel(
  db: Db,
  { channel }: Permit<"readChannel">,
): Promise<{ id: string; joinedAt: number }[]> {
  return db
    .select({ id: members.id, joinedAt: memberships.joinedAt })
    .from(memberships)
    .innerJoin(members, and(eq(members.no, memberships.memberNo), isNull(members.leftAt), isNull(members.bot)))
    .where(eq(memberships.channelNo, channel.parentNo ?? channel.no))
    .orderBy(asc(memberships.joinedAt), asc(members.no));
}

/**
 * Everything that D1 has of their channels is read: one row per channel with something new.
 * @returns channel id → how far they have read now, of the channels that had something new
 */
export async function readAll(db: Db, { member }: Permit<"readWorkspace">): Promise<Record<string, number>> {
  const unread = sql`from (
      select channel_no, read_seq from memberships indexed by memberships_in_channels where member_no = ${member.no} and active_at is null
      union all
      select channel_no, read_seq from memberships indexed by memberships_in_threads where member_no = ${member.no} and active_at is not null
    ) mine join channels c on c.no = mine.channel_no
    where mine.read_seq < ${newestSeq}`;
  const [reads] = await db.batch([
    raw<{ id: string; seq: number }>(db, sql`select c.id, ${newestSeq} as seq ${unread}`),
    raw(
      db,
      sql`update memberships set read_seq = later.seq, read_at = ${Date.now()}
        from (select c.no, ${newestSeq} as seq ${unread}) later
        where memberships.channel_no = later.no and memberships.member_no = ${member.no} and memberships.read_seq < later.seq
        returning memberships.channel_no`,
    ),
  ]);
  return Object.fromEntries(reads.map(({ id, seq }) => [id, seq]));
}

export interface MembershipChange {
  muted?: boolean;
  muteEndsAt?: number | null;
  notify?: MyChannel["notify"];
  starred?: boolean;
  folder?: string | null;
}
export async function editMembership(
  db: Db,
  { channel, member }: Permit<"editOwnMembership">,
  changes: MembershipChange,
): Promise<void> {
  if (Object.keys(changes).length === 0) return;
  await db
    .update(memberships)
    .set(changes)
    .where(and(eq(memberships.channelNo, channel.no), eq(memberships.memberNo, member.no)));
}
