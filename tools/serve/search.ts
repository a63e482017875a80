/** A search index that is new gets the history that is there: before anybody is served, straight from one database into the other. */
import type { Message } from "../../protocol/index.ts";
import { indexedOf } from "../../protocol/search/indexed.ts";
import { valuesOf, WRITE_ONE } from "../../protocol/search/index-rows.ts";
import type { LocalD1 } from "./local-d1.ts";

/** Messages in one transaction, which FTS5 writes as one part of its index. */
const PART_MESSAGES = 100_000;
const PART_CHARS = 30_000_000;
/**
 * How FTS5 writes meanwhile: it gathers a whole part, some 250 bytes a message, and merges none, which would be done over and over. From 16
 * parts on it merges all the same.
 */
const FILLING = { hashsize: 64 * 2 ** 20, automerge: 0 };
/** As it is by itself. */
const AS_BEFORE = { hashsize: 2 ** 20, automerge: 4 };
/** In the end, once for all of them. What was merged leaves a hole as large as itself in the file, so that the file is made anew, too. */
const ONE_PART = "INSERT INTO found (found) VALUES ('optimize')";
const KEYS_PER_CHANNEL = 2 ** 32;

type Row = [
  key: number,
  author: string,
  at: number,
  body: string,
  deletedAt: number | null,
  replyTo: number | null,
  meta: string | null,
];

const MESSAGES = "SELECT key, author, at, body, deleted_at, reply_to, meta FROM messages WHERE key > ? ORDER BY key";
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
  main: LocalD1,
  search: LocalD1,
  print: (line: string) => void,
  partMessages = PART_MESSAGES,
): Promise<number> {
  const stopped = await search.d1.prepare(PROGRESS).bind(OF_ALL).first<{ channelNo: number; seq: number }>();
  if (!stopped && (await search.d1.prepare("SELECT 1 FROM found LIMIT 1").first())) return 0;
  const parents = await main.d1
    .prepare("SELECT no, parent_no FROM channels WHERE parent_no IS NOT NULL")
    .all<{ no: number; parent_no: number }>();
  const parentOf = new Map(parents.results.map(({ no, parent_no }) => [no, parent_no]));
  await search.d1.prepare(`PRAGMA cache_size = -${CACHE_KIB}`).run();
  // Row by row, and none of them an object: as JSON each would be written and read once more.
  const messages = main.file.prepare(MESSAGES);
  messages.setReturnArrays(true);
  const write = search.file.prepare(WRITE_ONE);
  const keep = search.file.prepare(KEEP_PROGRESS);
  let read = 0;
  for (let after = stopped ? stopped.channelNo * KEYS_PER_CHANNEL + stopped.seq : 0; ;) {
    const rows: (string | number)[][] = [];
    let chars = 0;
    let count = 0;
    for (const row of messages.iterate(after) as Iterable<unknown> as Iterable<Row>) {
      const [key] = row;
      const channelNo = Math.floor(key / KEYS_PER_CHANNEL);
      const seq = key % KEYS_PER_CHANNEL;
      const message = messageOf(row, seq);
      const indexed = indexedOf(message, { channelNo, homeNo: parentOf.get(channelNo) ?? channelNo });
      if (indexed) rows.push(valuesOf({ channelNo, seq, at: message.at, indexed }));
      after = key;
      count += 1;
      chars += message.body.length;
      if (count >= partMessages || chars >= PART_CHARS) break;
    }
    if (count === 0) break;
    if (read === 0) {
      print("Making the search index …");
      await setFts5(search, FILLING);
    }
    read += count;
    // In the order of the index itself: a row below the one before it would end the part.
    rows.sort(byPlace);
    await search.transaction(() => {
      for (const values of rows) write.run(...values);
      keep.run(OF_ALL, Math.floor(after / KEYS_PER_CHANNEL), after % KEYS_PER_CHANNEL, Date.now());
    });
  }
  if (read > 0 || stopped) {
    await setFts5(search, AS_BEFORE);
    await search.d1.prepare(ONE_PART).run();
    await search.d1.prepare("VACUUM").run();
  }
  await search.d1.prepare(HAS_ALL).bind(OF_ALL).run();
  return read;
}

const SET = "INSERT INTO found (found, rank) VALUES (?, CAST(? AS INTEGER))";
async function setFts5({ d1 }: LocalD1, settings: Record<string, number>): Promise<void> {
  for (const [name, value] of Object.entries(settings)) await d1.prepare(SET).bind(name, value).run();
}

type Values = readonly (string | number)[];
/** By minute, channel and place, which a row begins with. */
const byPlace = (a: Values, b: Values) =>
  Number(a[0]) - Number(b[0]) || Number(a[1]) - Number(b[1]) || Number(a[2]) - Number(b[2]);

/** As far as the index looks at it. */
function messageOf([, author, at, body, deletedAt, replyTo, meta]: Row, seq: number): Message {
  const message: Message = { id: "", rev: 0, seq, author, at, body };
  if (deletedAt !== null) message.deletedAt = deletedAt;
  if (replyTo !== null) message.replyTo = replyTo;
  if (meta !== null) message.meta = JSON.parse(meta) as NonNullable<Message["meta"]>;
  return message;
}
