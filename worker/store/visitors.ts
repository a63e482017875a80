/** Visitors of widgets who are somebody: their members, their tokens, and how both end. */
import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { WIDGET_CODE_MS, WIDGET_TOKEN_MS, WIDGET_VISIT_MS, type VisitorKind } from "../../protocol/index.ts";
import { handleKey, randomMark, skeletonOf } from "../handles/handles.ts";
import { auditStatement } from "./audit.ts";
import { isBanned } from "./bans.ts";
import type { ChannelRow, Db, WorkspaceRow } from "./db.ts";
import type { MemberView } from "./members.ts";
import { memberColumns } from "./membership-context.ts";
import { newestSeq } from "./channel-views.ts";
import { takeOutStatements } from "./members.ts";
import type { Permit } from "./permit.ts";
import { publicId } from "./public-id.ts";
import { raw } from "./raw.ts";
import { members, sessions, users } from "./schema.ts";
import { insertUser } from "./users.ts";
import { kindOf, type WidgetRow } from "./visits.ts";

/** Where a visitor comes in. */
interface Into {
  widget: WidgetRow;
  channel: ChannelRow;
  workspace: WorkspaceRow;
  site: string;
}
/** A token to store, by its hash. */
export interface NewVisit {
  tokenHash: string;
  now: number;
}

const endOf = ({ now }: NewVisit) => now + WIDGET_TOKEN_MS;

/** For a batch: the member may be inserted by the same one. */
function insertVisit(db: Db, { widget, site }: Into, visit: NewVisit, userId: string, keyNo: number | null) {
  const { tokenHash, now } = visit;
  return db.insert(sessions).values({
    ...{ tokenHash, id: publicId(), kind: "widget" as const, name: site, site, keyNo, widgetNo: widget.no },
    ...{ createdAt: now, lastSeenAt: now, expiresAt: endOf(visit) },
    userNo: sql`(select no from users where id = ${userId})`,
  });
}

/** Into this channel alone, told of nothing; what was said before counts as read. For a batch. */
function enterChannel(db: Db, { channel }: Into, memberId: string, now: number) {
  return raw(
    db,
    sql`insert into memberships (channel_no, member_no, joined_at, read_seq, notify)
      select c.no, m.no, ${now}, ${newestSeq}, 'nothing' from channels c, members m
      where c.no = ${channel.no} and m.id = ${memberId} on conflict do nothing returning member_no`,
  );
}

function newcomer(db: Db, into: Into, name: string, now: number, source: { guest: boolean; sourceKey: string | null }) {
  // Nobody signs in by it: an account without a password, and no way to one.
  const handle = `${source.guest ? "guest" : "site"}-${randomMark()}${randomMark()}${randomMark()}`;
  const user = { id: publicId(), handle, guest: source.guest };
  const memberId = publicId();
  const member = db.insert(members).values({
    ...{ id: memberId, workspaceNo: into.workspace.no, name, handle, role: "guest" as const, joinedAt: now },
    ...{ handleKey: handleKey(handle), skeleton: skeletonOf(handle), sourceKey: source.sourceKey },
    userNo: sql`(select no from users where id = ${user.id})`,
    meta: { visitor: true },
  });
  return { userId: user.id, memberId, statements: [insertUser(db, user, now), member] as const };
}

/** A guest under a name of their own choosing: a new member, of this channel alone. @returns their member id */
export async function enterAsGuest(db: Db, into: Into, name: string, visit: NewVisit): Promise<string> {
  const { userId, memberId, statements } = newcomer(db, into, name, visit.now, { guest: true, sourceKey: null });
  await db.batch([
    ...statements,
    enterChannel(db, into, memberId, visit.now),
    insertVisit(db, into, visit, userId, null),
  ]);
  return memberId;
}

/** What a site calls somebody, as a member keeps it. */
const sourceKeyOf = (sub: string) => `site:${sub}`;

export interface Named {
  sub: string;
  name: string;
  /** When the site said so, ms: what it said before they signed out does not count. */
  saidAt: number;
  keyNo: number;
}

