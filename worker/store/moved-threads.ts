/** Threads that go along with the messages that they hang on: one row of each says where that is, and none of their messages moves. */
import { eq, sql } from "drizzle-orm";
import { MOVE_UNDONE_WITHIN_MS } from "../../protocol/moves.ts";
import type { ChannelRow, Db, WorkspaceRow } from "./db.ts";
import { openDb } from "./db.ts";
import { parents } from "./membership-context.ts";
import { KEYS } from "./message-key.ts";
import { raw } from "./raw.ts";
import { channels, memberships, workspaces } from "./schema.ts";

/** How often a thread went elsewhere: beside the other rare fields of a channel, in `channels.meta`. */
export const wentOf = (meta: ChannelRow["meta"]): number => (meta?.["went"] as number | undefined) ?? 0;

/** Where a message stood, and where it stands. */
interface Place {
  from: number;
  to: number;
}
export interface MovedThread {
  channel: ChannelRow;
  workspace: WorkspaceRow;
  parent: ChannelRow | null;
}

const GO = `UPDATE OR IGNORE channels SET parent_no = ?2, parent_seq = json_extract(went.value, '$[1]'),
    meta = json_set(coalesce(meta, '{}'), '$.went', coalesce(json_extract(meta, '$.went'), 0) + 1)
  FROM json_each(?3) went WHERE parent_no = ?1 AND parent_seq = json_extract(went.value, '$[0]')`;
// In the places of ?2, as they hang now.
const THREADS = `json_each(?2) went
    CROSS JOIN channels c INDEXED BY channels_by_parent ON c.parent_no = ?1 AND c.parent_seq = json_extract(went.value, '$[1]')`;
const READERS = `(SELECT member_no FROM memberships WHERE channel_no = ?1)`;
// Who followed a thread before it went where they don't read, and reads it now, follows it as they did.
const REGAIN = `INSERT INTO memberships (channel_no, member_no, joined_at, read_seq, seen_seq, muted, mute_ends_at, notify, active_at)
  SELECT c.no, l.value ->> 0, l.value ->> 1, l.value ->> 2, l.value ->> 3, l.value ->> 4, l.value ->> 5, l.value ->> 6, l.value ->> 7
  FROM ${THREADS} CROSS JOIN json_each(c.meta, '$.lost') l
  WHERE l.value ->> 0 IN ${READERS} AND l.value ->> 8 >= ?3 ON CONFLICT DO NOTHING`;
const LOSE = `UPDATE channels SET meta = (SELECT
    CASE count(*) WHEN 0 THEN json_remove(channels.meta, '$.lost') ELSE json_set(channels.meta, '$.lost', json_group_array(json(lost.one))) END
    FROM (SELECT value AS one FROM json_each(channels.meta, '$.lost') WHERE value ->> 0 NOT IN ${READERS} AND value ->> 8 >= ?3
      UNION ALL SELECT json_array(f.member_no, f.joined_at, f.read_seq, f.seen_seq, f.muted, f.mute_ends_at, f.notify, f.active_at, ?4)
      FROM memberships f WHERE f.channel_no = channels.no AND f.member_no NOT IN ${READERS}) lost)
  WHERE no IN (SELECT c.no FROM ${THREADS})`;
// Who follows a thread is in its channel. Whoever is not in this one would be told of what they may not read.
const UNFOLLOW = `DELETE FROM memberships WHERE channel_no IN (SELECT c.no FROM ${THREADS})
  AND member_no NOT IN ${READERS}
  RETURNING (SELECT id FROM members WHERE no = member_no) AS member, (SELECT id FROM channels WHERE no = channel_no) AS thread`;

/**
 * Threads on these places of one channel hang on those of another from now on, with who follows them and may read there. Safe to repeat.
 * Who may not follows them again where they come back within the time in which a move is undone.
 * @returns those that hang there, and who followed one and does no more (public ids). @throws when D1 cannot be asked
 */
export async function hangElsewhere(
  d1: D1Database,
  from: number,
  to: number,
  places: readonly Place[],
  now = Date.now(),
): Promise<{ threads: MovedThread[]; lost: { member: string; thread: string }[] }> {
  const went = JSON.stringify(places.map((place) => [place.from, place.to]));
  const since = now - MOVE_UNDONE_WITHIN_MS;
  const [, , , unfollowed] = await d1.batch([
    d1.prepare(GO).bind(from, to, went),
    d1.prepare(REGAIN).bind(to, went, since),
    d1.prepare(LOSE).bind(to, went, since, now),
    d1.prepare(UNFOLLOW).bind(to, went),
  ]);
  const threads = await threadsOn(
    openDb(d1),
    to,
    places.map((place) => place.to),
  );
  return { threads, lost: (unfollowed?.results ?? []) as { member: string; thread: string }[] };
}

/** Members who follow a thread. */
export async function followersOf(db: Db, threadNo: number): Promise<number[]> {
  const rows = await db
    .select({ no: memberships.memberNo })
    .from(memberships)
    .where(eq(memberships.channelNo, threadNo));
  return rows.map(({ no }) => no);
}

/** The threads on these places of a channel. */
export async function threadsOn(db: Db, channelNo: number, seqs: readonly number[]): Promise<MovedThread[]> {
  return db
    .select({ channel: channels, workspace: workspaces, parent: parents })
    .from(channels)
    .innerJoin(workspaces, eq(workspaces.no, channels.workspaceNo))
    .innerJoin(parents, eq(parents.no, channels.parentNo))
    .where(
      sql`${channels.parentNo} = ${channelNo} and ${channels.parentSeq} in (select value from json_each(${JSON.stringify(seqs)}))`,
    );
}

/** Who wrote in these threads (public ids), and how many replies of theirs are not deleted: every message of them is read. */
export async function repliesIn(
  db: Db,
  threads: readonly MovedThread[],
): Promise<{ author: string; replies: number }[]> {
  if (threads.length === 0) return [];
  const nos = JSON.stringify(threads.map(({ channel }) => channel.no));
  return raw<{ author: string; replies: number }>(
    db,
    sql`select m.author, sum(m.deleted_at is null) as replies from json_each(${nos}) t
      cross join messages m on m.key > t.value * ${KEYS} and m.key < (t.value + 1) * ${KEYS} group by m.author`,
  );
}
