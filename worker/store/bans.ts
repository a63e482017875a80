/** Who was put out of a class for good: by whom, when and why, until somebody lifts it. A lifted ban stays as a record. */
import { sql, type SQL } from "drizzle-orm";
import { auditStatement, somethingChanged } from "./audit.ts";
import type { Permit } from "./permit.ts";
import type { Db } from "./db.ts";
import { takeOutStatements, type MemberView } from "./members.ts";
import { raw } from "./raw.ts";

export interface Ban {
  /** Public member id of whom, and by whom. */
  member: string;
  by: string;
  /** Milliseconds. */
  at: number;
  reason: string;
}

/** True where a ban stands on this member. For the conditions of other statements. @param memberNo an expression for their `no` */
export const isBanned = (memberNo: SQL) =>
  sql`exists (select 1 from bans b where b.member_no = ${memberNo} and b.lifted_at is null)`;

/** Whether this account was put out of the class for good. */
export async function isBannedUser(db: Db, workspaceNo: number, userNo: number): Promise<boolean> {
  const found = await raw(
    db,
    sql`select 1 from members m where m.workspace_no = ${workspaceNo} and m.user_no = ${userNo} and ${isBanned(sql`m.no`)}`,
  );
  return found.length > 0;
}

/**
 * Takes somebody out and keeps them out, in one transaction. Twice is once: the first one's word stands.
 * @param now in milliseconds
 */
export async function banMember(
  db: Db,
  permit: Permit<"banMember">,
  memberNo: number,
  reason: string,
  now: number,
): Promise<void> {
  const { workspace, member: by } = permit;
  await db.batch([
    raw(
      db,
      sql`insert into bans (workspace_no, member_no, banned_by, at, reason)
        values (${workspace.no}, ${memberNo}, ${by.no}, ${now}, ${reason}) on conflict do nothing`,
    ),
    auditStatement(db, permit, { act: "memberBanned", subject: memberNo, details: { reason } }, now, somethingChanged),
    ...takeOutStatements(db, memberNo, now, { role: "student" }),
  ]);
}

/** False where there was none. They come back by the code, as a student. */
export async function liftBan(
  db: Db,
  permit: Permit<"liftBan">,
  { no }: Pick<MemberView, "no">,
  now: number,
): Promise<boolean> {
  const [lifted] = await db.batch([
    raw(
      db,
      sql`update bans set lifted_at = ${now}, lifted_by = ${permit.member.no} where member_no = ${no} and lifted_at is null returning no`,
    ),
    auditStatement(db, permit, { act: "banLifted", subject: no }, now, somethingChanged),
  ]);
  return lifted.length > 0;
}

/** Those that stand, the newest first. */
export function bansOf(db: Db, { workspace }: Permit<"liftBan">): Promise<Ban[]> {
  return raw<Ban>(
    db,
    sql`select m.id as member, o.id as by, b.at, b.reason from bans b
      join members m on m.no = b.member_no join members o on o.no = b.banned_by
      where b.workspace_no = ${workspace.no} and b.lifted_at is null order by b.at desc, b.no desc limit ${BANS_LISTED_MAX}`,
  );
}

/** Nobody looks through more of them; the newest are told. */
const BANS_LISTED_MAX = 500;
