/** What is served here is what a deploy uploads: its size is held against test/load/kept.json and the platform's limit. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { WORKER_DIR } from "../../tools/serve/build.ts";
import { builtBytes, FREE_PLAN_WORKER_BYTES } from "../load/built-bytes.ts";
import { expectKept } from "../support/kept.ts";
import { expect, test } from "./support/test.ts";

test("R106: the worker and what a first visit loads are no more than they were, and the worker fits the free plan", async () => {
  const bytes = await builtBytes();
  expect(bytes.get("bytes of the worker, gzip")).toBeLessThan(FREE_PLAN_WORKER_BYTES);
  // A build that lacks a half would pass for one that got better.
  for (const [name, now] of bytes) {
    expect(now, name).toBeGreaterThan(10_000);
    expectKept(name, now);
  }
});

test("R106: the worker's program has no character beyond Latin-1, with which an isolate would hold all of it at two bytes each", async () => {
  const program = await readFile(join(WORKER_DIR, "index.js"), "utf8");
  expect([...program.matchAll(/.{0,40}[^\u0000-\u00ff].{0,20}/gu)].map(String)).toEqual([]);
});
