/** A search index that is new gets the history that is there: before anybody is served, straight from one database into the other. */
import type { D1Database } from "@cloudflare/workers-types";
import type { Message } from "../../protocol/index.ts";
import { indexedOf } from "../../protocol/search/indexed.ts";
import { statementsFor } from "../../protocol/search/index-rows.ts";

const PAGE = 2_000;
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

/** @returns how many messages it read; 0 where the index has something already */
export async function fillSearchOnce(
  d1: D1Database,
  search: D1Database,
  print: (line: string) => void,
): Promise<number> {
  if (await search.prepare("SELECT 1 FROM found LIMIT 1").first()) return 0;
  const parents = await d1
    .prepare("SELECT no, parent_no FROM channels WHERE parent_no IS NOT NULL")
    .all<{ no: number; parent_no: number }>();
  const parentOf = new Map(parents.results.map(({ no, parent_no }) => [no, parent_no]));
  let read = 0;
  for (let after = 0; ;) {
    const { results } = await d1
      .prepare(
        "SELECT key, author, at, body, deleted_at, reply_to, meta FROM messages WHERE key > ? ORDER BY key LIMIT ?",
      )
      .bind(after, PAGE)
      .all<Row>();
    const last = results.at(-1);
    if (!last) break;
    if (read === 0) print("Making the search index …");
    const rows = results.map((row) => {
      const channelNo = Math.floor(row.key / KEYS_PER_CHANNEL);
      const seq = row.key % KEYS_PER_CHANNEL;
      const message = messageOf(row, seq);
      return {
        channelNo,
        seq,
        at: row.at,
        indexed: indexedOf(message, { channelNo, homeNo: parentOf.get(channelNo) ?? channelNo }),
      };
    });
    await search.batch(statementsFor(rows).map(({ sql, json }) => search.prepare(sql).bind(json)));
    read += results.length;
    after = last.key;
  }
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
