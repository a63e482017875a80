/** Links that sign somebody in once: made by the teaching team of a class, for one of its members. */
import { and, eq, isNull, sql } from "drizzle-orm";
import { SIGN_IN_LINK_MS } from "../../protocol/back-in.ts";
import { auditStatement, somethingChanged } from "./audit.ts";
import type { Db } from "./db.ts";
import type { MemberView } from "./members.ts";
import type { Permit } from "./permit.ts";
import { raw } from "./raw.ts";
import { signInLinks } from "./schema.ts";

/**
 * Whether this account helps to run another class in which people are, and in which the maker of a link holds no more than it does: a link
 * opens the whole account, and nobody comes by it into what they do not run.
 */
export async function runsElsewhere(
  db: Db,
  { workspace, member: maker }: Permit<"makeSignInLink">,
  userNo: number,
): Promise<boolean> {
  const rank = (role: string) =>
    sql.raw(`case ${role} when 'owner' then 3 when 'teacher' then 2 when 'ta' then 1 else 0 end`);
  const rows = await raw(
    db,
    sql`select 1 from members there
      where there.user_no = ${userNo} and there.left_at is null and there.workspace_no <> ${workspace.no}
        and there.role in ('ta', 'teacher', 'owner')
        and exists (select 1 from members other where other.workspace_no = there.workspace_no and other.left_at is null
          and other.user_no is not null and other.user_no <> there.user_no and other.bot is null)
        and not exists (select 1 from members mine where mine.workspace_no = there.workspace_no and mine.user_no = ${maker.userNo}
          and mine.left_at is null and ${rank("mine.role")} > ${rank("there.role")})
      limit 1`,
  );
  return rows.length > 0;
}

/** A new one ends those of before that were not used. Together with what is written down of it. @returns when it ends, ms */
export async function insertSignInLink(
  db: Db,
  permit: Permit<"makeSignInLink">,
  target: MemberView & { userNo: number },
  tokenHash: string,
  now: number,
): Promise<number> {
  const expiresAt = now + SIGN_IN_LINK_MS;
  const { workspace, member: maker } = permit;
  await db.batch([
    db
      .update(signInLinks)
      .set({ usedAt: now })
      .where(and(eq(signInLinks.userNo, target.userNo), isNull(signInLinks.usedAt))),
    db.insert(signInLinks).values({
      ...{ tokenHash, userNo: target.userNo, workspaceNo: workspace.no },
      ...{ madeBy: maker.no, madeAt: now, expiresAt },
    }),
    auditStatement(db, permit, { act: "signInLinkMade", subject: target.no }, now),
  ]);
  return expiresAt;
}

export interface FoundLink {
  userNo: number;
  userId: string;
  name: string;
  handle: string;
  member: string;
  workspace: string;
  workspaceName: string;
  madeBy: string;
  expiresAt: number;
}

/** A link that works: not used, not late, its member still in the class, and its maker still one of the teaching team. */
const WORKING = sql`from sign_in_links l
  join users u on u.no = l.user_no and u.closed_at is null
  join workspaces w on w.no = l.workspace_no
  join members m on m.workspace_no = l.workspace_no and m.user_no = l.user_no and m.left_at is null
  join members maker on maker.no = l.made_by and maker.left_at is null and maker.role in ('ta', 'teacher', 'owner')`;
const isOpen = (tokenHash: string, now: number) =>
  sql`l.token_hash = ${tokenHash} and l.used_at is null and l.expires_at > ${now}`;

/** Undefined where there is no such link, or not any more. Why, is not told to who holds it. */
export async function findSignInLink(db: Db, tokenHash: string, now: number): Promise<FoundLink | undefined> {
  const rows = await raw<FoundLink>(
    db,
    sql`select u.no as userNo, u.id as userId, m.name, u.handle, m.id as member, w.id as workspace, w.name as workspaceName,
        maker.name as madeBy, l.expires_at as expiresAt
      ${WORKING} where ${isOpen(tokenHash, now)}`,
  );
  return rows[0];
}

/** True once, for whoever comes first; then it is written down that its owner came in by it. */
export async function takeSignInLink(db: Db, tokenHash: string, now: number): Promise<boolean> {
  const [taken] = await db.batch([
    raw(
      db,
      sql`update sign_in_links set used_at = ${now}
        where token_hash in (select l.token_hash ${WORKING} where ${isOpen(tokenHash, now)}) returning user_no`,
    ),
    raw(
      db,
      sql`insert into audit_entries (workspace_no, at, act, actor_no, subject_no)
        select l.workspace_no, ${now}, 'signInLinkUsed', m.no, m.no from sign_in_links l
        join members m on m.workspace_no = l.workspace_no and m.user_no = l.user_no
        where l.token_hash = ${tokenHash} and ${somethingChanged}`,
    ),
  ]);
  return taken.length > 0;
}
