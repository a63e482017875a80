/** The file in which a bot keeps what it wrote: what it holds after each change, after a crash, and when the disk fails. */
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { OutboxEntry } from "../../client/outbox-entry.ts";
import { createFileOutboxStore } from "../../client/outbox-store-file.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "place-journal-"));
  path = join(folder, "outbox");
});
afterEach(() => rm(folder, { recursive: true }));

const entry = (id: string, body = id): OutboxEntry => ({
  ...{ kind: "post", id, body, channel: "channel-1", owner: "bot", createdAt: 1, attempts: 0 },
});
const lines = async () => (await readFile(path, "utf8")).split("\n");
const ids = async (store = createFileOutboxStore(path)) => (await store.all()).map(({ id }) => id);

test("a folder that is not there is made, and a file that is not there is empty", async () => {
  path = join(folder, "some", "where", "outbox");
  const store = createFileOutboxStore(path);
  expect(await store.all()).toEqual([]);
  await store.put(entry("one"));
  expect(await lines()).toEqual([JSON.stringify({ put: entry("one") }), ""]);
});

test("each change is one line, and the newest wording of an entry stands", async () => {
  const store = createFileOutboxStore(path);
  await store.put(entry("one"));
  await store.put(entry("two"));
  await store.put(entry("one", "better"));
  await store.remove("two");
  expect(await lines()).toEqual([
    JSON.stringify({ put: entry("one") }),
    JSON.stringify({ put: entry("two") }),
    JSON.stringify({ put: entry("one", "better") }),
    JSON.stringify({ remove: "two" }),
    "",
  ]);
  expect(await store.all()).toEqual([entry("one", "better")]);
  expect(await createFileOutboxStore(path).all()).toEqual([entry("one", "better")]);
});

test("it is read once: what another process writes into it meanwhile is not this one's", async () => {
  const store = createFileOutboxStore(path);
  await store.put(entry("one"));
  await appendFile(path, `${JSON.stringify({ put: entry("strange") })}\n`);
  expect(await ids(store)).toEqual(["one"]);
});

test("a whole file is taken as it is: no empty line is written into it, nor into an empty one", async () => {
  const store = createFileOutboxStore(path);
  await store.put(entry("one"));
  await createFileOutboxStore(path).put(entry("two"));
  expect(await lines()).toHaveLength(3);
  await writeFile(path, "");
  await createFileOutboxStore(path).put(entry("three"));
  expect(await lines()).toEqual([JSON.stringify({ put: entry("three") }), ""]);
});

test("the line that a crash broke off does not swallow the next one, even where an empty line stands first", async () => {
  await writeFile(path, `\n${JSON.stringify({ put: entry("whole") })}\n{"put":{"id":"ha`);
  const after = createFileOutboxStore(path);
  expect(await ids(after)).toEqual(["whole"]);
  await after.put(entry("next"));
  expect(await ids()).toEqual(["whole", "next"]);
});

test("a thousand lines are written anew as the few entries that are left, and it goes on from there", async () => {
  const store = createFileOutboxStore(path);
  await store.put(entry("kept"));
  await store.all();
  for (let n = 0; n < 498; n += 1) {
    await store.put(entry("gone"));
    await store.remove("gone");
  }
  await store.put(entry("last"));
  expect(await lines()).toHaveLength(999);
  await store.put(entry("very last"));
  const after = await lines();
  expect(after).toHaveLength(4);
  expect(after[0]).toBe(JSON.stringify({ put: entry("kept") }));
  expect(await ids()).toEqual(["kept", "last", "very last"]);
  expect(await readdir(folder), "nothing is left of the rewriting").toEqual(["outbox"]);
  for (let n = 0; n < 20; n += 1) await store.put(entry("more"));
  expect((await lines()).length, "only after a thousand more is it written anew").toBeGreaterThan(20);
});

test("the lines that it had when it was opened count among the thousand", async () => {
  const many = Array.from({ length: 998 }, (_, n) => JSON.stringify({ put: entry("one", String(n)) }));
  await writeFile(path, `${many.join("\n")}\n`);
  const store = createFileOutboxStore(path);
  // 998 lines and the empty end of the last one.
  await store.put(entry("one", "newer"));
  expect(await lines()).toEqual([JSON.stringify({ put: entry("one", "newer") }), ""]);
});

test("one line less, and nothing is written anew", async () => {
  const many = Array.from({ length: 997 }, (_, n) => JSON.stringify({ put: entry("one", String(n)) }));
  await writeFile(path, `${many.join("\n")}\n`);
  await createFileOutboxStore(path).put(entry("one", "newer"));
  expect(await lines()).toHaveLength(999);
});

test("a disk that cannot be read is told of, and is not taken for an empty file; the next call tries again", async () => {
  await mkdir(path);
  const store = createFileOutboxStore(path);
  await expect(store.all()).rejects.toThrow(/EISDIR/u);
  await expect(store.put(entry("one"))).rejects.toThrow(/EISDIR/u);
  await rm(path, { recursive: true });
  await store.put(entry("one"));
  expect(await ids()).toEqual(["one"]);
});

test("changes that are asked for at once are made one after the other, in their order", async () => {
  const store = createFileOutboxStore(path);
  await Promise.all([store.put(entry("one")), store.put(entry("two")), store.remove("one"), store.put(entry("three"))]);
  expect(await ids()).toEqual(["two", "three"]);
});

test("a line that could be written only half, on a disk that was full then, does not take the next one with it", async () => {
  const store = createFileOutboxStore(path);
  await store.put(entry("one"));
  const whole = await readFile(path, "utf8");
  await rm(path);
  await mkdir(path);
  await expect(store.put(entry("half"))).rejects.toThrow(/EISDIR/u);
  await rm(path, { recursive: true });
  await writeFile(path, `${whole}{"put":{"id":"ha`);
  await store.put(entry("next"));
  await store.put(entry("last"));
  expect(await ids()).toEqual(["one", "next", "last"]);
  expect(
    (await lines()).filter((line) => line === ""),
    "no empty line but the end",
  ).toHaveLength(1);
});
