/** Threads: channels that hang on a message. Who follows one has a membership of it; who may read it is decided by its parent's. */
import { and, eq, sql, type SQL } from "drizzle-orm";
import { THREADS_PAGE, THREADS_TOLD, type Message, type MyChannel, type MyThread } from "../../protocol/index.ts";
import type { Permit } from "../access.ts";
import { channelByNo, myChannelViews, newestKey, newestSeq, toMyChannel, viewOfChannel } from "./channel-views.ts";
import type { ChannelRow, Db } from "./db.ts";
import { keyOf, messageColumns, messageOf, type StoredRow } from "./messages.ts";
import { publicId } from "./public-id.ts";
import { raw } from "./raw.ts";
import { channels } from "./schema.ts";

/** The thread on this message, if there is one. */
export function threadOn(db: Db, { channel }: Permit<"readChannel">, seq: number): Promise<ChannelRow | undefined> {
  return threadAt(db, channel.no, seq);
}

async function threadAt(db: Db, parentNo: number, parentSeq: number): Promise<ChannelRow | undefined> {
  return db
    .select()
    .from(channels)
    .where(and(eq(channels.parentNo, parentNo), eq(channels.parentSeq, parentSeq)))
    .get();
}

/** The thread on this message, made if there is none. Two who start it at once end in the same one. */
export async function startThread(
  db: Db,
  { workspace, channel }: Permit<"startThread">,
  root: Pick<Message, "seq" | "author">,
): Promise<ChannelRow | undefined> {
  await raw(
    db,
    sql`insert into channels (id, workspace_no, kind, parent_no, parent_seq, created_by, created_at)
    values (${publicId()}, ${workspace.no}, 'thread', ${channel.no}, ${root.seq},
      (select no from members where id = ${root.author} and workspace_no = ${workspace.no}), ${Date.now()})
    on conflict do nothing`,
  );
  return threadAt(db, channel.no, root.seq);
}

/** Follows from here on; what was said before counts as read. False: did already. */
export async function followThread(db: Db, { channel, member }: Permit<"followThread">): Promise<boolean> {
  const followed = await raw(
    db,
    sql`insert into memberships (channel_no, member_no, joined_at, read_seq, notify)
    select c.no, ${member.no}, ${Date.now()}, ${newestSeq}, 'all' from channels c where c.no = ${channel.no}
    on conflict do nothing returning member_no`,
  );
  return followed.length > 0;
}

export async function unfollowThread(db: Db, { channel, member }: Permit<"followThread">): Promise<void> {
  await raw(db, sql`delete from memberships where channel_no = ${channel.no} and member_no = ${member.no}`);
}

/** A thread as this person sees it, whether they follow it or not. */
export async function viewOfThread(db: Db, channelNo: number, memberNo: number): Promise<MyChannel | undefined> {
  const followed = await viewOfChannel(db, channelNo, memberNo);
  if (followed) return followed;
  const channel = await channelByNo(db, channelNo);
  if (channel?.kind !== "thread") return undefined;
  const [last] = await raw<{ seq: number; at: number }>(
    db,
    sql`select ${newestSeq} as seq, coalesce((select at from messages where key = ${newestKey}), 0) as at from channels c where c.no = ${channelNo}`,
  );
  if (!last) return undefined;
  const { seq: lastSeq, at: lastAt } = last;
  return { ...channel, lastSeq, lastAt, readSeq: lastSeq, mentions: 0, muted: false, notify: "all", following: false };
}

/** Only of parents that one is still in. */
const ofMine = sql`c.kind = 'thread' and exists (select 1 from memberships home
  where home.channel_no = c.parent_no and home.member_no = mine.member_no)`;

/** Followed threads that are not read to their end, the newest first. A query for a batch. `mine`: whose, as a condition. */
export function unreadThreadViews(db: Db, mine: SQL) {
  return myChannelViews(
    db,
    sql`${mine} and ${ofMine} and last.key - c.no * 4294967296 > mine.read_seq order by last.at desc limit ${sql.raw(String(THREADS_TOLD))}`,
  );
}

/** My threads with their root messages, the one with the newest message first. `before`: ms since 1970. */
export async function listThreads(
  db: Db,
  d1: D1Database,
  { workspace, member }: Permit<"readWorkspace">,
  before?: number,
): Promise<{ threads: MyThread[]; reachedEnd: boolean }> {
  const views = await myChannelViews(
    db,
    sql`mine.member_no = ${member.no} and w.no = ${workspace.no} and ${ofMine} and last.at < ${before ?? Number.MAX_SAFE_INTEGER}
      order by last.at desc, c.no limit ${THREADS_PAGE + 1}`,
  );
  const page = views.slice(0, THREADS_PAGE).map((view) => {
    const { parentNo, parentSeq } = view;
    return { view, parentNo: parentNo ?? 0, key: keyOf(parentNo ?? 0, parentSeq ?? 0) };
  });
  const { results } = await d1
    .prepare(`SELECT ${messageColumns("m")} FROM messages m WHERE m.key IN (SELECT value FROM json_each(?))`)
    .bind(JSON.stringify(page.map(({ key }) => key)))
    .all<StoredRow>();
  const roots = new Map(results.map((row) => [row.key, row]));
  // A root that D1 does not have yet comes with the next reading.
  const threads = page.flatMap(({ view, parentNo, key }): MyThread[] => {
    const root = roots.get(key);
    return root ? [{ channel: toMyChannel(view), root: messageOf(parentNo, root) }] : [];
  });
  return { threads, reachedEnd: views.length <= THREADS_PAGE };
}

/** Of a thread whose room lost its storage: how many of its messages are deleted, and who wrote first. */
export async function readReplies(
  d1: D1Database,
  channelNo: number,
  faces: number,
): Promise<{ deleted: number; people: string[] }> {
  const { results } = await d1
    .prepare(
      `SELECT author, sum(deleted_at IS NOT NULL) AS deleted FROM messages WHERE key BETWEEN ?1 AND ?2 GROUP BY author ORDER BY min(key)`,
    )
    .bind(channelNo * 2 ** 32, (channelNo + 1) * 2 ** 32 - 1)
    .all<{ author: string; deleted: number }>();
  return {
    deleted: results.reduce((sum, row) => sum + row.deleted, 0),
    people: results.slice(0, faces).map(({ author }) => author),
  };
}
