/** All channels and threads of a class, for what goes through its whole history. */
import { and, asc, eq, gte, inArray, sql } from "drizzle-orm";
import type { ChannelRow, Db } from "./db.ts";
import { parents } from "./membership-context.ts";
import { keyOf, KEYS, lastKeyOf } from "./message-key.ts";
import type { Permit } from "./permit.ts";
import { raw } from "./raw.ts";
import { channels } from "./schema.ts";

/** The channels of these numbers and above, ascending, each with its parent where it is a thread. */
export function channelsFrom(
  db: Db,
  { workspace }: Permit<"editWorkspace">,
  from: number,
  limit: number,
): Promise<WithParent[]> {
  return channelsOfClass(db, workspace.no, from, limit);
}

export interface WithParent {
  channel: ChannelRow;
  parent: ChannelRow | null;
}
/** The same for what works by itself, and was allowed before it began. */
export async function channelsOfClass(db: Db, workspaceNo: number, from: number, limit: number): Promise<WithParent[]> {
  return db
    .select({ channel: channels, parent: parents })
    .from(channels)
    .leftJoin(parents, eq(parents.no, channels.parentNo))
    .where(and(eq(channels.workspaceNo, workspaceNo), gte(channels.no, from)))
    .orderBy(asc(channels.no))
    .limit(limit)
    .all();
}

/** The channels and threads that were talked in last, the newest first: two rows read for each that the class has, and one more of these. */
export async function channelsTalkedInLast(
  db: Db,
  { workspace }: Permit<"editWorkspace">,
  limit: number,
): Promise<{ channel: ChannelRow; parent: ChannelRow | null }[]> {
  const last = await raw<{ no: number }>(
    db,
    sql`select c.no, (select m.at from messages m where m.key between c.no * ${KEYS} and c.no * ${KEYS} + ${KEYS} - 1 order by m.key desc limit 1) as at
      from channels c where c.workspace_no = ${workspace.no} order by at desc limit ${limit}`,
  );
  if (last.length === 0) return [];
  return db
    .select({ channel: channels, parent: parents })
    .from(channels)
    .leftJoin(parents, eq(parents.no, channels.parentNo))
    .where(
      inArray(
        channels.no,
        last.map(({ no }) => no),
      ),
    )
    .all();
}

/** Ids of the channels and threads that were talked in since then (ms since 1970), the newest first: two rows read for each that the class has. */
export async function talkedInSince(
  db: Db,
  { workspace }: Permit<"readStatus">,
  since: number,
  limit: number,
): Promise<string[]> {
  const rows = await raw<{ id: string }>(
    db,
    sql`select id from (select c.id, (select m.at from messages m where m.key between c.no * ${KEYS} and c.no * ${KEYS} + ${KEYS} - 1 order by m.key desc limit 1) as at
      from channels c where c.workspace_no = ${workspace.no}) where at >= ${since} order by at desc limit ${limit}`,
  );
  return rows.map(({ id }) => id);
}

/** How many messages the history of a class has, tombstones included: two rows read for each channel. */
export async function countMessages(db: Db, { workspace }: Permit<"editWorkspace">): Promise<number> {
  const [row] = await raw<{ n: number | null }>(
    db,
    sql`select sum((select max(m.key) from messages m where m.key between c.no * ${KEYS} and c.no * ${KEYS} + ${KEYS} - 1) - c.no * ${KEYS}) as n
      from channels c where c.workspace_no = ${workspace.no}`,
  );
  return row?.n ?? 0;
}

/** The place of a channel's newest message in the history; 0 where there is none. */
export async function newestSeqOf(d1: D1Database, channelNo: number): Promise<number> {
  const key = await d1
    .prepare(`SELECT max(key) AS key FROM messages WHERE key BETWEEN ? AND ?`)
    .bind(keyOf(channelNo, 0), lastKeyOf(channelNo))
    .first<number | null>("key");
  return key === null || key === undefined ? 0 : key - keyOf(channelNo, 0);
}
