/** Every start that cannot be: one sentence, exit code 1, no stack; and none that leaves something behind for a person to clear. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ROOT } from "../../tools/run-command.ts";
import { ensureBuilt } from "../../tools/serve/build.ts";
import { fileOfD1, openLocalD1 } from "../../tools/serve/local-d1.ts";
import { migrate } from "../../tools/serve/migrate.ts";
import { runProgram, type Run } from "../support/run-program.ts";

const READY = /PLACE is ready: (\S+)/u;
const PORT = 8793;

/** A folder with the tables, as an earlier start leaves it. */
let used: string;
let state: string;
const runs: Run[] = [];

beforeAll(async () => {
  await ensureBuilt(() => undefined, false);
  used = await mkdtemp(join(tmpdir(), "place-used-"));
  const local = await openLocalD1(used);
  await migrate(local);
  await local.close();
});
afterAll(() => rm(used, { recursive: true, force: true }));
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), "place-start-"));
});
afterEach(async () => {
  for (const { child, ended } of runs.splice(0)) {
    child.kill("SIGTERM");
    await ended;
  }
  await rm(state, { recursive: true, force: true });
}, 60_000);

function start(more: string[] = [], options: { env?: Record<string, string>; as?: number } = {}): Run {
  const args = ["--port", "0", "--state", state, "--no-demo", "--no-app", ...more];
  const run = runProgram(join(ROOT, "tools", "start.ts"), args, options);
  runs.push(run);
  return run;
}
const urlOf = async (run: Run) => (await run.printed(READY))[1] ?? "";
const statusOf = async (url: string) => (await fetch(`${url}/api/health`)).status;

/** It ended by itself, said this last in one line, and showed no place in the program. */
async function expectRefused(run: Run, sentence: string | RegExp): Promise<void> {
  const { code, output } = await run.ended;
  expect(code, output).toBe(1);
  expect(output.trim().split("\n").at(-1)).toMatch(sentence);
  expect(output).not.toMatch(/^\s+at /mu);
}

const fillUsed = () => cp(used, state, { recursive: true });
function hold(sql: string): DatabaseSync {
  const database = new DatabaseSync(fileOfD1(state), { timeout: 5_000 });
  database.exec(sql);
  return database;
}

const running = async (pattern: string) => {
  const { stdout } = await promisify(execFile)("ps", ["-axo", "pid=,ppid=,command="]);
  return stdout.split("\n").filter((line) => line.includes(pattern));
};
const isRunning = async (pid: number) =>
  (await running("workerd serve")).some((line) => line.trim().startsWith(`${pid} `));
const runtimeOf = async (run: Run) => {
  const lines = await running("workerd serve");
  const own = lines.map((line) => line.trim().split(/\s+/u).slice(0, 2).map(Number));
  return own.find(([, parent]) => parent === run.child.pid)?.[0] ?? 0;
};

test.each([
  ["writes to", "BEGIN IMMEDIATE"],
  ["alone reads", "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE"],
])("I8: a database that another program %s for 1.5 s is waited for with a word, and then served", async (_how, sql) => {
  await fillUsed();
  const other = hold(sql);
  const run = start(["--wait", "20"]);
  await run.printed(/The database is held by another program\. Waiting for it, \d+ s more at most/u);
  other.close();
  expect(await statusOf(await urlOf(run))).toBe(200);
});

test.each([
  ["writes to", "BEGIN IMMEDIATE"],
  ["alone reads", "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE"],
])(
  "I9: a database that another program %s for longer than is waited ends the start in a sentence",
  async (_how, sql) => {
    await fillUsed();
    const other = hold(sql);
    await expectRefused(start(["--wait", "1.5"]), /^The database in \S+ is held by another program/u);
    other.close();
    // The next one finds nothing in its way.
    expect(await statusOf(await urlOf(start()))).toBe(200);
  },
);

