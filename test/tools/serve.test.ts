/** The parts of a start that need no server. */
import { globSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ROOT } from "../../tools/run-command.ts";
import { step } from "../../tools/serve/build.ts";
import { asCannotStart, CannotStart } from "../../tools/serve/cannot-start.ts";
import { prepareDatabase } from "../../tools/serve/database.ts";
import { lockFolder } from "../../tools/serve/folder-lock.ts";
import { fileOfD1, openLocalD1 } from "../../tools/serve/local-d1.ts";
import { ownPages } from "../../tools/serve/own-pages.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "place-serve-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a folder's lock is one process's, and is there again once it is let go", () => {
  const lock = lockFolder(folder);
  expect(lock).not.toBeNull();
  expect(lockFolder(folder)).toBeNull();
  lock?.release();
  const again = lockFolder(folder);
  expect(again).not.toBeNull();
  again?.release();
});

test("pages that are served stay when the build they are of is taken away for another one, and give way to that one at the next start", async () => {
  const built = join(folder, "build");
  const build = async (name: string) => {
    await rm(built, { recursive: true, force: true });
    await mkdir(join(built, "_app", "immutable"), { recursive: true });
    await writeFile(join(built, "index.html"), `the page of ${name}`);
    await writeFile(join(built, "_app", "immutable", `${name}.js`), name);
  };
  await build("first");
  const pages = await ownPages(built, folder);
  await build("second");
  expect(await readFile(join(pages, "index.html"), "utf8")).toBe("the page of first");
  expect(await readFile(join(pages, "_app", "immutable", "first.js"), "utf8")).toBe("first");
  expect(await ownPages(built, folder)).toBe(pages);
  expect(globSync("**/*.*", { cwd: pages }).toSorted()).toEqual(["_app/immutable/second.js", "index.html"]);
});

test("a database is waited for with a word at growing distance, never longer than was said, and is left as it was", async () => {
  const tell: string[] = [];
  const prepare = (patienceMs: number) =>
    prepareDatabase({ state: folder, demo: false, patienceMs, print: (line) => tell.push(line) });
  await prepare(1_000);
  expect(tell).toEqual([expect.stringMatching(/^Applied \d+ migrations\.$/u)]);
  tell.length = 0;
  const other = new DatabaseSync(fileOfD1(folder));
  other.exec("BEGIN IMMEDIATE");
  await expect(prepare(1_400)).rejects.toThrow(CannotStart);
  expect(tell).toEqual(["The database is held by another program. Waiting for it, 1 s more at most …"]);
  other.close();
  await prepare(0);
});

test("a statement beside the server waits for a lock without stopping the thread that may have to let it go", async () => {
  const { d1, close } = await openLocalD1(folder);
  await d1.prepare("CREATE TABLE t (x INTEGER)").run();
  const other = new DatabaseSync(fileOfD1(folder));
  other.exec("BEGIN IMMEDIATE");
  const written = d1.batch([
    d1.prepare("INSERT INTO t VALUES (?1)").bind(1),
    d1.prepare("INSERT INTO t VALUES (?)").bind(true),
  ]);
  // This very thread holds it.
  setTimeout(() => other.exec("COMMIT"), 0);
  await written;
  other.close();
  expect((await d1.prepare("SELECT x FROM t").all()).results).toEqual([{ x: 1 }, { x: 1 }]);
  expect(await d1.prepare("SELECT x FROM t WHERE x = ?1 AND x <> ?2").bind(1, 2).first()).toEqual({ x: 1 });
  await expect(d1.batch([d1.prepare("DELETE FROM t"), d1.prepare("INSERT INTO t VALUES (zip)")])).rejects.toThrow();
  expect((await d1.prepare("SELECT x FROM t").all()).results).toHaveLength(2);
  await close();
});

test("I9: a disk that is full in the middle, by SQLite's words or the system's, is one sentence", async () => {
  const { d1, close } = await openLocalD1(folder);
  await d1.prepare("PRAGMA max_page_count = 8").run();
  await d1.prepare("CREATE TABLE t (x BLOB)").run();
  const full = await d1
    .prepare("INSERT INTO t VALUES (randomblob(1000000))")
    .run()
    .then(
      () => null,
      (error: unknown) => error,
    );
  await close();
  const noSpace = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  for (const error of [full, noSpace])
    expect(asCannotStart(error, folder)).toMatchObject({
      name: "CannotStart",
      message: `The disk of ${folder} is full. Make room there, or choose another folder: npm start -- --state FOLDER`,
    });
  // What has no sentence is a fault of ours, and keeps its stack.
  const ours = new TypeError("x is not a function");
  expect(asCannotStart(ours, folder)).toBe(ours);
});

test("I9: what cannot be built is said in a sentence below the builder's words", async () => {
  const failed = step("wrangler", ["no-such-command"]);
  await expect(failed).rejects.toThrow(CannotStart);
  await expect(failed).rejects.toThrow(
    /\n\nPLACE is not built, and building it failed in "wrangler no-such-command" \(above\)\./u,
  );
}, 60_000);

test("I8: nothing waits for a child or a thread in a way that keeps it from reading what they print", () => {
  // Miniflare's proxies to databases and objects wait in Atomics.wait for a runtime whose output this thread has to read.
  const waits =
    /\b(getD1Database|getBindings|getR2Bucket|getKVNamespace|getDurableObjectNamespace|getPlatformProxy|Atomics\.wait|spawnSync|execSync|execFileSync)\(/gu;
  const found = globSync(["tools/**/*.ts", "test/**/*.ts", "*.ts", "web/*.ts"], { cwd: ROOT })
    .filter((path) => path !== "test/tools/serve.test.ts")
    .flatMap((path) =>
      [...readFileSync(join(ROOT, path), "utf8").matchAll(waits)].map(([, name]) => `${path}: ${name}`),
    );
  expect(found.sort()).toEqual([
    // Its output goes nowhere.
    "test/e2e/support/run-line.ts: spawnSync",
    // A server that is blocked on purpose.
    "test/faults/start.test.ts: Atomics.wait",
    // `ps`, where there is no /proc: it waits for nobody, and Node reads its output itself.
    // Git writes its list and goes.
    "tools/measure/files.ts: execFileSync",
    "tools/serve/processes.ts: execFileSync",
  ]);
});
