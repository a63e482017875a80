/** Scheduled messages: the list that is the truth. The rooms keep the times (worker/room/timers/scheduled-posts.ts). */
import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { SCHEDULED_MAX, storedIdsOf, type Refusal, type Scheduled } from "../../protocol/index.ts";
import type { Permit } from "./permit.ts";
import type { Db } from "./db.ts";
import { raw } from "./raw.ts";
import { channels, members, scheduled, workspaces } from "./schema.ts";
import { contextInChannel, type ChannelContext } from "./membership-context.ts";

export type ScheduledRow = typeof scheduled.$inferSelect;

export function toScheduled({ id, body, at, zone, repeat, refusal, files }: ScheduledRow, channel: string): Scheduled {
  return { id, channel, body, at, zone, repeat, ...(refusal && { refusal }), ...(files && { files }) };
}

/** The item of this id: the one that is there, or a new one. Undefined where there are as many as there can be, or it is somebody else's. */
export async function addScheduled(
  db: Db,
  { workspace, channel, member }: Permit<"post">,
  wanted: Pick<ScheduledRow, "id" | "body" | "at" | "wallClock" | "zone" | "repeat" | "files">,
): Promise<ScheduledRow | undefined> {
  const { id, body, at, wallClock, zone, repeat, files } = wanted;
  // One statement counts and writes, so that many at once do not get past the limit.
  await raw(
    db,
    sql`insert into scheduled (id, channel_no, member_no, body, at, wall_clock, zone, repeat, created_at, files)
    select ${id}, ${channel.no}, ${member.no}, ${body}, ${at}, ${wallClock}, ${zone}, ${repeat}, ${Date.now()}, ${files && JSON.stringify(files)}
    where (select count(*) from scheduled s join members m on m.no = s.member_no
      where s.member_no = ${member.no} and m.workspace_no = ${workspace.no}) < ${SCHEDULED_MAX}
    on conflict do nothing`,
  );
  return db.query.scheduled.findFirst({
    where: (item) => and(eq(item.id, id), eq(item.memberNo, member.no), eq(item.channelNo, channel.no)),
  });
}

/** All that I have waiting in this class, the next one first. */
export async function listScheduled(db: Db, { member }: Permit<"readWorkspace">): Promise<Scheduled[]> {
  const rows = await db
    .select({ item: scheduled, channelId: channels.id })
    .from(scheduled)
    .innerJoin(channels, eq(channels.no, scheduled.channelNo))
    .where(eq(scheduled.memberNo, member.no))
    .orderBy(asc(scheduled.at));
  return rows.map(({ item, channelId }) => toScheduled(item, channelId));
}

/** An item of mine, with its channel's id. */
export async function findScheduled(
  db: Db,
  { member }: Permit<"readWorkspace">,
  id: string,
): Promise<{ item: ScheduledRow; channelId: string } | undefined> {
  return db
    .select({ item: scheduled, channelId: channels.id })
    .from(scheduled)
    .innerJoin(channels, eq(channels.no, scheduled.channelNo))
    .where(and(eq(scheduled.id, id), eq(scheduled.memberNo, member.no)))
    .get();
}

/** A change makes a refused item wait again. Undefined where it is gone meanwhile. */
export async function editScheduled(
  db: Db,
  { member }: Permit<"post">,
  id: string,
  changes: Pick<ScheduledRow, "body" | "at" | "wallClock" | "zone" | "repeat">,
): Promise<ScheduledRow | undefined> {
  const [changed] = await db
    .update(scheduled)
    .set({ ...changes, refusal: null })
    .where(and(eq(scheduled.id, id), eq(scheduled.memberNo, member.no)))
    .returning();
  return changed;
}

export async function cancelScheduled(db: Db, { member }: Permit<"readWorkspace" | "post">, id: string): Promise<void> {
  await db.delete(scheduled).where(and(eq(scheduled.id, id), eq(scheduled.memberNo, member.no)));
}

/** An item, and whom to tell of it. */
export interface ListedItem {
  item: ScheduledRow;
  channelId: string;
  workspaceId: string;
  /** Member id. */
  author: string;
  /** Null where they left the class. */
  userNo: number | null;
}

/** An item whose time has come, and where its author stands now. */
export interface DueItem extends ListedItem {
  /** Undefined where they left the class. */
  context: ChannelContext | undefined;
}

export async function readListed(db: Db, id: string): Promise<ListedItem | undefined> {
  return db
    .select({
      item: scheduled,
      channelId: channels.id,
      workspaceId: workspaces.id,
      author: members.id,
      userNo: members.userNo,
    })
    .from(scheduled)
    .innerJoin(channels, eq(channels.no, scheduled.channelNo))
    .innerJoin(members, eq(members.no, scheduled.memberNo))
    .innerJoin(workspaces, eq(workspaces.no, members.workspaceNo))
    .where(eq(scheduled.id, id))
    .get();
}

export async function readDue(db: Db, id: string): Promise<DueItem | undefined> {
  const listed = await readListed(db, id);
  if (!listed) return undefined;
  const { userNo, channelId } = listed;
  return { ...listed, context: userNo === null ? undefined : await contextInChannel(db, userNo, channelId) };
}

const unchanged = ({ id, at, body }: ScheduledRow) =>
  and(eq(scheduled.id, id), eq(scheduled.at, at), eq(scheduled.body, body));

/** It was posted: on to its next time, or gone. False where its author changed it in the meantime. */
export async function moveOn(
  db: Db,
  item: ScheduledRow,
  next: Pick<ScheduledRow, "at" | "wallClock"> | null,
): Promise<boolean> {
  const moved = next
    ? await db
        .update(scheduled)
        .set({ ...next, refusal: null })
        .where(unchanged(item))
        .returning({ id: scheduled.id })
    : await db.delete(scheduled).where(unchanged(item)).returning({ id: scheduled.id });
  return moved.length > 0;
}

export async function refuse(db: Db, item: ScheduledRow, refusal: Refusal): Promise<boolean> {
  const refused = await db.update(scheduled).set({ refusal }).where(unchanged(item)).returning({ id: scheduled.id });
  return refused.length > 0;
}

/** Ids of the files that wait with these items. */
export async function filesWaiting(db: Db, ids: readonly string[]): Promise<string[]> {
  const rows = await db
    .select({ files: scheduled.files })
    .from(scheduled)
    .where(inArray(scheduled.id, [...ids]));
  return rows.flatMap(({ files }) => storedIdsOf(files ?? []));
}

/** What a room that lost its storage has to ring for. */
export async function dueTimes(db: Db, channelNo: number): Promise<{ id: string; at: number }[]> {
  return db
    .select({ id: scheduled.id, at: scheduled.at })
    .from(scheduled)
    .where(and(eq(scheduled.channelNo, channelNo), isNull(scheduled.refusal)));
}
