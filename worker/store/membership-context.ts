/** Where somebody stands: the rows that access.ts decides on, each fetched in one query. */
import { and, eq, isNull, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import { REACH_FREELY_MAX, type VisitorKind } from "../../protocol/index.ts";
import type { DirectRelation } from "../../protocol/permissions.ts";
import type { ChannelRow, Db, MemberRow, MembershipRow, WorkspaceRow } from "./db.ts";
import { channels, members, memberships, workspaces, type users } from "./schema.ts";
import { lacksFactor } from "./lacking-factor.ts";
import { toDirectRelation, relationInDirect } from "./direct-relation.ts";

/** The picture is left out: it is large and decides nothing. So is what the handle looks like. */
export type MembershipContext = {
  workspace: WorkspaceRow;
  member: Omit<MemberRow, "picture" | "skeleton">;
  /** The class asks its teaching team for a second factor, and they are of it and have none. */
  lacksFactor: boolean;
};

export const memberColumns = {
  no: members.no,
  id: members.id,
  workspaceNo: members.workspaceNo,
  userNo: members.userNo,
  handle: members.handle,
  handleKey: members.handleKey,
  name: members.name,
  role: members.role,
  pronouns: members.pronouns,
  bio: members.bio,
  pictureAt: members.pictureAt,
  sourceKey: members.sourceKey,
  joinedAt: members.joinedAt,
  leftAt: members.leftAt,
  mutedUntil: members.mutedUntil,
  status: members.status,
  dndUntil: members.dndUntil,
  bot: members.bot,
  meta: members.meta,
};

export const parents = alias(channels, "parents");
export const follows = alias(memberships, "follows");

export type ChannelContext = MembershipContext & {
  channel: ChannelRow;
  /** Of a thread: the membership in its parent, which decides who may read and write it. */
  membership: MembershipRow | null;
  /** Of a thread: the channel it hangs in. */
  parent: ChannelRow | null;
  /** Of a thread: the row of somebody who follows it. */
  following: MembershipRow | null;
  /** In a direct message: how they stand to the other one. */
  relation: DirectRelation | null;
  /** A public channel of more than REACH_FREELY_MAX people, or a thread in one. */
  isLarge: boolean;
  /** They see it in a widget. Absent: in PLACE itself. */
  visit?: VisitContext;
};

/** How somebody is in a widget, and what it allows them. */
export interface VisitContext {
  /** Public id of the widget. */
  widget: string;
  /** Origin. */
  site: string;
  kind: VisitorKind;
  writes: boolean;
  /** What they write waits for the teaching team. */
  holds: boolean;
  /** When their token ends, ms. */
  until: number;
}

const home = `coalesce("channels"."parent_no", "channels"."no")`;
const homeKind = `coalesce("parents"."kind", "channels"."kind")`;
export const relationToOther = sql<
  string | null
>`case when ${sql.raw(homeKind)} = 'dm' then ${sql.raw(relationInDirect(`"members"."no"`, home))} end`;
// Counted no further than is asked.
export const hasMany = sql<number>`${sql.raw(homeKind)} = 'public' and (select count(*) from (
  select 1 from memberships crowd where crowd.channel_no = ${sql.raw(home)}
  and crowd.member_no not in (select no from members where workspace_no = "channels"."workspace_no" and bot is not null) limit ${sql.raw(String(REACH_FREELY_MAX + 1))})) > ${sql.raw(String(REACH_FREELY_MAX))}`;

/** The person's member row in the workspace, while they are in it. */
export const presentMember = (userNo: number | typeof users.no) =>
  and(eq(members.workspaceNo, workspaces.no), eq(members.userNo, userNo), isNull(members.leftAt));
/** Of a thread: in its parent. */
export const insideHome = and(
  eq(memberships.channelNo, sql`coalesce(${channels.parentNo}, ${channels.no})`),
  eq(memberships.memberNo, members.no),
);
export const followed = and(
  eq(channels.kind, "thread"),
  eq(follows.channelNo, channels.no),
  eq(follows.memberNo, members.no),
);

/** Undefined when the channel is not there or the person is not in its workspace. */
export async function contextInChannel(db: Db, userNo: number, channelId: string): Promise<ChannelContext | undefined> {
  const row = await db
    .select({
      workspace: workspaces,
      member: memberColumns,
      channel: channels,
      parent: parents,
      membership: memberships,
      following: follows,
      relation: relationToOther,
      isLarge: hasMany,
      lacksFactor,
    })
    .from(channels)
    .innerJoin(workspaces, eq(workspaces.no, channels.workspaceNo))
    .innerJoin(members, presentMember(userNo))
    .leftJoin(parents, eq(parents.no, channels.parentNo))
    .leftJoin(memberships, insideHome)
    .leftJoin(follows, followed)
    .where(eq(channels.id, channelId))
    .get();
  return row && toMembershipContext(row);
}

/**
 * A thread is archived with its parent, and everybody who reads it may write in it, also where only the teaching team writes at
 * top level.
 */
export function toMembershipContext(
  row: Omit<ChannelContext, "relation" | "isLarge" | "lacksFactor"> & {
    relation: string | null;
    isLarge: number;
    lacksFactor: number | null;
  },
): ChannelContext {
  const context = {
    ...row,
    relation: toDirectRelation(row.relation),
    isLarge: row.isLarge === 1,
    lacksFactor: row.lacksFactor === 1,
  };
  if (!row.parent) return context;
  return { ...context, channel: { ...row.channel, posting: "all", archivedAt: row.parent.archivedAt } };
}
