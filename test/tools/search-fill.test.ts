/** A search index that is new gets the history that is there, before anybody is served. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SEARCH } from "../../tools/databases.ts";
import { prepareDatabase } from "../../tools/serve/database.ts";
import { fileOfD1, openLocalD1 } from "../../tools/serve/local-d1.ts";
import { fillSearchOnce } from "../../tools/serve/search.ts";

let state: string;
beforeEach(async () => void (state = await mkdtemp(join(tmpdir(), "place-search-fill-"))));
afterEach(() => rm(state, { recursive: true, force: true }));

const lines: string[] = [];
const start = async () => {
  lines.length = 0;
  await prepareDatabase({ state, demo: true, patienceMs: 1_000, print: (line) => lines.push(line) });
};
async function count(sql: string, database?: typeof SEARCH): Promise<unknown> {
  const { d1, close } = await openLocalD1(state, undefined, database);
  const row = await d1.prepare(sql).first<{ n: number }>();
  await close();
  return row?.n;
}
const indexed = (match?: string) =>
  count(`SELECT count(*) AS n FROM found${match === undefined ? "" : ` WHERE found MATCH '${match}'`}`, SEARCH);

test("R108: the demo class is found from its first start on: every message that is not deleted, and no copy", async () => {
  await start();
  expect(lines).toContain("Making the search index …");
  const said = await count(
    "SELECT count(*) AS n FROM messages WHERE deleted_at IS NULL AND json_extract(meta, '$.fromThread') IS NULL",
  );
  expect(said).toBeGreaterThan(1_000);
  expect(await indexed()).toBe(said);
  const threads = await count(
    "SELECT count(*) AS n FROM messages m JOIN channels c ON c.no = m.key / 4294967296 WHERE c.kind = 'thread'",
  );
  expect(await indexed("isthread")).toBe(threads);
});

test("R108: the history of a PLACE from before there was search is brought in once; what the index has stays", async () => {
  await start();
  const before = await indexed();
  for (const end of ["", "-wal", "-shm"]) await rm(fileOfD1(state, SEARCH.binding) + end, { force: true });
  await start();
  expect(await indexed()).toBe(before);
  await start();
  expect(lines).toEqual([]);
});

test("R108: an index whose making was broken off is made to the end with the next start, and nothing of it twice", async () => {
  await start();
  const whole = await indexed();
  const { d1, close } = await openLocalD1(state, undefined, SEARCH);
  const main = await openLocalD1(state);
  const half = await main.d1
    .prepare("SELECT key FROM messages ORDER BY key LIMIT 1 OFFSET (SELECT count(*) / 2 FROM messages)")
    .first<{ key: number }>();
  await main.close();
  const [channelNo, seq] = [Math.floor(half!.key / 2 ** 32), half!.key % 2 ** 32];
  // As it is where what comes behind this message was not written yet.
  await d1
    .prepare(
      "DELETE FROM found WHERE (rowid >> 20) & 262143 > ?1 OR ((rowid >> 20) & 262143 = ?1 AND rowid & 1048575 > ?2)",
    )
    .bind(channelNo, seq)
    .run();
  await d1
    .prepare("INSERT INTO reindexing (workspace_no, channel_no, seq, done, total, began_at) VALUES (0, ?, ?, 0, 0, 1)")
    .bind(channelNo, seq)
    .run();
  await close();
  expect(await indexed()).toBeLessThan(Number(whole));
  await start();
  expect(lines).toContain("Making the search index …");
  expect(await indexed()).toBe(whole);
  await start();
  expect(lines).toEqual([]);
});

test("R108: however many parts it is made in, it is one part in the end, has no holes, and is what it would have been in one go", async () => {
  await start();
  const words = async () =>
    Promise.all(["heap", "recursion", "isthread", "hascode"].map(async (word) => [word, await indexed(word)]));
  const whole = [await indexed(), await words()];
  const main = await openLocalD1(state);
  const index = await openLocalD1(state, undefined, SEARCH);
  await index.d1.prepare("INSERT INTO found (found) VALUES ('delete-all')").run();
  await fillSearchOnce(main, index, () => undefined, 100);
  await Promise.all([main.close(), index.close()]);
  expect([await indexed(), await words()]).toEqual(whole);
  expect(await count("SELECT count(DISTINCT segid) AS n FROM found_idx", SEARCH)).toBe(1);
  expect(await count("SELECT freelist_count AS n FROM pragma_freelist_count", SEARCH)).toBe(0);
  // Whoever writes to it from now on does so as to any index.
  expect(await count("SELECT v AS n FROM found_config WHERE k = 'automerge'", SEARCH)).toBe(4);
  expect(await count("SELECT v AS n FROM found_config WHERE k = 'hashsize'", SEARCH)).toBe(2 ** 20);
});
