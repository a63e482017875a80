/** Threads: channels that hang on a message. Who follows one has a membership of it; who may read it is decided by its parent's. */
import { and, eq, sql, type SQL } from "drizzle-orm";
import { THREADS_PAGE, THREADS_LISTED_MAX, type Message, type MyChannel, type MyThread } from "../../protocol/index.ts";
import { OPEN_THREADS_MAX, type OpenThread } from "../../protocol/threads.ts";
import type { Permit } from "./permit.ts";
import { channelByNo, myChannelViews, newestKey, newestSeq, toMyChannel, viewOfChannel } from "./channel-views.ts";
import type { ChannelRow, Db } from "./db.ts";
import { ACTIVE_STEP_MS } from "./follows.ts";
import { KEYS, KEYS_PER_CHANNEL, keyOf, lastKeyOf } from "./message-key.ts";
import { publicColumns } from "./message-row.ts";
import { messageIn, type KeyedRow } from "./messages.ts";
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
  const now = Date.now();
  const followed = await raw(
    db,
    sql`insert into memberships (channel_no, member_no, joined_at, read_seq, notify, active_at)
    select c.no, ${member.no}, ${now}, ${newestSeq}, 'all', coalesce((select at from messages where key = ${newestKey}), ${now})
    from channels c where c.no = ${channel.no}
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

/** Of the threads that somebody follows, the newest are looked at for what is unread: as many, however many there ever were. */
const LOOKED_AT = sql.raw("100");
const LISTED_MAX = sql.raw(String(THREADS_LISTED_MAX));

/**
 * Followed threads that are not read to their end, the newest first, among the LOOKED_AT that were talked in last; only of parents
 * that one is still in. A query for a batch. `memberNo` may be a subquery.
 */
export function unreadThreadViews(db: Db, memberNo: number | SQL) {
  const unread = sql`(select followed.* from (select * from memberships indexed by memberships_in_threads
      where member_no = ${memberNo} and active_at is not null order by active_at desc limit ${LOOKED_AT}) followed
    where (select max(key) from messages where key > followed.channel_no * ${KEYS} + followed.read_seq
      and key < (followed.channel_no + 1) * ${KEYS}) is not null limit ${LISTED_MAX}) mine`;
  return myChannelViews(
    db,
    sql`c.kind = 'thread' and exists (select 1 from memberships home where home.channel_no = c.parent_no and home.member_no = mine.member_no)
      order by last.at desc`,
    unread,
  );
}

/** Followed threads that are looked at for one page of them; more where so many were talked in within ACTIVE_STEP_MS. */
const SCANNED_FIRST = 3 * THREADS_PAGE;

// From the newest message that one hangs on, by the index of `channels_by_parent`: as much is read however many there ever were, but
// for those that are locked or whose message is gone.
const OPEN_IN = `SELECT c.id AS thread, ${publicColumns("m")}
  FROM channels c INDEXED BY channels_by_parent CROSS JOIN messages m ON m.key = c.parent_no * ${KEYS_PER_CHANNEL} + c.parent_seq
  WHERE c.parent_no = ? AND c.archived_at IS NULL AND json_extract(c.rules, '$.locked') IS NOT 1 AND m.deleted_at IS NULL
  ORDER BY c.parent_seq DESC LIMIT ${OPEN_THREADS_MAX}`;

/** Threads of a channel that can be written in, those on the newest messages first. A root that D1 does not have yet comes with the next reading. */
export async function openThreadsIn(d1: D1Database, { channel }: Permit<"readChannel">): Promise<OpenThread[]> {
  const { results } = await d1.prepare(OPEN_IN).bind(channel.no).all<KeyedRow & { thread: string }>();
  return results.map(({ thread, ...row }) => ({ channel: thread, root: messageIn(channel.no, row) }));
}

interface Followed {
  channelNo: number;
  parentNo: number;
  parentSeq: number;
  activeAt: number;
  lastAt: number | null;
  inside: number;
}

/** My threads with their root messages, the one with the newest message first. `before`: ms since 1970. */
export async function listThreads(
  db: Db,
  d1: D1Database,
  { member }: Permit<"readWorkspace">,
  before = Number.MAX_SAFE_INTEGER,
): Promise<{ threads: MyThread[]; reachedEnd: boolean }> {
  const found = await newestFollowed(db, member.no, before);
  const page = found.slice(0, THREADS_PAGE);
  const nos = JSON.stringify(page.map(({ channelNo }) => channelNo));
  const rootKeys = page.map(({ parentNo, parentSeq }) => keyOf(parentNo, parentSeq));
  const [views, { results }] = await Promise.all([
    myChannelViews(
      db,
      sql`mine.member_no = ${member.no} and mine.channel_no in (select value from json_each(${nos})) order by last.at desc, c.no`,
    ),
    d1
      .prepare(`SELECT ${publicColumns("m")} FROM messages m WHERE m.key IN (SELECT value FROM json_each(?))`)
      .bind(JSON.stringify(rootKeys))
      .all<KeyedRow>(),
  ]);
  const roots = new Map(results.map((row) => [row.key, row]));
  // A root that D1 does not have yet comes with the next reading.
  const threads = views.flatMap((view): MyThread[] => {
    const { parentNo, parentSeq } = view;
    const root = parentNo === null || parentSeq === null ? undefined : roots.get(keyOf(parentNo, parentSeq));
    return root ? [{ channel: toMyChannel(view), root: messageIn(parentNo ?? 0, root) }] : [];
  });
  return { threads, reachedEnd: found.length <= THREADS_PAGE };
}

/** A page and one more of the threads whose newest message is older than `before`, the newest first. */
async function newestFollowed(db: Db, memberNo: number, before: number): Promise<Followed[]> {
  for (let scanned = SCANNED_FIRST; ; scanned *= 4) {
    const rows = await raw<Followed>(
      db,
      sql`select c.no as channelNo, c.parent_no as parentNo, c.parent_seq as parentSeq, mine.active_at as activeAt, last.at as lastAt,
        exists (select 1 from memberships home where home.channel_no = c.parent_no and home.member_no = mine.member_no) as inside
      from (select channel_no, member_no, active_at from memberships indexed by memberships_in_threads
        where member_no = ${memberNo} and active_at < ${before} order by active_at desc limit ${scanned}) mine
      join channels c on c.no = mine.channel_no
      left join messages last on last.key = ${newestKey}
      order by last.at desc, c.no`,
    );
    const found = rows.filter(({ lastAt, inside }) => inside === 1 && lastAt !== null && lastAt < before);
    const oldest = Math.min(...rows.map(({ activeAt }) => activeAt));
    // Behind the last row that was looked at there may be threads whose newest message is that much later than their row says.
    const atStake = found[THREADS_PAGE]?.lastAt ?? -Infinity;
    if (rows.length < scanned || atStake >= oldest + ACTIVE_STEP_MS) return found;
  }
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
    .bind(keyOf(channelNo, 0), lastKeyOf(channelNo))
    .all<{ author: string; deleted: number }>();
  return {
    deleted: results.reduce((sum, row) => sum + row.deleted, 0),
    people: results.slice(0, faces).map(({ author }) => author),
  };
}
