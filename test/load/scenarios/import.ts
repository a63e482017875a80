/**
 * A history brought into a class that is there: as `place import` brings it, beside the same rows put plainly into the same D1 by the same
 * runtime; and a class that talks meanwhile in another channel, beside the same without an import.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SEARCH } from "../../../tools/databases.ts";
import { fileOfD1, openLocalD1 } from "../../../tools/serve/local-d1.ts";
import { migrate } from "../../../tools/serve/migrate.ts";
import { bring, writeExport, type Brought } from "../bringing.ts";
import { startBundled } from "../bundled-place.ts";
import { OURS, type Checkout } from "../checkout.ts";
import { fillState } from "../fill-state.ts";
import { placeAddresses, startFrom, type PlaceTarget } from "../place-target.ts";
import { both, counted, ratio, type Bench, type Measured, type Scenario } from "../scenario.ts";
import { percentile } from "../stats.ts";
import { CLASS, talkInNewChannel } from "../talk.ts";
import { Client } from "../client.ts";

const FULL = 300_000;
const QUICK = 30_000;
/** As an import sends them. */
const [A_REQUEST, AT_ONCE] = [1_000, 6];
const POSTS_PER_SECOND = 20;
/** Who brings it. */
const OWNER = CLASS;
const MINUTE_MS = 60_000;

interface Sampled extends Brought {
  /** Until D1 had the last message, and the search index: null where a build has none. */
  recordedMs: number;
  indexedMs: number | null;
  /** 99th percentile of how long after it was due a message was seen: before any import, after one, and beside one. */
  aloneMs: number;
  afterMs: number;
  besideMs: number;
}

