/** What is older than its channel keeps: found a part of the history at a time. */
import { keyOf, KEYS_PER_CHANNEL, lastKeyOf, seqOf } from "./message-key.ts";

/** Rows looked at in one statement, and taken out at once. */
const WINDOW = 1_000;
const AT_ONCE = 200;

// The message says whether it is one: what stands in `landmarks` may be of yesterday.
const MARKED = `(m.meta IS NOT NULL AND (json_extract(m.meta, '$.pinned') IS NOT NULL OR json_extract(m.meta, '$.checkpoint') IS NOT NULL))`;
const LOOK = `SELECT m.key, m.at, m.deleted_at IS NOT NULL OR ${MARKED} AS stays FROM messages m
  WHERE m.key BETWEEN ?1 AND ?2 ORDER BY m.key LIMIT ${WINDOW}`;

export interface Look {
  /** Places of messages that are to go, ascending. */
  seqs: number[];
  /** All before this place is done with, once those are gone. */
  next: number;
  /** Nothing older than the time is left behind it. */
  isDone: boolean;
}

/** From a place on. @param before ms since 1970: what was written earlier is to go, unless it is pinned or a checkpoint */
export async function lookForExpired(d1: D1Database, channelNo: number, from: number, before: number): Promise<Look> {
  const { results } = await d1
    .prepare(LOOK)
    .bind(keyOf(channelNo, from), lastKeyOf(channelNo))
    .all<{ key: number; at: number; stays: number }>();
  const seqs: number[] = [];
  for (const { key, at, stays } of results) {
    const seq = seqOf(channelNo, key);
    if (at >= before) return { seqs, next: seq, isDone: true };
    if (stays) continue;
    if (seqs.length === AT_ONCE) return { seqs, next: seq, isDone: false };
    seqs.push(seq);
  }
  const last = results.at(-1);
  return {
    seqs,
    next: last ? seqOf(channelNo, last.key) + 1 : from,
    isDone: results.length < WINDOW,
  };
}

const THREADS = `SELECT c.no, c.id, c.parent_seq AS seq FROM channels c WHERE c.parent_no = ?1 AND EXISTS (
    SELECT 1 FROM messages m WHERE m.key > c.no * ${KEYS_PER_CHANNEL} AND m.key < (c.no + 1) * ${KEYS_PER_CHANNEL}
    AND m.at < ?2 AND m.deleted_at IS NULL AND NOT ${MARKED})
  LIMIT CAST(?3 AS INTEGER)`;

/** Threads of a channel in which something is older than that. */
export async function threadsWithExpired(
  d1: D1Database,
  channelNo: number,
  before: number,
  limit: number,
): Promise<{ no: number; id: string; seq: number }[]> {
  const found = await d1.prepare(THREADS).bind(channelNo, before, limit).all<{ no: number; id: string; seq: number }>();
  return found.results;
}
