/**
 * What somebody wrote in a class, walked through channel by channel: their messages have no index of their own, so that a message costs
 * one row. A walk reads a part of the history at a time and goes on where it stopped.
 */
import type { Db } from "./db.ts";
import { channelsOfClass, newestSeqOf, type WithParent } from "./class-channels.ts";
import { keyOf, seqOf } from "./message-key.ts";
import { storedMessageOf, type StoredMessage } from "./message-row.ts";
import type { KeyedRow } from "./messages.ts";

/** Where a walk is: the next place to be looked at. */
export interface Walk {
  channelNo: number;
  seq: number;
}
export const WALK_BEGINS: Walk = { channelNo: 0, seq: 1 };

/** Rows of history looked at in one statement, and channels in one step. */
const WINDOW = 20_000;
const CHANNELS = 20;

const WRITTEN = `author = ?3 AND deleted_at IS NULL`;
/** Whatever names them in a message's data too: reactions, votes. */
const TOUCHED = `((${WRITTEN}) OR (meta IS NOT NULL AND instr(meta, ?3) > 0))`;
const within = (which: string) =>
  `SELECT * FROM messages WHERE key BETWEEN ?1 AND ?2 AND ${which} ORDER BY key LIMIT CAST(?4 AS INTEGER)`;
const STATEMENTS = { written: within(WRITTEN), touched: within(TOUCHED) };

export interface Found extends WithParent {
  /** Ascending by place. */
  messages: StoredMessage[];
}

/**
 * One step: messages of one channel, or none where a part of the history has nothing of theirs.
 * @param member public id @param which `touched`: those too that they reacted to or voted in
 * @returns `next` null: the walk has come to its end
 */
export async function walkWordsOf(
  d1: D1Database,
  db: Db,
  workspaceNo: number,
  member: string,
  which: keyof typeof STATEMENTS,
  from: Walk,
  limit: number,
): Promise<{ found: Found | null; next: Walk | null }> {
  const channels = await channelsOfClass(db, workspaceNo, from.channelNo, CHANNELS);
  for (const each of channels) {
    const { no } = each.channel;
    const seq = no === from.channelNo ? from.seq : 1;
    const newest = await newestSeqOf(d1, no);
    if (seq > newest) continue;
    const to = Math.min(newest, seq + WINDOW - 1);
    const { results } = await d1
      .prepare(STATEMENTS[which])
      .bind(keyOf(no, seq), keyOf(no, to), member, limit)
      .all<KeyedRow>();
    const messages = results.map((row) => storedMessageOf(row, seqOf(no, row.key)));
    const last = messages.length === limit ? messages.at(-1)!.seq : to;
    const next = { channelNo: no, seq: last + 1 };
    if (messages.length > 0) return { found: { ...each, messages }, next };
    if (to < newest) return { found: null, next };
  }
  const last = channels.at(-1)?.channel.no;
  return {
    found: null,
    next: last !== undefined && channels.length === CHANNELS ? { channelNo: last + 1, seq: 1 } : null,
  };
}
