/** Where somebody stands: the rows that access.ts decides on, each fetched in one query. */
import { and, eq, isNull } from "drizzle-orm";
import type { ChannelRow, Db, MemberRow, MembershipRow, WorkspaceRow } from "./db.ts";
import { channels, members, memberships, workspaces } from "./schema.ts";

/** The picture is left out: it is large and decides nothing. */
export type Standing = { workspace: WorkspaceRow; member: Omit<MemberRow, "picture"> };

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
  meta: members.meta,
};

export async function standingInWorkspace(db: Db, userNo: number, workspaceId: string): Promise<Standing | undefined> {
  return db
    .select({ workspace: workspaces, member: memberColumns })
    .from(workspaces)
    .innerJoin(members, and(eq(members.workspaceNo, workspaces.no), eq(members.userNo, userNo), isNull(members.leftAt)))
    .where(eq(workspaces.id, workspaceId))
    .get();
}

export type ChannelStanding = Standing & { channel: ChannelRow; membership: MembershipRow | null };

/** Undefined when the channel is not there or the person is not in its workspace. */
export async function standingInChannel(
  db: Db,
  userNo: number,
  channelId: string,
): Promise<ChannelStanding | undefined> {
  return db
    .select({ workspace: workspaces, member: memberColumns, channel: channels, membership: memberships })
    .from(channels)
    .innerJoin(workspaces, eq(workspaces.no, channels.workspaceNo))
    .innerJoin(members, and(eq(members.workspaceNo, workspaces.no), eq(members.userNo, userNo), isNull(members.leftAt)))
    .leftJoin(memberships, and(eq(memberships.channelNo, channels.no), eq(memberships.memberNo, members.no)))
    .where(eq(channels.id, channelId))
    .get();
}
