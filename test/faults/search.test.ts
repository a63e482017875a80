/** Search on the command line: the index is made anew, and asked, of a PLACE that runs or not. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SEARCH } from "../../tools/databases.ts";
import { ROOT } from "../../tools/run-command.ts";
import { prepareDatabase } from "../../tools/serve/database.ts";
import { openLocalD1 } from "../../tools/serve/local-d1.ts";
import { runProgram } from "../support/run-program.ts";

const CLASS = "CS 101 Programming";
let state: string;
beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "place-search-"));
  await prepareDatabase({ state, demo: true, patienceMs: 5_000, print: () => undefined });
});
afterAll(() => rm(state, { recursive: true, force: true }));

const place = (...args: string[]) =>
  runProgram(join(ROOT, "tools", "place", "main.ts"), [...args, "--state", state]).ended;
async function indexed(): Promise<number> {
  const { d1, close } = await openLocalD1(state, undefined, SEARCH);
  const row = await d1.prepare("SELECT count(*) AS n FROM found").first<{ n: number }>();
  await close();
  return row?.n ?? 0;
}

test("R108: an index that was emptied is made anew by `place reindex`, a part a day where it is told so, and asked by `place search`", async () => {
  const before = await indexed();
  const { d1, close } = await openLocalD1(state, undefined, SEARCH);
  await d1.prepare("INSERT INTO found (found) VALUES ('delete-all')").run();
  // What a start would fill by itself is left to the command.
  await d1.prepare("INSERT INTO found (rowid, words, parts, tokens) VALUES (1, 'placeholder', '', '')").run();
  await close();

  const first = await place("reindex", "--workspace", CLASS, "--per-day", "1000");
  expect([first.code, first.output]).toEqual([
    2,
    expect.stringContaining("Run it again tomorrow (UTC): it takes 2 more days"),
  ]);
  const second = await place("reindex", "--workspace", CLASS);
  expect([second.code, second.output]).toEqual([0, expect.stringContaining("The index has the history: 3,")]);
  expect(await indexed()).toBe(before + 1);

  const found = await place("search", "heapq", "--workspace", CLASS);
  expect([found.code, found.output]).toEqual([0, expect.stringMatching(/#homework-help \d+ .*heapq/u)]);
  const nothing = await place("search", "nosuchwordanywhere", "--workspace", CLASS);
  expect([nothing.code, nothing.output]).toEqual([1, expect.stringContaining("Nothing is found.")]);
  const wrong = await place("search", "from:nobodyhere", "--workspace", CLASS);
  expect([wrong.code, wrong.output]).toEqual([1, expect.stringContaining("There's nobody called nobodyhere")]);
  const lag = await place("search-state", "--workspace", CLASS);
  expect([lag.code, lag.output]).toEqual([0, expect.stringContaining("The index has everything that was said.")]);
  const nowhere = await place("search", "x", "--workspace", "No such class");
  expect([nowhere.code, nowhere.output]).toEqual([1, expect.stringContaining(`It has "${CLASS}"`)]);
});
