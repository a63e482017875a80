/** The whole process, killed without warning while people talk, and started again on what it left. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Message } from "../../protocol/index.ts";
import { fileOfD1 } from "../../tools/serve/local-d1.ts";
import { startServerProcess, type ServerProcess } from "../../tools/serve/server-process.ts";
import { apiOf, openClass, type ProgramClass } from "../support/class-of-programs.ts";
import { Writer } from "./writer.ts";

const PORT = 8791;
const FAST = { burst: 1e9, perSecond: 1e9 };
const LIMITS = { post: FAST, change: FAST, lookUp: FAST };

let state: string;
let server: ServerProcess | null = null;
let writers: Writer[] = [];

const start = async () => {
  server = await startServerProcess({ port: PORT, state, limits: LIMITS });
  return server;
};

beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), "place-faults-"));
});
afterEach(async () => {
  for (const writer of writers.splice(0)) writer.close();
  await server?.stop();
  await rm(state, { recursive: true, force: true });
});

const stored = () => writers.reduce((sum, writer) => sum + writer.stored.size, 0);
const connect = (url: string, { channel }: ProgramClass) =>
  Promise.all(writers.map((each) => each.connect(url, channel.id)));

/** Everybody writes until this many more messages are acknowledged; the writing goes on. */
async function writeMore(count: number): Promise<void> {
  const goal = stored() + count;
  for (const writer of writers) writer.write();
  await Promise.all(writers.map((writer) => writer.until(() => stored() >= goal)));
}

async function wholeHistory(url: string, { channel, people }: ProgramClass, rev: number): Promise<Message[]> {
  const api = apiOf(url, people[0]);
  const messages: Message[] = [];
  for (;;) {
    const page = await api.call(
      "messages.page",
      { channel: channel.id },
      { after: messages.at(-1)?.seq ?? 0, limit: 100, rev },
    );
    messages.push(...page.messages);
    if (page.reachedEnd || page.messages.length === 0) return messages;
  }
}

async function expectNothingLost(url: string, program: ProgramClass): Promise<void> {
  await Promise.all(writers.map((writer) => writer.finish()));
  const history = await wholeHistory(url, program, Math.max(...writers.map((writer) => writer.rev)));
  const placeOf = new Map(history.map((message) => [message.id, message.seq]));
  expect(placeOf.size, "a message stands twice in the history").toBe(history.length);
  expect(history.map((message) => message.seq)).toEqual(history.map((_, index) => index + 1));
  for (const writer of writers) {
    const { handle } = writer.person;
    expect(writer.faults).toEqual([]);
    const moved = [...writer.stored].filter(([id, seq]) => placeOf.get(id) !== seq);
    expect(moved, `acknowledged to ${handle}, and not in its place`).toEqual([]);
    const otherwise = [...writer.seen].filter(([seq, id]) => history[seq - 1]?.id !== id);
    expect(otherwise, `shown to ${handle}, and not in the history`).toEqual([]);
    // Each person's own words stand in the order in which they were written, and all of them do.
    const own = history.flatMap(({ body }) => (body.startsWith(`${handle} `) ? [Number(body.split(" ")[1])] : []));
    expect(own).toEqual(Array.from({ length: writer.stored.size }, (_, index) => index + 1));
  }
}

/** Takes the write lock of D1's file, as a backup or a stuck disk would: every write is refused until it is let go. */
function blockD1(): { release: () => void; messages: () => number } {
  const database = new DatabaseSync(fileOfD1(state), { timeout: 5_000 });
  database.exec("BEGIN IMMEDIATE");
  return {
    messages: () => Number(database.prepare("SELECT count(*) AS n FROM messages").get()?.["n"]),
    release: () => database.close(),
  };
}

test("I1 I2 I3 I4 R11 R79: the server is killed three times while four people write, and nothing acknowledged is lost, doubled or moved", async () => {
  let { url, kill } = await start();
  const program = await openClass(url, 3);
  writers = program.people.map((person) => new Writer(person));
  await connect(url, program);
  for (let round = 1; round <= 3; round += 1) {
    await writeMore(600);
    await kill();
    ({ url, kill } = await start());
    await connect(url, program);
  }
  await expectNothingLost(url, program);
});

test("I1 I8: D1 takes nothing while people write, then the server is killed, and all that was acknowledged is there", async () => {
  const { url, kill } = await start();
  const program = await openClass(url, 3);
  writers = program.people.map((person) => new Writer(person));
  await connect(url, program);
  const d1 = blockD1();
  await writeMore(600);
  expect(d1.messages()).toBe(0);
  await kill();
  d1.release();
  const again = await start();
  await connect(again.url, program);
  await expectNothingLost(again.url, program);
});

test("R79: a server that was killed leaves nothing behind that keeps the next one from starting", async () => {
  const { killServerOnly } = await start();
  await killServerOnly();
  const { url } = await start();
  expect((await fetch(`${url}/api/health`)).status).toBe(200);
});

test("I9: a second start says in one sentence why it cannot, and does not disturb the first", async () => {
  const { url } = await start();
  const inTheSameFolder = startServerProcess({ port: PORT + 1, state });
  await expect(inTheSameFolder).rejects.toThrow(`PLACE already runs with the folder ${state}, at ${url}`);
  const elsewhere = await mkdtemp(join(tmpdir(), "place-faults-"));
  const onTheSamePort = startServerProcess({ port: PORT, state: elsewhere });
  await expect(onTheSamePort).rejects.toThrow(`Port ${PORT} is taken by another program.`);
  await rm(elsewhere, { recursive: true, force: true });
  expect((await fetch(`${url}/api/health`)).status).toBe(200);
});
