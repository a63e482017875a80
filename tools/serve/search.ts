/** A search index that is new gets the history that is there: before anybody is served, straight from one database into the other. */
import type { D1Database } from "@cloudflare/workers-types";
import type { Message } from "../../protocol/index.ts";
import { indexedOf } from "../../protocol/search/indexed.ts";
import { valuesOf, WRITE_ONE } from "../../protocol/search/index-rows.ts";

/** Messages in one transaction. */
const PAGE = 10_000;
const KEYS_PER_CHANNEL = 2 ** 32;

interface Row {
  key: number;
  author: string;
  at: number;
  body: string;
  deleted_at: number | null;
  reply_to: number | null;
  meta: string | null;
}

const PROGRESS = "SELECT channel_no AS channelNo, seq FROM reindexing WHERE workspace_no = ?";
const KEEP_PROGRESS =
  "INSERT OR REPLACE INTO reindexing (workspace_no, channel_no, seq, done, total, began_at) VALUES (?1, ?2, ?3, 0, 0, ?4)";
const HAS_ALL = "DELETE FROM reindexing WHERE workspace_no = ?";
/** No class has this number. */
const OF_ALL = 0;
/** What merges the parts of the index on the way has them at hand: KiB. */
const CACHE_KIB = 65_536;

/**
 * Whoever broke it off goes on where it stopped: how far it is stands in the index, written with each part of it.
 * @returns how many messages it read; 0 where the index has something already, and all of it
 * @throws as SQLite does
 */
export async function fillSearchOnce(
  d1: D1Database,
  search: D1Database,
  print: (line: string) => void,
): Promise<number> {
  const stopped = await search.prepare(PROGRESS).bind(OF_ALL).first<{ channelNo: number; seq: number }>();
  if (!stopped && (await search.prepare("SELECT 1 FROM found LIMIT 1").first())) return 0;
  const parents = await d1
    .prepare("SELECT no, parent_no FROM channels WHERE parent_no IS NOT NULL")
    .all<{ no: number; parent_no: number }>();
  const parentOf = new Map(parents.results.map(({ no, parent_no }) => [no, parent_no]));
  const page = d1.prepare(
    "SELECT key, author, at, body, deleted_at, reply_to, meta FROM messages WHERE key > ? ORDER BY key LIMIT ?",
  );
  await search.prepare(`PRAGMA cache_size = -${CACHE_KIB}`).run();
  // Row by row: as one text of JSON each would be written and read once more.
  const write = search.prepare(WRITE_ONE);
  const keep = search.prepare(KEEP_PROGRESS);
  let read = 0;
  for (let after = stopped ? stopped.channelNo * KEYS_PER_CHANNEL + stopped.seq : 0; ;) {
    const { results } = await page.bind(after, PAGE).all<Row>();
    const last = results.at(-1);
    if (!last) break;
    if (read === 0) print("Making the search index …");
    const rows = results.flatMap((row) => {
      const channelNo = Math.floor(row.key / KEYS_PER_CHANNEL);
      const seq = row.key % KEYS_PER_CHANNEL;
      const indexed = indexedOf(messageOf(row, seq), { channelNo, homeNo: parentOf.get(channelNo) ?? channelNo });
      return indexed ? [write.bind(...valuesOf({ channelNo, seq, at: row.at, indexed }))] : [];
    });
    read += results.length;
    after = last.key;
    const place = [Math.floor(after / KEYS_PER_CHANNEL), after % KEYS_PER_CHANNEL];
    await search.batch([...rows, keep.bind(OF_ALL, ...place, Date.now())]);
  }
  await search.prepare(HAS_ALL).bind(OF_ALL).run();
  return read;
}

/** As far as the index looks at it. */
function messageOf({ author, at, body, deleted_at, reply_to, meta }: Row, seq: number): Message {
  return {
    ...{ id: "", rev: 0, seq, author, at, body },
    ...(deleted_at !== null && { deletedAt: deleted_at }),
    ...(reply_to !== null && { replyTo: reply_to }),
    ...(meta !== null && { meta: JSON.parse(meta) as NonNullable<Message["meta"]> }),
  };
}