/**
 * Somebody whom the class's site names: the same member each time.
 * @returns their member id, and whether their name is another one than before; `banned`, or `signedOut` since the site said it
 * @throws an error that `isConflict` knows, where two first came at once
 */
export async function enterAsNamed(
  db: Db,
  into: Into,
  { sub, name, saidAt, keyNo }: Named,
  visit: NewVisit,
): Promise<{ memberId: string; isRenamed: boolean } | "banned" | "signedOut"> {
  const { now } = visit;
  const known = await db
    .select({ member: memberColumns, userId: users.id, banned: sql<number>`${isBanned(sql`${members.no}`)}` })
    .from(members)
    .innerJoin(users, eq(users.no, members.userNo))
    .where(and(eq(members.workspaceNo, into.workspace.no), eq(members.sourceKey, sourceKeyOf(sub))))
    .get();
  if (!known) {
    const came = newcomer(db, into, name, now, { guest: false, sourceKey: sourceKeyOf(sub) });
    const { userId, memberId, statements } = came;
    await db.batch([...statements, enterChannel(db, into, memberId, now), insertVisit(db, into, visit, userId, keyNo)]);
    return { memberId, isRenamed: false };
  }
  const { member, userId } = known;
  if (known.banned) return "banned";
  const signedOutAt = member.meta?.[SIGNED_OUT];
  if (typeof signedOutAt === "number" && saidAt <= signedOutAt) return "signedOut";
  const isRenamed = member.name !== name || member.leftAt !== null;
  await db.batch([
    db
      .update(members)
      .set({ name, leftAt: null })
      // Nothing is written where nothing changed; and somebody may be put out between the look and the write.
      .where(sql`${members.no} = ${member.no} and ${isRenamed ? 1 : 0} and not ${isBanned(sql`${members.no}`)}`),
    enterChannel(db, into, member.id, now),
    insertVisit(db, into, visit, userId, keyNo),
  ]);
  return { memberId: member.id, isRenamed };
}

/** In a member's `meta`: when they last left a widget by themselves, ms. */
const SIGNED_OUT = "widgetLeftAt";

// ── members of the class ────────────────────────────────────────────────────────────────────────────────────────────

/** What a frame takes for a token, once. Kept as a session that nobody finds. @returns when it ends, ms */
export async function storeCode(
  db: Db,
  { widget, site }: Pick<Into, "widget" | "site">,
  caller: { userNo: number; sessionId: string },
  { tokenHash, now }: NewVisit,
): Promise<number> {
  const expiresAt = now + WIDGET_CODE_MS;
  await db.batch([
    db.insert(sessions).values({
      ...{ tokenHash, id: publicId(), kind: "code" as const, name: site, site, widgetNo: widget.no },
      ...{ userNo: caller.userNo, cameFrom: caller.sessionId, createdAt: now, lastSeenAt: now, expiresAt },
    }),
    // What is over of theirs: nobody has to come and sweep.
    db
      .delete(sessions)
      .where(and(eq(sessions.userNo, caller.userNo), sql`widget_no is not null and expires_at < ${now}`)),
  ]);
  return expiresAt;
}

/**
 * A code becomes a token: for whoever comes first, on the site and for the widget that it was made for, while the session stands in whose
 * browser it was made. @returns the member's id; undefined for a code that is none any more
 */
export async function takeCode(
  db: Db,
  { widget, workspace, site }: Into,
  codeHash: string,
  visit: NewVisit,
): Promise<string | undefined> {
  const [taken] = await raw<{ member: string | null }>(
    db,
    sql`update sessions set token_hash = ${visit.tokenHash}, kind = 'widget', created_at = ${visit.now}, expires_at = ${endOf(visit)}
      where token_hash = ${codeHash} and kind = 'code' and expires_at > ${visit.now}
        and widget_no = ${widget.no} and site = ${site}
        and exists (select 1 from sessions whole where whole.user_no = sessions.user_no and whole.id = sessions.came_from)
      returning (select m.id from members m where m.workspace_no = ${workspace.no} and m.user_no = sessions.user_no
        and m.left_at is null) as member`,
  );
  return taken?.member ?? undefined;
}

