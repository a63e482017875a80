/** A search in a history of a million messages, beside the same history scanned by LIKE and beside FTS5 with its defaults. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SearchPage } from "../../../protocol/search/contract.ts";
import { WORKSPACE } from "../bench-class.ts";
import { startBundled } from "../bundled-place.ts";
import { OURS } from "../checkout.ts";
import { get } from "../http.ts";
import { counted, type Scenario } from "../scenario.ts";
import { fillSearchClass, type SearchClass } from "../search-class.ts";
import { median, percentile } from "../stats.ts";

const FULL = 1_000_000;
const QUICK = 60_000;
/** Of the queries that are mixed, in their order. */
const KINDS = [
  "the commonest word",
  "a word",
  "a rare word",
  "two words",
  "a phrase",
  "a beginning",
  "a name in code",
  "Chinese",
  "has:code",
  "from:",
];
/** Requests of one account in a minute are limited: each is somebody else's. */
const PEOPLE = 60;

export const search: Scenario = {
  name: "search",
  once: true,
  async run(bench) {
    const folder = await mkdtemp(join(tmpdir(), "place-search-bench-"));
    try {
      const filled = await fillSearchClass(folder, bench.quick ? QUICK : FULL);
      const place = await startBundled({ checkout: OURS, entry: "search.ts", folder });
      try {
        return await measure(place.url, filled, bench.quick ? 1 : 3);
      } finally {
        await place.stop();
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function measure(url: string, filled: SearchClass, rounds: number) {
  const { words, labelled, typos, readable, headers } = filled;
  let asked = 0;
  const ask = async <T>(path: string) => {
    const start = performance.now();
    const text = await get(`${url}/api/workspaces/${WORKSPACE}/search${path}`, headers(asked++ % PEOPLE));
    return { ms: performance.now() - start, answer: JSON.parse(text) as T };
  };
  const find = (q: string, more = "") => ask<SearchPage>(`?q=${encodeURIComponent(q)}${more}`);
  const bare = async (path: string) => {
    const start = performance.now();
    const text = await get(`${url}${path}`, {});
    return { ms: performance.now() - start, answer: JSON.parse(text) as unknown };
  };
  const scan = (q: string) =>
    bare(`/__like?q=${encodeURIComponent(q)}&channels=${encodeURIComponent(JSON.stringify(readable))}`);
  const rowsRead = async () => (await bare("/__rows")).answer as number;

  const mixed = Array.from({ length: 40 }, (_, i) => {
    const [middle = "", rare = ""] = [words.middle[i], words.rare[i]];
    return (
      [
        words.common,
        middle,
        rare,
        `${words.common} ${middle}`,
        `"${words.common} ${middle}"`,
        middle.slice(0, 4),
        labelled[i]?.q ?? "",
        "课堂",
        `${middle} has:code`,
        `${words.common} from:user7`,
      ][i % 10] ?? middle
    );
  });
  // The dictionary is made when somebody first searches, once a day: what is timed does not share the machine with that.
  for (const q of [...mixed.slice(0, 10), words.common]) await find(q);
  while ((await bare("/__dictionary")).answer === null) await new Promise((done) => setTimeout(done, 200));
  const perKind = new Map<string, number[]>();
  const times: number[] = [];
  const rows: number[] = [];
  for (let round = 0; round < rounds; round++)
    for (const q of mixed) {
      await rowsRead();
      const { ms } = await find(q);
      times.push(ms);
      const kind = KINDS[mixed.indexOf(q) % KINDS.length] ?? "";
      perKind.set(kind, [...(perKind.get(kind) ?? []), ms]);
      rows.push(await rowsRead());
    }
  const best: number[] = [];
  for (let i = 0; i < 10 * rounds; i++) best.push((await find(words.common, "&order=best")).ms);
  const scans: number[] = [];
  for (const q of [words.common, ...words.middle.slice(0, 3 * rounds)]) scans.push((await scan(q)).ms);

  const keys: number[] = [];
  const keyRows: number[] = [];
  for (const word of words.middle.slice(0, 10 * rounds))
    for (let length = 1; length <= Math.min(5, word.length); length++) {
      await rowsRead();
      keys.push((await ask(`/suggestions?q=${word.slice(0, length)}`)).ms);
      keyRows.push(await rowsRead());
    }

  const recall = { ours: [] as number[], plain: [] as number[] };
  for (const { q, key } of labelled) {
    const { answer } = await find(q);
    recall.ours.push(
      answer.hits
        .slice(0, 10)
        .findIndex(({ channel, message }) => Number(channel.slice(8)) * 2 ** 32 + message.seq === key),
    );
    recall.plain.push(
      ((await bare(`/__plain?q=${encodeURIComponent(q)}`)).answer as { key: number }[]).findIndex(
        (row) => row.key === key,
      ),
    );
  }
  const share = (places: number[]) => places.filter((place) => place >= 0).length / places.length;
  const rank = (places: number[]) =>
    1 + places.filter((place) => place >= 0).reduce((sum, place, _, all) => sum + place / all.length, 0);
  let right = 0;
  for (const { q, word } of typos) right += (await find(q)).answer.didYouMean === word ? 1 : 0;

  const deep: number[] = [];
  let before: string | null = null;
  for (let page = 0; page < 40; page++) {
    const { ms, answer }: { ms: number; answer: SearchPage } = await find(
      words.common,
      before === null ? "" : `&before=${before}`,
    );
    deep.push(ms);
    before = answer.next;
    if (before === null) break;
  }
  const like = median(scans);
  return {
    measured: [
      counted("search, newest first, p95", percentile(times, 95) / like, "× the scan's median", 1 / 8, 1 / 15),
      counted("the commonest word, best first, p95", percentile(best, 95) / like, "× the scan's median", 1 / 4, 1 / 8),
      counted("suggestions for a key, p95", percentile(keys, 95) / like, "× the scan's median", 1 / 10, 1 / 40),
      counted("rows read by a search, p95", percentile(rows, 95), "rows", 300, 60),
      counted("rows read by a key, p95", percentile(keyRows, 95), "rows", 60, 20),
      counted("known messages among the first ten", share(recall.ours), "of all", 0.9, 0.97, "more"),
      counted("misspelt words put right", right / typos.length, "of all", 0.9, 0.97, "more"),
      counted("bytes of index a message", filled.bytesPerMessage, "bytes", 160, 120),
      counted(
        "a page of results far back",
        median(deep.slice(-10)) / median(deep.slice(0, 10)),
        "× the first one",
        3,
        1.5,
      ),
      counted(
        "messages a second into a new index",
        filled.indexedPerSecond / filled.insertedPerSecond,
        "× into the history",
        0.4,
        0.6,
        "more",
      ),
    ],
    raw: {
      ...Object.fromEntries([...perKind].map(([kind, ms]) => [`${kind}, p50 ms`, median(ms)])),
      "search, newest first, p50 ms": median(times),
      "search, newest first, p95 ms": percentile(times, 95),
      "best first, p95 ms": percentile(best, 95),
      "scan by LIKE, p50 ms": like,
      "suggestions, p95 ms": percentile(keys, 95),
      "FTS5 with its defaults: known messages among the first ten": share(recall.plain),
      "mean rank of a known message": rank(recall.ours),
      "FTS5 with its defaults: mean rank": rank(recall.plain),
      "messages a second into the index": filled.indexedPerSecond,
      "messages a second into the history": filled.insertedPerSecond,
      "first page, p50 ms": median(deep.slice(0, 10)),
      "fortieth page, p50 ms": median(deep.slice(-10)),
    },
  };
}