test("I9: nobody is served before the tables and the demo class are there", async () => {
  // Whoever knocks all the time gets in at some moment: what is there at that moment?
  const firstAnswer = async () => {
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${PORT}/api/health`).catch(() => null);
      if (answer) return answer;
    }
  };
  const run = start(["--port", String(PORT), "--demo"]);
  const answer = await Promise.race([firstAnswer(), run.ended]);
  if (!(answer instanceof Response)) throw new Error(answer.output);
  const { d1, close } = await openLocalD1(state);
  const class_ = await d1.prepare("SELECT count(*) AS n FROM workspaces WHERE demo = 1").first<{ n: number }>();
  await close();
  expect(class_?.n).toBe(1);
  expect([answer.status, await answer.json()]).toEqual([
    200,
    { ok: true, database: "answers", objects: "answers", search: "answers", files: "answers", faults: {} },
  ]);
});

test("I9: of starts with one folder at the same moment one serves, and the others name it in a sentence", async () => {
  const all = [start(), start(), start()];
  const outcomes = await Promise.all(
    all.map(async (run) => {
      const url = await run.printed(READY).then(
        ([, address]) => address ?? "",
        () => null,
      );
      return { run, url };
    }),
  );
  const serving = outcomes.filter(({ url }) => url !== null);
  expect(serving).toHaveLength(1);
  const pid = serving[0]!.run.child.pid!;
  for (const { run, url } of outcomes)
    if (url === null)
      await expectRefused(run, new RegExp(`^PLACE (already runs|is just being started) .*\\(process ${pid}\\)`, "u"));
});

test("I9: a start beside a running server names its address and process", async () => {
  const first = start();
  const url = await urlOf(first);
  await expectRefused(
    start(),
    new RegExp(`^PLACE already runs with the folder ${state}, at ${url} \\(process ${first.child.pid}\\)\\.$`, "u"),
  );
  expect(await statusOf(url)).toBe(200);
});

test.each([
  ["has its folder", (): Promise<boolean> => Promise.resolve(existsSync(join(state, "running.json")))],
  ["has a runtime that is coming up", async (run: Run) => (await runtimeOf(run)) > 0],
])("R79: a start that is killed when it %s leaves nothing that a person has to clear", async (_when, isThere) => {
  const args = ["--port", String(PORT)];
  const killed = start(args);
  while (!(await isThere(killed))) await new Promise((done) => setImmediate(done));
  killed.child.kill("SIGKILL");
  await killed.ended;
  expect(await statusOf(await urlOf(start(args)))).toBe(200);
});

test("I9: a port that is taken is named, with another one", async () => {
  const url = await urlOf(start());
  const { port } = new URL(url);
  state = await mkdtemp(join(tmpdir(), "place-start-"));
  await expectRefused(
    start(["--port", port]),
    `Port ${port} is taken by another program. Stop that one, or choose another port`,
  );
});

test("I9: a full disk is said before anything is begun", async (context) => {
  const disk = await tmpfs(state, "17M").catch(() => null);
  if (!disk) return context.skip("no file system can be mounted by this account");
  try {
    await writeFile(join(state, "much"), Buffer.alloc(14 * 2 ** 20));
    await expectRefused(start(), /^The disk of \S+ is full: \d MB are left, and PLACE wants 16\./u);
    // Room again: nothing of the start that failed is in the way.
    await rm(join(state, "much"));
    await disk.grow("64M");
    expect(await statusOf(await urlOf(start()))).toBe(200);
    for (const run of runs) await stop(run);
  } finally {
    await disk.end();
  }
});

async function stop({ child, ended }: Run): Promise<void> {
  child.kill("SIGTERM");
  await ended;
}

async function tmpfs(folder: string, size: string) {
  const run = promisify(execFile);
  await run("mount", ["-t", "tmpfs", "-o", `size=${size},mode=777`, "tmpfs", folder]);
  return {
    grow: (to: string) => run("mount", ["-o", `remount,size=${to}`, folder]),
    readOnly: () => run("mount", ["-o", "remount,ro", folder]),
    end: () => run("umount", ["-l", folder]),
  };
}

test("I9: a disk that can only be read is said", async (context) => {
  const disk = await tmpfs(state, "64M").catch(() => null);
  if (!disk) return context.skip("no file system can be mounted by this account");
  try {
    await disk.readOnly();
    await expectRefused(start(), /^The folder \S+ cannot be used: its disk can only be read\. Choose another/u);
  } finally {
    await disk.end();
  }
});

test("I9: a folder that this account may not write, and one that is a file, are said", async (context) => {
  const file = join(state, "file");
  await writeFile(file, "");
  await expectRefused(start(["--state", file]), /^The folder \S+ cannot be used: a file is in its way\./u);
  await expectRefused(
    start(["--state", join(file, "below")]),
    /^The folder \S+ cannot be used: a file is in its way\./u,
  );
  if (process.getuid?.() !== 0) return context.skip("only the machine's owner may run it as somebody else");
  const asNobody = { as: 65_534, env: { HOME: tmpdir() } };
  await expectRefused(start([], asNobody), /^The folder \S+ cannot be used: this account may not write there\./u);
  await mkdir(join(state, "inner"), { mode: 0o555 });
  await expectRefused(
    start(["--state", join(state, "inner", "new")], asNobody),
    /^The folder \S+ cannot be used: this account may not write there\./u,
  );
});

test("I9: a folder of a newer PLACE is left as it is", async () => {
  await fillUsed();
  hold("INSERT INTO d1_migrations (name) VALUES ('9999_from_the_future.sql')").close();
  const before = await readFile(fileOfD1(state));
  await expectRefused(start(), "The database was used by a newer PLACE (9999_from_the_future.sql is not known here)");
  expect(await readFile(fileOfD1(state))).toEqual(before);
});

test("I9: a database that is damaged is said, and left as it is", async () => {
  await mkdir(join(fileOfD1(state), ".."), { recursive: true });
  await writeFile(fileOfD1(state), "this was a database once, and is none any more. ".repeat(100));
  await expectRefused(start(), /^The database in \S+ is damaged\./u);
});

test("I8: a server whose runtime stands still is ended by its watchdog, with a line, and its folder is free", async () => {
  const run = start(["--watchdog", "2"]);
  await urlOf(run);
  const runtime = await runtimeOf(run);
  process.kill(runtime, "SIGSTOP");
  await expectRefused(
    run,
    /^PLACE stands still: \S+ left 6 questions in a row unanswered\. It is ended; start it again/u,
  );
  expect(await isRunning(runtime)).toBe(false);
  expect(await statusOf(await urlOf(start()))).toBe(200);
});

test("I8: a server whose own thread is blocked too is ended all the same", async () => {
  const block = `import { isMainThread } from "node:worker_threads";
    if (isMainThread) process.on("SIGUSR2", () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));`;
  const NODE_OPTIONS = `--import data:text/javascript,${encodeURIComponent(block)}`;
  const run = start(["--watchdog", "2"], { env: { NODE_OPTIONS } });
  await urlOf(run);
  const runtime = await runtimeOf(run);
  run.child.kill("SIGUSR2");
  process.kill(runtime, "SIGSTOP");
  const { signal, output } = await run.ended;
  expect(output).toContain("PLACE stands still");
  expect(signal).toBe("SIGKILL");
  expect(await isRunning(runtime)).toBe(false);
  expect(await statusOf(await urlOf(start()))).toBe(200);
});

test.each([
  ["answers", 200],
  ["says that it cannot serve", 503],
])("I8: a server that %s is left alone by its watchdog", async (_what, status) => {
  // Twice as often as it takes to end one that says nothing.
  const asked = ["13", String(status)];
  const { code, output } = await runProgram(join(ROOT, "test", "support", "watched-server.ts"), asked).ended;
  expect(output).toBe("");
  expect(code).toBe(0);
});
