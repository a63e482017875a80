/** Statements of a job that takes out an account or a class, a bounded number of rows at a time. Each may run twice. */
import { and, asc, eq, gte, sql } from "drizzle-orm";
import { channelsOfClass } from "./class-channels.ts";
import type { ChannelRow, Db } from "./db.ts";
import { askStatement, standingErasure, type ErasureRow } from "./erasures.ts";
import { keyOf, lastKeyOf, seqOf } from "./message-key.ts";
import { publicId } from "./public-id.ts";
import { raw } from "./raw.ts";
import { removeOfChannel, removeOfClass, removeOfMember, removeOfUser } from "./rows-of.ts";
import { members, workspaces } from "./schema.ts";

/** Nobody comes in any more, and nobody who is there may anything: members have left, addresses and visits end. */
export async function shutClass(db: Db, workspaceNo: number, now: number): Promise<void> {
  await db.batch([
    db.update(workspaces).set({ joinCode: null }).where(eq(workspaces.no, workspaceNo)),
    raw(db, sql`update members set left_at = coalesce(left_at, ${now}) where workspace_no = ${workspaceNo}`),
    raw(db, sql`delete from incoming_hooks where workspace_no = ${workspaceNo}`),
    raw(db, sql`delete from outgoing_hooks where workspace_no = ${workspaceNo}`),
    raw(
      db,
      sql`delete from sessions where widget_no is not null and widget_no in (select no from widgets where workspace_no = ${workspaceNo})`,
    ),
    raw(db, sql`update widgets set is_on = 0 where workspace_no = ${workspaceNo}`),
  ]);
}

export interface Gone {
  seq: number;
  at: number;
}

/** The oldest messages of a channel, for who takes them out of the index first. */
export async function oldestOf(d1: D1Database, channelNo: number, limit: number): Promise<Gone[]> {
  const { results } = await d1
    .prepare(`SELECT key, at FROM messages WHERE key BETWEEN ?1 AND ?2 ORDER BY key LIMIT CAST(?3 AS INTEGER)`)
    .bind(keyOf(channelNo, 0), lastKeyOf(channelNo), limit)
    .all<{ key: number; at: number }>();
  return results.map(({ key, at }) => ({ seq: seqOf(channelNo, key), at }));
}

export async function removeUpTo(d1: D1Database, channelNo: number, seq: number): Promise<void> {
  await d1
    .prepare(`DELETE FROM messages WHERE key BETWEEN ?1 AND ?2`)
    .bind(keyOf(channelNo, 0), keyOf(channelNo, seq))
    .run();
}

export async function removeRowsOfChannel(db: Db, channelNo: number): Promise<void> {
  const [first, ...others] = removeOfChannel(db, channelNo);
  if (first) await db.batch([first, ...others]);
}

/**
 * Accounts that were for this class alone: its bots, and guests. A step takes some of them. @returns how many are gone
 */
export async function removeAccountsOfClass(db: Db, workspaceNo: number, limit: number): Promise<number> {
  const accounts = await raw<{ no: number }>(
    db,
    sql`select u.no from members m join users u on u.no = m.user_no
      where m.workspace_no = ${workspaceNo} and (m.bot is not null or u.guest = 1)
        and not exists (select 1 from members other where other.user_no = u.no and other.workspace_no <> ${workspaceNo}) limit ${limit}`,
  );
  for (const { no } of accounts) await removeAccount(db, no);
  return accounts.length;
}

export async function removeAccount(db: Db, userNo: number): Promise<void> {
  const [first, ...others] = removeOfUser(db, userNo);
  await db.batch([first!, ...others]);
}

/** All that is left of it, its row and its record included: one transaction. @returns how many people it had */
export async function removeClass(db: Db, workspaceNo: number): Promise<number> {
  const people = await db.$count(members, eq(members.workspaceNo, workspaceNo));
  const [first, ...others] = removeOfClass(db, workspaceNo);
  await db.batch([first!, ...others]);
  return people;
}

export interface Place {
  memberNo: number;
  memberId: string;
  workspaceNo: number;
  workspaceId: string;
  pictureAt: number | null;
}
/**
 * Where somebody is, or was, from this member number on: their own members, and imported people whom they were found to be.
 */
export async function placesOfAccount(db: Db, userNo: number, from: number, limit = 1): Promise<Place[]> {
  const claimed = sql`(select c.imported_no from claims c join members mine on mine.no = c.member_no
    where mine.user_no = ${userNo} and c.state = 'confirmed')`;
  return db
    .select({
      memberNo: members.no,
      memberId: members.id,
      workspaceNo: workspaces.no,
      workspaceId: workspaces.id,
      pictureAt: members.pictureAt,
    })
    .from(members)
    .innerJoin(workspaces, eq(workspaces.no, members.workspaceNo))
    .where(and(gte(members.no, from), sql`(${members.userNo} = ${userNo} or ${members.no} in ${claimed})`))
    .orderBy(asc(members.no))
    .limit(limit)
    .all();
}

/** A class in which nobody but this account ever was goes with it, at once. @returns the job of that */
export async function askWhereNobodyIs(
  db: Db,
  workspaceNo: number,
  userNo: number,
  now: number,
): Promise<ErasureRow | undefined> {
  const others = sql`exists (select 1 from members m where m.workspace_no = ${workspaceNo} and m.user_no is not null
    and m.user_no <> ${userNo} and m.bot is null)`;
  const isDemo = sql`exists (select 1 from workspaces w where w.no = ${workspaceNo} and w.demo = 1)`;
  const target = { of: "class", no: workspaceNo } as const;
  const found = await raw(db, sql`select 1 where ${others} or ${isDemo}`);
  if (found.length > 0) return undefined;
  await askStatement(db, publicId(), target, now, { after: 0 });
  return standingErasure(db, target);
}

/** What they had of their own there; and the member becomes somebody without a name, the author of tombstones. */
export async function removeMemberData(db: Db, memberNo: number): Promise<void> {
  const nobody = `former.${publicId().toLowerCase()}`;
  await db.batch([
    db
      .update(members)
      .set({
        ...{ handle: nobody, handleKey: nobody, skeleton: null, name: "" },
        ...{ pronouns: null, bio: null, picture: null, pictureAt: null, status: null, dndUntil: null, sourceKey: null },
        meta: { former: true },
      })
      .where(eq(members.no, memberNo)),
    ...removeOfMember(db, memberNo),
  ]);
}

/** The next channels of a class; `next` null: these were the last. */
export async function channelsAfter(
  db: Db,
  workspaceNo: number,
  from: number,
  limit: number,
): Promise<{ channels: ChannelRow[]; next: number | null }> {
  const found = await channelsOfClass(db, workspaceNo, from, limit);
  const last = found.at(-1)?.channel.no;
  return {
    channels: found.map(({ channel }) => channel),
    next: last !== undefined && found.length === limit ? last + 1 : null,
  };
}