export const importing: Scenario = {
  name: "import",
  samples: { least: 1, most: 3 },
  async run(bench) {
    const folder = await mkdtemp(join(tmpdir(), "place-import-bench-"));
    try {
      const count = bench.quick ? QUICK : FULL;
      const [first, second] = [join(folder, "first"), join(folder, "second")];
      await writeExport(first, 1, count);
      await writeExport(second, 2, Math.round(count / 3));
      const sampled = new Map<string, Sampled>();
      let insertedMs = Number.NaN;
      for (const build of bench.builds) {
        const state = join(folder, build.name);
        sampled.set(build.name, await sample(build, state, { first, second, count }));
        if (build.name === OURS.name) insertedMs = await insert(state, join(folder, "plain"), count);
        await rm(state, { recursive: true, force: true });
      }
      return { measured: measuredOf(bench, sampled, insertedMs, count), raw: rawOf(sampled, insertedMs, count) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** One build, in a state folder of its own. */
async function sample(
  build: Checkout,
  state: string,
  { first, second, count }: { first: string; second: string; count: number },
): Promise<Sampled> {
  const filled = await fillState(build, state, 1, OWNER + 1, async (d1) => {
    await d1
      .prepare("update members set role = 'owner' where no = ?")
      .bind(OWNER + 1)
      .run();
  });
  const server = await startFrom(build, state);
  try {
    const addresses = placeAddresses(server.url, filled, state);
    const target = { ...addresses, name: build.name, url: server.url, pid: server.pid } as PlaceTarget;
    const to = { url: server.url, pid: server.pid, token: filled.token(OWNER) };
    const talked = async () => (await talkInNewChannel(target, POSTS_PER_SECOND, POSTS_PER_SECOND * 10)).seen99;
    await talked();
    const aloneMs = await talked();
    const lacking = countOf(state);
    const start = performance.now();
    const brought = await bring(build, to, first);
    await until(() => countOf(state) >= lacking + count);
    const recordedMs = performance.now() - start;
    const hasIndex = indexedIn(state) !== null;
    if (hasIndex) await until(() => (indexedIn(state) ?? 0) >= count);
    const indexedMs = hasIndex ? performance.now() - start : null;

    const afterMs = await talked();
    let isOver = false;
    const more = bring(build, to, second).finally(() => (isOver = true));
    const seen: number[] = [];
    // It is told of by `more`.
    more.catch(() => undefined);
    while (!isOver) {
      await talkInNewChannel(target, POSTS_PER_SECOND, POSTS_PER_SECOND * 2);
      if (!isOver) seen.push(...Client.seen);
    }
    await more;
    return { ...brought, recordedMs, indexedMs, aloneMs, afterMs, besideMs: percentile(seen, 99) };
  } finally {
    await server.stop();
  }
}

/** The rows that an import left, into an empty D1. @returns ms */
async function insert(from: string, folder: string, count: number): Promise<number> {
  const database = new DatabaseSync(fileOfD1(from), { readOnly: true });
  const rows = database
    .prepare("select json_array(key, id, rev, author, at, body, meta) as row from messages order by key limit ?")
    .all(count) as unknown as { row: string }[];
  database.close();
  const bodies = Array.from(
    { length: Math.ceil(rows.length / A_REQUEST) },
    (_, i) =>
      `[${rows
        .slice(i * A_REQUEST, (i + 1) * A_REQUEST)
        .map(({ row }) => row)
        .join(",")}]`,
  );
  const local = await openLocalD1(folder);
  await migrate(local, join(OURS.root, "migrations"));
  await local.close();
  const place = await startBundled({ checkout: OURS, entry: "rows-alone.ts", folder });
  try {
    const start = performance.now();
    const lane = async () => {
      for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
        const { status } = await fetch(`${place.url}/__insert`, { method: "POST", body });
        if (status !== 204) throw new Error(`rows were not put in: ${status}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    return performance.now() - start;
  } finally {
    await place.stop();
  }
}

function measuredOf(
  bench: Bench,
  sampled: ReadonlyMap<string, Sampled>,
  insertedMs: number,
  count: number,
): Measured[] {
  const of = (value: (one: Sampled) => number) => both(bench, (name) => value(sampled.get(name)!));
  const ours = sampled.get("PLACE")!;
  const thousands = count.toLocaleString("en");
  return [
    ratio(
      `import of ${thousands}: messages/s, all in D1`,
      of(({ recordedMs }) => insertedMs / recordedMs),
      "the plain insert",
      "more",
      0.2,
      0.33,
    ),
    ...(ours.indexedMs === null
      ? []
      : [
          ratio(
            "the same, all found by a search too",
            insertedMs / ours.indexedMs,
            "the plain insert",
            "more",
            0.2,
            0.33,
          ),
        ]),
    counted(
      `import of ${thousands}: memory of all processes`,
      of(({ peakMb }) => peakMb),
      "MB",
      500,
      350,
    ),
    ratio(
      "live delivery while an import runs, p99",
      of(({ aloneMs, besideMs }) => besideMs / aloneMs),
      "without",
      "less",
      1.5,
      1.2,
    ),
  ];
}

function rawOf(sampled: ReadonlyMap<string, Sampled>, insertedMs: number, count: number): Record<string, number> {
  const perSecond = (ms: number) => (count * 1_000) / ms;
  return {
    "plain insert, messages/s": perSecond(insertedMs),
    ...Object.fromEntries(
      [...sampled].flatMap(([name, { ms, recordedMs, indexedMs, cpuMs, aloneMs, afterMs, besideMs }]) => [
        [`${name}: import, messages/s until the command ended`, perSecond(ms)],
        [`${name}: until D1 had them`, perSecond(recordedMs)],
        ...(indexedMs === null ? [] : [[`${name}: until a search finds them`, perSecond(indexedMs)] as const]),
        [`${name}: import, CPU ms/message`, cpuMs / count],
        [`${name}: send → seen p99 ms without an import`, aloneMs],
        [`${name}: send → seen p99 ms right after one`, afterMs],
        [`${name}: send → seen p99 ms beside one`, besideMs],
      ]),
    ),
  };
}

function readIn(file: string, sql: string): number {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    return (database.prepare(sql).get() as { n: number }).n;
  } finally {
    database.close();
  }
}
const countOf = (state: string) => readIn(fileOfD1(state), "select count(*) as n from messages");
/** Messages in the search index; null where the build has none. */
function indexedIn(state: string): number | null {
  try {
    return readIn(fileOfD1(state, SEARCH.binding), "select count(*) as n from found_docsize");
  } catch {
    return null;
  }
}

/** @throws Error where it does not come */
async function until(isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 2 * MINUTE_MS; !isSo();) {
    if (Date.now() > end) throw new Error("the import's messages did not all come");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
