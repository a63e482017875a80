/**
 * A page of history from D1, in the round trip that also finds out who asks. Each message comes as the JSON that the reader is sent:
 * SQLite writes it, and nobody on the way takes it apart.
 */
import { LookupBatcher } from "./lookup-batcher.ts";
import { keyOf, KEYS_PER_CHANNEL } from "./message-key.ts";
import { SESSION_WITH_CHANNEL, type ChannelArrival } from "./session-with-channel.ts";
import { arrivalsOf, arrivalsStatement, type Arriving } from "./sessions-asked-for.ts";

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
// `meta` is JSON as it stands there.
const MESSAGE = `'{"id":' || json_quote(id) || ',"seq":' || (key - base) || ',"rev":' || rev || ',"author":' || json_quote(author)
  || ',"at":' || at || ',"body":' || json_quote(body)
  || iif(edited_at IS NULL, '', ',"editedAt":' || edited_at) || iif(deleted_at IS NULL, '', ',"deletedAt":' || deleted_at)
  || iif(reply_to IS NULL, '', ',"replyTo":' || reply_to) || iif(meta IS NULL, '', ',"meta":' || meta) || '}'`;
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

interface PageAsked {
  arriving: Arriving;
  places: Places;
}
export type PageArrival = ChannelArrival & { page: HistoryPage };
type ArrivalRow = Parameters<ReturnType<typeof SESSION_WITH_CHANNEL.reader>>[0];

/** Each page is a statement, and a request on the free plan may make fifty. */
const PAGES_AT_ONCE = 16;

async function readPages(d1: D1Database, asked: PageAsked[]): Promise<PageArrival[]> {
  const now = Date.now();
  const arriving = asked.map((each) => each.arriving);
  const [arrived, ...found] = await d1.batch<unknown>([
    arrivalsStatement(d1, SESSION_WITH_CHANNEL, arriving, now),
    ...asked.map(({ arriving: { tokenHash, placeId }, places: { from, to } }) =>
      d1.prepare(PAGE).bind(tokenHash, placeId, now, from, to),
    ),
  ]);
  const arrivals = arrivalsOf(SESSION_WITH_CHANNEL, (arrived?.results ?? []) as ArrivalRow[], asked.length, now);
  return arrivals.map((arrival, i) => ({ ...arrival, page: pageOf(found[i]?.results ?? []) }));
}
const batcher = new LookupBatcher(readPages, { most: PAGES_AT_ONCE });

function pageOf(rows: unknown[]): HistoryPage {
  const [last, ...messages] = rows as HistoryPage["messages"];
  return { messages, last: last ? (JSON.parse(last.json) as HistoryPage["last"]) : { seq: 0, rev: 0 } };
}

/** In one round trip, together with all who ask for pages in this moment. */
export function readSessionAndPage(d1: D1Database, arriving: Arriving, places: Places): Promise<PageArrival> {
  return batcher.ask(d1, { arriving, places });
}
