/** The import command as an operator runs it: into a PLACE of this machine that is off, on, or killed in between. */
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { createApi } from "../../client/api.ts";
import { mintMessageId } from "../../client/message-id.ts";
import { ROOT } from "../../tools/run-command.ts";
import { openLocalD1 } from "../../tools/serve/local-d1.ts";
import { startServerProcess, type ServerProcess } from "../../tools/serve/server-process.ts";
import { cookieFetch } from "../support/cookie-fetch.ts";
import { runProgram, type Run } from "../support/run-program.ts";

const CLASS = join(ROOT, "test", "fixtures", "imported-class", "slack-export");
const MANY = 3_000;

let folder = "";
let many = "";
const started: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "place-import-"));
  many = await manyMessages();
});
afterEach(async () => {
  for (const stop of started.splice(0)) await stop();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A Slack export with one busy channel, in which every third message answers one that may be far before it. */
async function manyMessages(): Promise<string> {
  const path = join(folder, "many");
  await mkdir(join(path, "busy"), { recursive: true });
  const ts = (n: number) => `${1_789_390_000 + n}.000100`;
  const messages = Array.from({ length: MANY }, (_, n) => ({
    ...{ type: "message", user: "U1", text: `message ${n}`, ts: ts(n) },
    ...(n > 0 && n % 3 === 0 && { thread_ts: ts(n >> 1) }),
  }));
  await writeFile(join(path, "channels.json"), JSON.stringify([{ id: "C1", name: "busy", members: ["U1"] }]));
  await writeFile(join(path, "users.json"), JSON.stringify([{ id: "U1", name: "sam" }]));
  await writeFile(join(path, "busy", "2026-09-14.json"), JSON.stringify(messages));
  return path;
}

const place = (...args: string[]): Run => runProgram(join(ROOT, "tools", "place", "main.ts"), args);

const imported = (path: string, state: string, ...more: string[]) =>
  place("import", path, "--workspace", "Imported class", "--state", state, "--yes", ...more).ended;

async function rows<T>(state: string, query: string): Promise<T[]> {
  const { d1, close } = await openLocalD1(state);
  try {
    return (await d1.prepare(query).all<T>()).results;
  } finally {
    await close();
  }
}

const PLACES = `SELECT id, key % 4294967296 AS seq, body, at, reply_to AS replyTo FROM messages ORDER BY key`;
type Place = { id: string; seq: number; body: string; at: number; replyTo: number | null };
const COUNTS = `SELECT c.kind, c.name, (SELECT count(*) FROM messages m WHERE m.key / 4294967296 = c.no) AS n FROM channels c
  WHERE c.source_key IS NOT NULL ORDER BY c.no`;

async function serve(state: string): Promise<ServerProcess> {
  const server = await startServerProcess({ port: 0, state, app: false });
  started.push(server.stop);
  return server;
}

it("a class from Slack stands in PLACE as it stood there, and a second run adds nothing (R35, I2)", async () => {
  const state = join(folder, "twice");
  const first = await imported(CLASS, state);
  expect(first.output).toContain("Taken: 10 people, 5 channels, 35 messages.");
  expect(first.code).toBe(0);
  const counts = [
    { kind: "public", name: "general", n: 8 },
    { kind: "public", name: "hw3-recursion", n: 11 },
    { kind: "public", name: "math-help", n: 14 },
    { kind: "private", name: "staff-only", n: 1 },
    { kind: "dm", name: null, n: 1 },
  ];
  expect(await rows(state, COUNTS)).toEqual(counts);
  const before = await rows<Place>(state, PLACES);
  expect(before.find(({ body }) => body.includes("there is no base case"))).toMatchObject({ seq: 2, replyTo: 1 });
  expect(before.find(({ body }) => body.includes("there is no base case"))?.body).toMatch(/^@sam there/u);
  expect(JSON.stringify(before)).not.toMatch(/xoxe|\\u0000/u);

  const second = await imported(CLASS, state);
  expect(second.output).toContain("0 messages; 35 messages were there already.");
  expect(await rows(state, PLACES)).toEqual(before);
  // Nobody is left signed in by an import.
  expect(await rows(state, "SELECT id FROM sessions")).toEqual([]);
});

it("an import killed in the middle goes on where it stopped: every message once, in order, no place empty (I2, I3)", async () => {
  const state = join(folder, "killed");
  const cut = place("import", many, "--workspace", "Imported class", "--state", state, "--yes");
  await cut.printed(/[1-9]\d %:/u);
  process.kill(-(cut.child.pid ?? 0), "SIGKILL");
  await cut.ended;
  const again = await imported(many, state);
  expect(again.code).toBe(0);
  expect(again.output).toMatch(/[1-9][\d,]* messages were there already/u);
  expect(again.output).not.toContain(" 0 messages;");
  const places = await rows<Place>(state, PLACES);
  expect(places.map(({ seq }) => seq)).toEqual(Array.from({ length: MANY }, (_, n) => n + 1));
  expect(places.map(({ body }) => body)).toEqual(Array.from({ length: MANY }, (_, n) => `message ${n}`));
  for (const { seq, replyTo } of places) {
    const n = seq - 1;
    expect(replyTo).toBe(n > 0 && n % 3 === 0 ? (n >> 1) + 1 : null);
  }
});

it("Ctrl-C ends an import after the batch under way, and says how to go on", async () => {
  const state = join(folder, "stopped");
  const run = place("import", many, "--workspace", "Imported class", "--state", state, "--yes");
  await run.printed(/[1-9]\d %:/u);
  run.child.kill("SIGINT");
  const { code, output } = await run.ended;
  expect(output).toContain("The same command goes on from here.");
  expect(code).toBe(130);
  expect((await imported(many, state)).code).toBe(0);
  expect((await rows<Place>(state, PLACES)).map(({ seq }) => seq)).toEqual(
    Array.from({ length: MANY }, (_, n) => n + 1),
  );
});

it("a running PLACE takes an import at once; what was private is found by nobody who was not in it (I5)", async () => {
  const state = join(folder, "running");
  const { url } = await serve(state);
  expect((await imported(CLASS, state)).code).toBe(0);
  const [workspace] = await rows<{ id: string; joinCode: string }>(
    state,
    "SELECT id, join_code AS joinCode FROM workspaces",
  );
  const channels = await rows<{ id: string; kind: string }>(
    state,
    "SELECT id, kind FROM channels WHERE source_key IS NOT NULL",
  );
  const open = channels.find(({ kind }) => kind === "public")!.id;
  const closed = channels.filter(({ kind }) => kind !== "public").map(({ id }) => id);

  const student = await signedUp(url, {
    code: workspace!.joinCode,
    account: { handle: "newcomer", name: "New", password: "long enough" },
  });
  expect((await student.call("messages.page", { channel: open })).messages.length).toBe(8);
  expect(JSON.stringify(await student.call("channels.list", { workspace: workspace!.id }))).not.toContain("staff-only");
  for (const id of closed)
    await expect(student.call("messages.page", { channel: id })).rejects.toMatchObject({ status: 404 });
  await expect(student.call("import.places", { workspace: workspace!.id, channel: open })).rejects.toMatchObject({
    status: 403,
  });

  const outsider = await signedUp(url, null);
  await expect(outsider.call("import.places", { workspace: workspace!.id, channel: open })).rejects.toMatchObject({
    status: 404,
  });
});

it("R47: where people write by now, the command adds nothing, says so, and goes on with the other channels", async () => {
  const state = join(folder, "talking");
  const { url } = await serve(state);
  expect((await imported(CLASS, state)).code).toBe(0);
  const [workspace] = await rows<{ joinCode: string }>(state, "SELECT join_code AS joinCode FROM workspaces");
  const student = await signedUp(url, {
    code: workspace!.joinCode,
    account: { handle: "talker", name: "Tal", password: "long enough" },
  });
  const [general] = await rows<{ id: string }>(state, "SELECT id FROM channels WHERE source_key LIKE '%C01GENERAL'");
  const open = general!.id;
  await student.call("memberships.join", { channel: open });
  await student.call("messages.post", { channel: open }, { id: mintMessageId(Date.now()), body: "We are here now" });
  const again = await imported(CLASS, state);
  expect(again).toMatchObject({ code: 0, output: expect.stringContaining("35 messages were there already") as string });

  const grown = join(folder, "grown");
  await cp(CLASS, grown, { recursive: true });
  for (const [channel, n] of [
    ["general", 1],
    ["math-help", 2],
  ] as const) {
    const late = { type: "message", user: "U02KOFI", text: `late ${n}`, ts: `178999000${n}.000100` };
    await writeFile(join(grown, channel, "2026-09-21.json"), JSON.stringify([late]));
  }
  const { code, output } = await imported(grown, state);
  expect(code).toBe(0);
  expect(output).toContain("Not taken, because people of the class write there by now");
  expect(output).toMatch(/#general[\w-]*: 1 message$/mu);
  const bodies = await rows<{ body: string }>(state, "SELECT body FROM messages WHERE body LIKE 'late %'");
  expect(bodies).toEqual([{ body: "late 2" }]);
});

it("the owner's token brings a history in from afar; a student's and an ended one are refused with a sentence", async () => {
  const state = join(folder, "remote");
  const { url } = await serve(state);
  const owner = createApi({ baseUrl: url, fetch: cookieFetch().fetch });
  const { workspace } = await owner.call(
    "workspaces.create",
    {},
    {
      name: "Far away",
      account: { handle: "teacher1", name: "T", password: "long enough" },
    },
  );
  const { token } = await owner.call("account.createToken", {}, { name: "import" });
  const student = createApi({ baseUrl: url, fetch: cookieFetch().fetch });
  await student.call(
    "entry.join",
    {},
    {
      code: workspace.joinCode ?? "",
      account: { handle: "student1", name: "S", password: "long enough" },
    },
  );
  const { token: studentToken } = await student.call("account.createToken", {}, { name: "import" });
  const far = (name: string, given: string) =>
    place("import", CLASS, "--workspace", name, "--url", url, "--token", given, "--yes").ended;

  expect((await far("Far away", token)).output).toContain("35 messages.");
  const { channels } = await owner.call("workspaces.bootstrap", { workspace: workspace.id });
  expect(channels.map(({ name }) => name)).toContain("hw3-recursion");
  expect(JSON.stringify(channels)).not.toContain("staff-only");

  expect(await far("Far away", studentToken)).toMatchObject({
    code: 1,
    output: expect.stringContaining("you are student there") as string,
  });
  expect(await far("Another", token)).toMatchObject({
    code: 1,
    output: expect.stringContaining('There is no class "Another"') as string,
  });
  expect(await far("Far away", "nonsense")).toMatchObject({
    code: 1,
    output: expect.stringContaining("does not know this token") as string,
  });
});

it("a dry run, a wrong word and a broken export end with sentences, and nothing is made (I9)", async () => {
  const state = join(folder, "untouched");
  const run = (...args: string[]) => place(...args, "--state", state).ended;
  const dry = await run("import", CLASS, "--dry-run");
  expect(dry).toMatchObject({ code: 0, output: expect.stringContaining("nothing was sent") as string });
  expect(await run("import", CLASS, "--workspace", "X")).toMatchObject({
    code: 1,
    output: expect.stringContaining("Add --yes") as string,
  });
  const broken = join(folder, "broken");
  await cp(CLASS, broken, { recursive: true });
  await writeFile(join(broken, "general", "2026-09-14.json"), "[{");
  expect((await run("import", broken, "--dry-run")).output).toContain("general/2026-09-14.json: it is not whole JSON");
  for (const args of [
    ["import"],
    ["export"],
    ["import", CLASS],
    ["import", "nowhere", "--dry-run"],
    ["import", CLASS, "--nonsense"],
  ]) {
    const { code, output } = await run(...args);
    expect(code).toBe(1);
    expect(output).not.toMatch(/^\s+at .*:\d+:\d+/mu);
  }
  expect(existsSync(state)).toBe(false);
});

async function signedUp(
  baseUrl: string,
  join: { code: string; account: { handle: string; name: string; password: string } } | null,
) {
  const api = createApi({ baseUrl, fetch: cookieFetch().fetch });
  if (join) await api.call("entry.join", {}, join);
  else
    await api.call(
      "workspaces.create",
      {},
      {
        name: "Elsewhere",
        account: { handle: "outsider", name: "O", password: "long enough" },
      },
    );
  return api;
}
