/** Pages of history asked for on an open socket: the same as over HTTP, for nobody else, and cheap. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import type { ChannelEvent, Message, Page } from "../../protocol/index.ts";
import { RATE_LIMITS } from "../../protocol/index.ts";
import { BLOCK, Pages } from "../../worker/room/sockets/pages.ts";
import { roomOf } from "../../worker/room/stubs.ts";
import { watchStatements } from "../support/d1-statements.ts";
import { carriedOver, channelOf, factsFor, fill } from "./support/channel.ts";
import { openClassroom, request, type Classroom, type Somebody } from "./support/classroom.ts";
import { openChannel, type LiveSocket } from "./support/live-socket.ts";
import { ageLeases } from "./support/rooms.ts";

const COUNT = 1_000;
let classroom: Classroom;
let ada: Somebody;
let channel: { id: string; no: number };
const watched = watchStatements(env.DB);

beforeAll(async () => {
  classroom = await openClassroom();
  ada = await classroom.person("student", { handle: "ada" });
  channel = await channelOf([ada]);
  await fill(channel.id, ada, COUNT);
});

interface Where {
  before?: number;
  after?: number;
  around?: number;
  limit?: number;
}
let asked = 0;
async function page(socket: LiveSocket, where: Where): Promise<Page> {
  const ref = `page-${++asked}`;
  socket.send({ type: "page", ref, ...where });
  return (await socket.next("page", (answer) => answer.ref === ref)).page;
}
const seqs = ({ messages }: Page) => messages.map(({ seq }) => seq);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const query = (where: Where) => new URLSearchParams(Object.entries(where).map(([key, value]) => [key, String(value)]));

test("R13: every page on the socket is the one over HTTP, to the letter, wherever it lies", async () => {
  const socket = await openChannel(channel.id, ada);
  expect((await socket.next("welcome")).pages).toBe(true);
  const places: Where[] = [
    {},
    { limit: 7 },
    { before: 1 },
    { before: 2 },
    { before: 30, limit: 50 },
    { before: 600 },
    { before: 801, limit: 100 },
    { after: 0, limit: 3 },
    { after: BLOCK - 10, limit: 30 },
    { after: COUNT - 5 },
    { after: COUNT, limit: 10 },
    { around: 1, limit: 10 },
    { around: 500 },
    { around: 790, limit: 5_000 },
    { around: COUNT },
  ];
  for (const where of places) {
    const { rev, ...rest } = await page(socket, where);
    expect(rev).toBe(COUNT);
    // The first page that somebody asks for is read from D1, those after it by the room.
    const reader = await classroom.person("student");
    await env.DB.prepare("insert into memberships (channel_no, member_no, joined_at) values (?, ?, 0)")
      .bind(channel.no, reader.no)
      .run();
    for (const from of ["D1", "the room"]) {
      const { body } = await reader.get<Page>(`/channels/${channel.id}/messages?${query(where).toString()}`);
      const { rev: _rev, ...page } = body;
      expect({ where, from, page }).toEqual({ where, from, page: rest });
    }
  }
});

test("R33: who walks back sees every place once, and D1 is asked once for five pages, and by nobody again", async () => {
  // A channel of its own: nothing of it was read before.
  const { id } = await channelOf([ada]);
  await fill(id, ada, COUNT);
  const walk = async () => {
    const socket = await openChannel(id, ada);
    const seen = seqs((await socket.next("welcome")).page);
    watched.take();
    while (seen[0] !== 1) seen.unshift(...seqs(await page(socket, { before: seen[0]! })));
    expect(seen).toEqual(range(1, COUNT));
    // What was filled in is carried to D1 and to the search index meanwhile.
    return watched.take().filter(({ sql }) => /CROSS JOIN messages\s+WHERE key BETWEEN base/u.test(sql)).length;
  };
  // Until D1 and the index have all of it, a part comes from the room's log.
  await carriedOver(id, COUNT);
  const facts = await factsFor(id);
  while ((await roomOf(env, id).reindex(facts, 1, 0))?.behind !== 0) await scheduler.wait(1);
  const reads = await walk();
  expect(reads).toBeGreaterThan(0);
  expect(reads).toBeLessThanOrEqual(Math.ceil(COUNT / BLOCK));
  expect(await walk()).toBe(0);
});

test("I7: an edit and a delete show in a page that was read before, also once the room let go of them", async () => {
  const { id } = await channelOf([ada]);
  await fill(id, ada, 700);
  const socket = await openChannel(id, ada);
  const bodies = async () => (await page(socket, { after: 99, limit: 3 })).messages.map(({ body }) => body);
  expect(await bodies()).toEqual(["line 100", "line 101", "line 102"]);
  socket.send({ type: "edit", ref: "e", seq: 101, body: "better" });
  await socket.next("done", ({ ref }) => ref === "e");
  expect(await bodies()).toEqual(["line 100", "better", "line 102"]);
  socket.send({ type: "delete", ref: "d", seq: 102 });
  await socket.next("done", ({ ref }) => ref === "d");
  expect(await bodies()).toEqual(["line 100", "better", ""]);
  // As many more as make the room trim both changes.
  await fill(id, ada, 600, Date.now());
  expect(await bodies()).toEqual(["line 100", "better", ""]);
});

describe("I5: who may not read gets no page", () => {
  const knock = (socket: LiveSocket, ref: string) => socket.send({ type: "page", ref, before: 100 });
  const pagesOf = ({ frames }: LiveSocket) => frames.filter(({ type }) => type === "page");

  test("who was taken out asks in vain, and so does whose session ended", async () => {
    const [out, gone] = [await classroom.person("student"), await classroom.person("student")];
    const { id, no } = await channelOf([ada, out, gone]);
    await fill(id, ada, 500);
    for (const who of [out, gone]) {
      const socket = await openChannel(id, who);
      expect(seqs(await page(socket, { before: 3 }))).toEqual([1, 2]);
      if (who === out) {
        await env.DB.prepare("delete from memberships where channel_no = ? and member_no = ?").bind(no, who.no).run();
        await roomOf(env, id).order({ type: "memberLeft", member: who.id });
      } else {
        const { body } = await who.get<{ devices: { id: string }[] }>("/account/devices");
        expect((await who.delete(`/account/devices/${body.devices[0]!.id}`)).status).toBeLessThan(300);
      }
      // The close may be here before one can ask.
      if (socket.closed === null) knock(socket, "again");
      await socket.whenClosed();
      expect(pagesOf(socket)).toHaveLength(1);
    }
  });

  test("a lease that is over is looked up before the page, and nothing is read for who has no place any more", async () => {
    const out = await classroom.person("student");
    const { id, no } = await channelOf([ada, out]);
    await fill(id, ada, 500);
    const socket = await openChannel(id, out);
    await env.DB.prepare("delete from memberships where channel_no = ? and member_no = ?").bind(no, out.no).run();
    await ageLeases(id);
    watched.take();
    knock(socket, "late");
    await socket.whenClosed();
    expect(pagesOf(socket)).toEqual([]);
    expect(watched.take().filter(({ sql }) => sql.includes("FROM messages") || sql.includes("JOIN messages"))).toEqual(
      [],
    );
  });

  test("who is put out while D1 is asked hears nothing of the answer", async () => {
    const told: string[] = [];
    let answer: () => void = () => undefined;
    const slow = {
      prepare: () => ({
        bind: () => ({
          all: () => new Promise((resolve) => (answer = () => resolve({ results: [{ seq: 1, json: `{"seq":1}` }] }))),
        }),
      }),
    } as unknown as D1Database;
    const facts = await factsFor(channel.id);
    const log = {
      head: { seq: 500, rev: 500, lastAt: 0 },
      flushedRev: 500,
      at: () => undefined,
      changesWithin: () => [],
    };
    const pages = new Pages({
      log,
      d1: slow,
      facts: () => facts,
      newest: () => ({ messages: [], reachedStart: true, reachedEnd: true, rev: 0 }),
      sockets: { sendText: (_socket, text) => void told.push(text), refuse: () => undefined },
    });
    for (const state of [WebSocket.CLOSING, WebSocket.OPEN]) {
      const socket = { readyState: WebSocket.OPEN as number };
      const answered = pages.answer(socket as WebSocket, { type: "page", ref: "r", before: 2 });
      socket.readyState = state;
      answer();
      await answered;
      expect(told).toHaveLength(state === WebSocket.OPEN ? 1 : 0);
    }
  });
});

test("two places at once, and what is no place, are refused, never a fault", async () => {
  const socket = await openChannel(channel.id, ada);
  for (const where of [{ before: 0 }, { before: 3, after: 4 }, { around: -1 }, { limit: 0 }, { before: "x" }]) {
    const ref = JSON.stringify(where).slice(0, 40);
    socket.send({ type: "page", ref, ...(where as Where) });
    const { refusal } = await socket.next("refused", (refused) => refused.ref === ref);
    expect(["invalid", "malformed"]).toContain(refusal.code);
  }
  expect(seqs(await page(socket, { before: 3 }))).toEqual([1, 2]);
});

test("who asks for more pages than anybody reads is told to wait, by name of the request", async () => {
  const hasty = await classroom.person("student");
  const { id } = await channelOf([hasty]);
  await fill(id, hasty, 10);
  const socket = await openChannel(id, hasty);
  for (let i = 0; i <= RATE_LIMITS.page.burst + 5; i++) socket.send({ type: "page", ref: `n${i}`, before: 5 });
  const { ref, refusal } = await socket.next("refused");
  expect(ref).toMatch(/^n\d+$/u);
  expect(refusal).toMatchObject({ code: "too_fast" });
  expect(refusal.retryAfter).toBeGreaterThan(0);
});

describe("what a block does while it is read", () => {
  const message = (seq: number, body: string): Message => ({
    id: `m${seq}`,
    seq,
    rev: 1000 + seq,
    author: "a",
    at: 1,
    body,
  });
  /** A room of 1,000 messages, with D1 in the test's hands. */
  function room() {
    const inLog = new Map<number, Message>();
    const reads: ((rows: { seq: number; json: string }[]) => void)[] = [];
    const d1 = {
      prepare: () => ({
        bind: () => ({ all: () => new Promise((resolve) => reads.push((results) => resolve({ results }))) }),
      }),
    } as unknown as D1Database;
    const log = {
      head: { seq: 1000, rev: 2000, lastAt: 0 },
      flushedRev: 2000,
      at: (seq: number) => inLog.get(seq),
      changesWithin: (from: number, to: number, rev: number) =>
        [...inLog.values()].filter((each) => each.seq >= from && each.seq <= to && each.rev > rev),
    };
    const facts = { channelNo: 7, channelId: "c" } as Awaited<ReturnType<typeof factsFor>>;
    const newest = () => ({ messages: [], reachedStart: true, reachedEnd: true, rev: 0 });
    const sockets = { sendText: () => undefined, refuse: () => undefined };
    const pages = new Pages({ log, d1, facts: () => facts, newest, sockets });
    const block = (body: string) => range(1, BLOCK).map((seq) => ({ seq, json: JSON.stringify(message(seq, body)) }));
    const bodiesIn = (json: string) => (JSON.parse(json) as Page).messages.map(({ body }) => body);
    return { inLog, reads, log, pages, block, bodiesIn };
  }

  test("a change in it makes it be read again, for all who wait, once", async () => {
    const { reads, pages, block, bodiesIn } = room();
    const both = Promise.all([pages.read({ before: 4, limit: 2 }), pages.read({ before: 3, limit: 2 })]);
    expect(reads).toHaveLength(1);
    pages.changed([{ seq: 2 }]);
    reads[0]!(block("old"));
    await expect.poll(() => reads.length).toBe(2);
    reads[1]!(block("new"));
    expect((await both).map(bodiesIn)).toEqual([
      ["new", "new"],
      ["new", "new"],
    ]);
    expect(bodiesIn(await pages.read({ before: 4, limit: 1 }))).toEqual(["new"]);
    expect(reads).toHaveLength(2);
  });

  test("I8: what D1 does not have yet is laid over it, and such a block is not kept", async () => {
    const { inLog, log, reads, pages, block, bodiesIn } = room();
    inLog.set(2, { ...message(2, "edited"), rev: 2001 });
    const waiting = pages.read({ before: 4, limit: 3 });
    reads[0]!(block("as D1 has it"));
    expect(bodiesIn(await waiting)).toEqual(["as D1 has it", "edited", "as D1 has it"]);
    // Carried over and trimmed: D1 alone has it now.
    log.flushedRev = 2001;
    inLog.clear();
    const later = pages.read({ before: 4, limit: 3 });
    expect(reads).toHaveLength(2);
    reads[1]!(block("carried over"));
    expect(bodiesIn(await later)).toEqual(["carried over", "carried over", "carried over"]);
  });

  test("what leaves the log meanwhile is asked for too: no page has a hole", async () => {
    const { inLog, reads, pages, block, bodiesIn } = room();
    for (const seq of range(BLOCK + 1, BLOCK + 3)) inLog.set(seq, message(seq, "in the log"));
    const waiting = pages.read({ before: BLOCK + 3, limit: 4 });
    inLog.clear();
    reads[0]!(block("first"));
    await expect.poll(() => reads.length).toBe(2);
    reads[1]!(range(BLOCK + 1, 2 * BLOCK).map((seq) => ({ seq, json: JSON.stringify(message(seq, "second")) })));
    expect(bodiesIn(await waiting)).toEqual(["first", "first", "second", "second"]);
  });
});