// ── tokens that go on, and end ──────────────────────────────────────────────────────────────────────────────────────

/** Whose token it is, where, and when it ends now, ms; undefined where nobody has it any more. */
export async function renewVisit(
  db: Db,
  widgetId: string,
  tokenHash: string,
  now: number,
): Promise<{ expiresAt: number; userNo: number; site: string; kind: VisitorKind } | undefined> {
  const [renewed] = await raw<{
    expiresAt: number;
    userNo: number;
    site: string;
    keyNo: number | null;
    cameFrom: string | null;
  }>(
    db,
    sql`update sessions set expires_at = max(expires_at, min(${now + WIDGET_TOKEN_MS}, created_at + ${WIDGET_VISIT_MS}))
      where token_hash = ${tokenHash} and kind = 'widget' and expires_at > ${now}
        and widget_no = (select no from widgets where id = ${widgetId} and is_on = 1)
      returning expires_at as expiresAt, user_no as userNo, site, key_no as keyNo, came_from as cameFrom`,
  );
  return renewed && { ...renewed, kind: kindOf(renewed) };
}

/** Public id of the member that this account is in the class; undefined where they are none now. */
export async function memberOfUser(db: Db, workspaceNo: number, userNo: number): Promise<string | undefined> {
  const mine = and(eq(members.workspaceNo, workspaceNo), eq(members.userNo, userNo), isNull(members.leftAt));
  return (await db.select({ id: members.id }).from(members).where(mine).get())?.id;
}

/** A visitor leaves by themselves. @returns their session; undefined where it was none any more */
export async function endVisit(
  db: Db,
  { widget, workspace }: Pick<Into, "widget" | "workspace">,
  tokenHash: string,
  now: number,
): Promise<string | undefined> {
  const [ended] = await db
    .delete(sessions)
    .where(and(eq(sessions.tokenHash, tokenHash), eq(sessions.widgetNo, widget.no), gt(sessions.expiresAt, now)))
    .returning({ id: sessions.id, userNo: sessions.userNo, keyNo: sessions.keyNo, cameFrom: sessions.cameFrom });
  if (ended && kindOf(ended) === "named") await leftAt(db, workspace.no, ended.userNo, now);
  return ended?.id;
}

function leftAt(db: Db, workspaceNo: number, userNo: number, now: number) {
  return raw(
    db,
    sql`update members set meta = json_set(coalesce(meta, '{}'), ${`$.${SIGNED_OUT}`}, ${now})
      where workspace_no = ${workspaceNo} and user_no = ${userNo} returning no`,
  );
}

// ── the teaching team ───────────────────────────────────────────────────────────────────────────────────────────────

/** @param until ms since 1970; null: they may write */
export async function muteVisitor(
  db: Db,
  permit: Permit<"moderateVisitors">,
  memberNo: number,
  until: number | null,
): Promise<void> {
  await db.batch([
    db.update(members).set({ mutedUntil: until }).where(eq(members.no, memberNo)),
    auditStatement(db, permit, { act: "memberMuted", subject: memberNo, details: { until } }, Date.now()),
  ]);
}

/** Out of the class, and kept out: the next word of the site would bring them back. Lifted as every ban is. */
export async function removeVisitor(
  db: Db,
  permit: Permit<"moderateVisitors">,
  { no }: Pick<MemberView, "no">,
  now: number,
): Promise<void> {
  const { workspace, member: by } = permit;
  await db.batch([
    raw(
      db,
      sql`insert into bans (workspace_no, member_no, banned_by, at, reason)
        values (${workspace.no}, ${no}, ${by.no}, ${now}, '') on conflict do nothing`,
    ),
    ...takeOutStatements(db, no, now, {}),
    raw(
      db,
      sql`delete from sessions where widget_no is not null and user_no = (select user_no from members where no = ${no}) returning id`,
    ),
    raw(db, sql`delete from widget_held where member_no = ${no} returning id`),
    auditStatement(db, permit, { act: "memberRemoved", subject: no }, now),
  ]);
}

export type { Into as VisitInto };
