/**
 * Who went by themselves, out of a class or out of PLACE, can undo it for a week: where they were stays with their member
 * (`members.meta.out`) until then. Who was put out cannot: that takes it away.
 */
import { and, eq, isNull, sql } from "drizzle-orm";
import { BACK_WITHIN_MS } from "../../protocol/people.ts";
import { isBanned } from "./bans.ts";
import type { Db } from "./db.ts";
import { askStatement, keepAccountStatement } from "./erasures.ts";
import { addToDefaultChannels } from "./default-channels.ts";
import { LEFT_BY_THEMSELVES, takeOutStatements } from "./members.ts";
import { raw } from "./raw.ts";
import { members, users } from "./schema.ts";

export interface Left {
  workspace: string;
  name: string;
  member: string;
  /** ms: until then they can come back by themselves. */
  until: number;
}

const out = (path: string) => sql`json_extract(${members.meta}, ${`$.out.${path}`})`;

/** Classes that this account left by itself, and can come back to. */
export async function leftLately(db: Db, userNo: number, now: number): Promise<Left[]> {
  return raw<Left>(
    db,
    sql`select w.id as workspace, w.name, members.id as member, ${out("at")} + ${BACK_WITHIN_MS} as until
      from members join workspaces w on w.no = members.workspace_no
      where ${comesBack(userNo, now)} order by ${out("at")} desc`,
  );
}

const comesBack = (userNo: number, now: number) =>
  sql`members.user_no = ${userNo} and members.left_at is not null and ${out("at")} > ${now - BACK_WITHIN_MS}
    and not ${isBanned(sql`members.no`)}`;

/**
 * Undoes it: in the class again as what they were, and in the channels that are still there.
 * @returns false where there is nothing to undo, or no more
 */
export async function comeBack(db: Db, userNo: number, memberId: string, now: number): Promise<boolean> {
  const theirs = sql`${comesBack(userNo, now)} and members.id = ${memberId}`;
  const [, back] = await db.batch([
    raw(
      db,
      sql`insert or ignore into memberships (channel_no, member_no, joined_at)
        select c.no, members.no, ${now} from members, json_each(members.meta, '$.out.channels') kept
        join channels c on c.no = kept.value and c.workspace_no = members.workspace_no where ${theirs}`,
    ),
    raw(db, sql`update members set left_at = null, meta = json_remove(meta, '$.out') where ${theirs} returning no`),
  ]);
  if (back.length === 0) return false;
  // Those that everybody is in by now.
  await addToDefaultChannels(db, memberId, now);
  return true;
}

/** The class that would be left without an owner, by name; undefined where there is none. A class of one's own alone is none. */
export async function ownedAlone(db: Db, userNo: number): Promise<string | undefined> {
  const rows = await raw<{ name: string }>(
    db,
    sql`select w.name from members mine join workspaces w on w.no = mine.workspace_no where ${isOwnedAlone(userNo)} limit 1`,
  );
  return rows[0]?.name;
}

const isOwnedAlone = (userNo: number) =>
  sql`mine.user_no = ${userNo} and mine.left_at is null and mine.role = 'owner'
    and not exists (select 1 from members other where other.workspace_no = mine.workspace_no and other.role = 'owner'
      and other.left_at is null and other.user_no is not null and other.user_no <> mine.user_no)
    and exists (select 1 from members there where there.workspace_no = mine.workspace_no and there.left_at is null
      and there.user_no is not null and there.user_no <> mine.user_no and there.bot is null)`;

/**
 * Closes an account: out of every class, as one who is nobody there any more. One transaction; of two owners who close theirs at once, one
 * is refused. @returns false where a class would be left without an owner
 */
export async function closeAccount(
  db: Db,
  userNo: number,
  now: number,
  /** Where all that is its own is to be taken out: the code of the receipt. */
  erasure: string | null = null,
): Promise<boolean> {
  const places = await db
    .select({ no: members.no })
    .from(members)
    .where(and(eq(members.userNo, userNo), isNull(members.leftAt)));
  const isClosed = sql`exists (select 1 from users gone where gone.no = ${userNo} and gone.closed_at = ${now})`;
  const [closed] = await db.batch([
    db
      .update(users)
      .set({ closedAt: now })
      .where(
        and(
          eq(users.no, userNo),
          isNull(users.closedAt),
          sql`not exists (select 1 from members mine where ${isOwnedAlone(userNo)})`,
        ),
      )
      .returning({ no: users.no }),
    ...places.flatMap(({ no }) => [...takeOutStatements(db, no, now, { onlyIf: isClosed, out: LEFT_BY_THEMSELVES })]),
    // Whoever left a class before closes there as well: what they wrote there has no name either.
    raw(
      db,
      sql`update members set meta = json_set(coalesce(meta, '{}'), '$.former', json('true')) where user_no = ${userNo} and ${isClosed}`,
    ),
    ...(erasure === null ? [] : [askStatement(db, erasure, { of: "account", no: userNo }, now, { onlyIf: isClosed })]),
  ]);
  return closed.length > 0;
}

/** Opened again, within the week: and back in the classes that it was in. @returns the classes; undefined where it is too late */
export async function reopenAccount(db: Db, userNo: number, now: number): Promise<Left[] | undefined> {
  const [opened] = await db.batch([
    raw<{ at: number }>(
      db,
      sql`update users set closed_at = null where no = ${userNo} and closed_at > ${now - BACK_WITHIN_MS} returning no`,
    ),
    raw(db, sql`update members set meta = json_remove(meta, '$.former') where user_no = ${userNo} and changes() > 0`),
    keepAccountStatement(db, userNo, now),
  ]);
  return opened.length > 0 ? leftLately(db, userNo, now) : undefined;
}