test("I8: while D1 cannot be asked, who asks is told so, and gets what the room has", async () => {
  const { id } = await channelOf([ada]);
  await fill(id, ada, 600);
  const socket = await openChannel(id, ada);
  await env.DB.exec("ALTER TABLE messages RENAME TO away");
  socket.send({ type: "page", ref: "far", before: 100 });
  const refused: Extract<ChannelEvent, { type: "refused" }> = await socket.next("refused");
  const near = seqs(await page(socket, { before: 550 }));
  await env.DB.exec("ALTER TABLE away RENAME TO messages");
  expect(refused).toMatchObject({ ref: "far", refusal: { code: "unavailable" } });
  expect(near).toEqual(range(500, 549));
  expect(seqs(await page(socket, { before: 3 }))).toEqual([1, 2]);
  expect((await request("GET", `/channels/${id}/messages?before=3`)).status).toBe(401);
});

test("I7: a page shows a change of a message that just left the newest ones and is not trimmed yet", async () => {
  const classroom = await openClassroom();
  const ada = await classroom.person("student");
  const { id } = await channelOf([ada], { kind: "public" });
  await fill(id, ada, 300);
  await ada.post(`/channels/${id}/messages/2/acts`, { act: { type: "react", emoji: "👍", on: true } });
  const socket = await openChannel(id, ada);
  socket.send({ type: "page", ref: "around", around: 2, limit: 5 });
  const { page } = await socket.next("page");
  expect(page.messages.find(({ seq }) => seq === 2)?.meta?.reactions).toHaveLength(1);
});
