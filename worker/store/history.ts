/**
 * A page of history from D1, in the round trip that also finds out who asks. Each message comes as the JSON that the reader is sent:
 * SQLite writes it, and nobody on the way takes it apart.
 */
import { sql } from "drizzle-orm";
import type { ChannelContext } from "./membership-context.ts";
import { channels, memberships } from "./schema.ts";
import { keyOf, KEYS, KEYS_PER_CHANNEL } from "./message-key.ts";
import { jsonInSql } from "./message-row.ts";
import {
  channelLookupStatement,
  channelContextReader,
  type ChannelLookupRow,
  type ChannelLookup,
} from "./session-with-channel.ts";
import { sessionLookupBeside, type SessionQuery } from "./session-lookup.ts";

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

const MESSAGE = jsonInSql("(key - base)");

// For whom the room knows already. D1 binds every number as REAL, which would be told as `5.0`.
const BLOCK = `SELECT key - base AS seq, ${MESSAGE} AS json FROM (SELECT CAST(?1 AS INTEGER) AS base) CROSS JOIN messages
  WHERE key BETWEEN base + CAST(?2 AS INTEGER) AND base + CAST(?3 AS INTEGER) AND rev > CAST(?4 AS INTEGER) ORDER BY key`;

/**
 * The messages of these places, ascending, each as the JSON that readers are sent. Asks nobody's permission.
 * @param since only those whose last change has a higher `rev`
 */
export async function readBlock(
  d1: D1Database,
  channelNo: number,
  { from, to }: Places,
  since = 0,
): Promise<{ seq: number; json: string }[]> {
  const block = d1.prepare(BLOCK).bind(keyOf(channelNo, 0), from, to, since);
  return (await block.all<{ seq: number; json: string }>()).results;
}

/** The newest place and its `rev`; null in an empty channel. What those are told who are not inside is decided by access.ts. */
const last = sql<string | null>`case when ${memberships.memberNo} is not null then (
  select json_object('seq', key - ${KEYS} * ${channels.no}, 'rev', rev) from messages
  where key between ${KEYS} * ${channels.no} + 1 and ${KEYS} * ${channels.no} + 4294967295 order by key desc limit 1) end`;
// Nothing is read for those who are not inside. CROSS JOIN keeps the order: from those who ask to what each of them asks for.
const PAGES = `WITH here (askedNo, base, low, high) AS (
    SELECT asked.key, c.no * ${KEYS_PER_CHANNEL}, json_extract(asked.value, '$[2]'), json_extract(asked.value, '$[3]')
    FROM json_each(?1) asked
    CROSS JOIN sessions s ON s.token_hash = json_extract(asked.value, '$[0]') AND s.expires_at > ?2
    CROSS JOIN channels c ON c.id = json_extract(asked.value, '$[1]')
    CROSS JOIN members m ON m.workspace_no = c.workspace_no AND m.user_no = s.user_no AND m.left_at IS NULL
    CROSS JOIN memberships i ON i.channel_no = coalesce(c.parent_no, c.no) AND i.member_no = m.no)
  SELECT askedNo, ${MESSAGE} AS json FROM here CROSS JOIN messages WHERE key BETWEEN base + low AND base + high
  ORDER BY askedNo, key`;

/** A page of the longest messages is 3 MB. */
const PAGES_AT_ONCE = 8;

interface LastRow extends ChannelLookupRow {
  last: string | null;
}
interface MessageRow {
  askedNo: number;
  json: string;
}
const read = sessionLookupBeside(
  {
    ...channelLookupStatement({ last: last.as("last") }),
    reader: channelContextReader as () => (row: LastRow) => ChannelContext | undefined,
  },
  {
    sql: PAGES,
    most: PAGES_AT_ONCE,
    read: (row, messages: MessageRow[]): { page: HistoryPage } => ({
      page: { messages, last: row?.last ? (JSON.parse(row.last) as HistoryPage["last"]) : { seq: 0, rev: 0 } },
    }),
  },
);

/** In one round trip, together with all who ask for pages in this moment. */
export function readSessionAndPage(
  d1: D1Database,
  arriving: SessionQuery,
  { from, to }: Places,
): Promise<ChannelLookup & { page: HistoryPage }> {
  return read(d1, { ...arriving, values: [from, to] });
}
