/**
 * A page of history from D1, in the round trip that also finds out who asks. Each message comes as the JSON that the reader is sent:
 * SQLite writes it, and nobody on the way takes it apart.
 */
import { sessionWithChannelOf, sessionStatement, type Arrival, type Arriving } from "./session-with-channel.ts";
import { keyOf, KEYS_PER_CHANNEL } from "./message-key.ts";
import { jsonInSql } from "./message-row.ts";

/** First and last place, both included; the channel may end before. */
export interface Places {
  from: number;
  to: number;
}
export interface HistoryPage {
  /** Ascending by place. */
  messages: { json: string }[];
  /** The newest place and its `rev`: D1 has every change up to that `rev`. Zeros in an empty channel. */
  last: { seq: number; rev: number };
}

// The channel's keys begin at `base`. Nothing is read for those who are not inside; what they are told is decided by access.ts.
const HERE = `WITH here (base) AS (SELECT c.no * ${KEYS_PER_CHANNEL}
  FROM sessions s
  JOIN channels c ON c.id = ?2
  JOIN members m ON m.workspace_no = c.workspace_no AND m.user_no = s.user_no AND m.left_at IS NULL
  JOIN memberships i ON i.channel_no = coalesce(c.parent_no, c.no) AND i.member_no = m.no
  WHERE s.token_hash = ?1 AND s.expires_at > ?3)`;
const MESSAGE = jsonInSql("(key - base)");
// One statement rather than two, which saves a twentieth of a page's time. The newest place and its `rev` come first, as a row of
// their own; there is none in an empty channel.
const PAGE = `${HERE}, last (seq, rev) AS (SELECT key - base, rev FROM here CROSS JOIN messages
    WHERE key BETWEEN base + 1 AND base + 4294967295 ORDER BY key DESC LIMIT 1)
  SELECT 0 AS key, json_object('seq', seq, 'rev', rev) AS json FROM last
  UNION ALL
  SELECT key, ${MESSAGE} FROM here CROSS JOIN messages WHERE key BETWEEN base + ?4 AND base + ?5
  ORDER BY key`;

// For whom the room knows already. D1 binds every number as REAL, which would be told as `5.0`.
const BLOCK = `SELECT key - base AS seq, ${MESSAGE} AS json FROM (SELECT CAST(?1 AS INTEGER) AS base) CROSS JOIN messages
  WHERE key BETWEEN base + CAST(?2 AS INTEGER) AND base + CAST(?3 AS INTEGER) ORDER BY key`;

/** The messages of these places, ascending, each as the JSON that readers are sent. Asks nobody's permission. */
export async function readBlock(
  d1: D1Database,
  channelNo: number,
  { from, to }: Places,
): Promise<{ seq: number; json: string }[]> {
  const block = d1.prepare(BLOCK).bind(keyOf(channelNo, 0), from, to);
  return (await block.all<{ seq: number; json: string }>()).results;
}

export async function readSessionAndPage(
  d1: D1Database,
  arriving: Arriving,
  { from, to }: Places,
): Promise<Arrival & { page: HistoryPage }> {
  const { tokenHash, channelId, now } = arriving;
  const [arrived, found] = await d1.batch<unknown>([
    sessionStatement(d1, arriving),
    d1.prepare(PAGE).bind(tokenHash, channelId, now, from, to),
  ]);
  const [last, ...messages] = (found?.results ?? []) as HistoryPage["messages"];
  return {
    ...sessionWithChannelOf(arrived?.results ?? []),
    page: { messages, last: last ? (JSON.parse(last.json) as HistoryPage["last"]) : { seq: 0, rev: 0 } },
  };
}
