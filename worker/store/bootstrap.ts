/** Everything the first paint needs, in one round trip to D1. */
import { and, asc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { ClassEmoji, Member, MyChannel, SavedMark } from "../../protocol/index.ts";
import { blockedBy, blockersOf } from "./blocks.ts";
import { asksForFactor } from "./class-settings.ts";
import { inChannels, myChannelViews, toMyChannel } from "./channel-views.ts";
import type { Db } from "./db.ts";
import { emojiRows, toEmoji } from "./emoji.ts";
import { toMember } from "./members.ts";
import { savedMarks } from "./saved.ts";
import { members, workspaces } from "./schema.ts";
import { isStaff } from "../../protocol/permissions.ts";
import { hasFactorSql } from "./lacking-factor.ts";
import { takingNone } from "./direct-relation.ts";
import { unreadThreadViews } from "./threads.ts";
import { memberColumns, type MembershipContext } from "./membership-context.ts";

/** Who is missing is fetched by id when first seen. */
const MEMBERS_LISTED_MAX = 500;

export interface FirstPaint {
  context: MembershipContext;
  /** Of my account: a second factor. */
  hasFactor: boolean;
  channels: MyChannel[];
  threads: MyChannel[];
  blocks: string[];
  noDirect: string[];
  saved: SavedMark[];
  members: Member[];
  emoji: ClassEmoji[];
}

/** Undefined when the workspace is not there or the person is not in it. */
export async function readFirstPaint(db: Db, userNo: number, workspaceId: string): Promise<FirstPaint | undefined> {
  // Each statement finds the caller's place by itself, so that none has to wait for another's answer.
  const place = sql`from workspaces w join members me on me.workspace_no = w.no and me.user_no = ${userNo} and me.left_at is null
    where w.id = ${workspaceId}`;
  // No joins here: in a batch drizzle mixes up columns of the same name.
  const [[workspace], [mine], views, threads, blocked, blockers, marks, emoji, people] = await db.batch([
    db.select().from(workspaces).where(eq(workspaces.id, workspaceId)),
    db
      .select({ ...memberColumns, hasFactor: sql<number>`${sql.raw(hasFactorSql(`"members"."user_no"`))}` })
      .from(members)
      .where(sql`${members.no} = (select me.no ${place})`),
    myChannelViews(
      db,
      sql`mine.member_no = (select me.no ${place}) and mine.active_at is null and c.kind <> 'thread'`,
      inChannels,
    ),
    unreadThreadViews(db, sql`(select me.no ${place})`),
    blockedBy(db, sql`(select me.no ${place})`),
    blockersOf(db, sql`(select me.no ${place})`),
    savedMarks(db, sql`(select me.no ${place})`),
    emojiRows(db, sql`(select w.no ${place})`),
    db
      .select(memberColumns)
      .from(members)
      // Those whom an import brought have no account; they, programs and visitors of the site are fetched by id where they wrote something.
      .where(
        and(
          sql`${members.workspaceNo} = (select w.no ${place})`,
          isNotNull(members.userNo),
          isNull(members.leftAt),
          isNull(members.bot),
          sql`json_extract(${members.meta}, '$.visitor') is null`,
        ),
      )
      .orderBy(asc(members.userNo))
      .limit(MEMBERS_LISTED_MAX),
  ]);
  if (!workspace || !mine) return undefined;
  const { hasFactor: factor, ...member } = mine;
  const hasFactor = factor === 1;
  const lacksFactor = asksForFactor(workspace.meta) && isStaff(member.role) && member.bot === null && !hasFactor;
  if (!people.some(({ no }) => no === member.no)) people.push(member);
  return {
    context: { workspace, member, lacksFactor },
    hasFactor,
    channels: views.map(toMyChannel),
    threads: threads.map(toMyChannel),
    blocks: blocked.map(({ id }) => id),
    noDirect: takingNone(member, people, blockers),
    saved: marks,
    members: people.map(toMember),
    emoji: emoji.map(toEmoji),
  };
}
