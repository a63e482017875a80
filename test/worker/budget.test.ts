import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { expect, test, vi } from "vitest";
import type { Act, ChannelRequest } from "../../protocol/index.ts";
import { expectKept } from "../support/kept.ts";
import { RowCounters } from "../support/row-counters.ts";
import { tokens } from "../../protocol/search/indexed.ts";
import { carriedOver, channelOf, factsFor, fill, storedIn } from "./support/channel.ts";
import { openClassroom } from "./support/classroom.ts";
import { expectFound, foundIn } from "./support/found.ts";
import { openChannel, type LiveSocket } from "./support/live-socket.ts";

const WRITERS = 30;
/** As many as a person may post in one breath. */
const EACH = 10;
const MESSAGES = WRITERS * EACH;

test("I10: a message costs at most five rows written, room, history and search index together, so that 10,000 a day fit in half of the free plan", async () => {
  const classroom = await openClassroom();
  const people = await Promise.all(Array.from({ length: WRITERS }, () => classroom.person("student")));
  const { id, no } = await channelOf(people);
  const sockets: LiveSocket[] = [];
  for (const person of people) sockets.push(await openChannel(id, person));
  // As many from yesterday: the log is as long before as after, so that each message that comes has one go.
  await fill(id, people[0]!, MESSAGES, Date.now() - 86_400_000);
  await expect.poll(() => foundIn(no, "line")).toHaveLength(MESSAGES);

  const counters = new RowCounters();
  await runInDurableObject(env.ROOMS.getByName(id), (_room, state) => counters.watchStorage(state.storage));
  counters.watchD1(env.DB);
  for (let i = 0; i < EACH; i++) await Promise.all(sockets.map((socket) => socket.post(`line ${i}`)));
  await carriedOver(id, 2 * MESSAGES);
  await expect.poll(() => foundIn(no, "line")).toHaveLength(2 * MESSAGES);
  const { roomWritten, d1Written } = counters.take();

  // It can fail: each message is written into the room's log, deleted from it, and written into the history and the index.
  expect(roomWritten).toBeGreaterThanOrEqual(2 * MESSAGES);
  expect(d1Written).toBeGreaterThanOrEqual(2 * MESSAGES);
  expect((roomWritten + d1Written) / MESSAGES).toBeLessThanOrEqual(5);
});

test("I10: a message that wakes its room is written once into the history and once into the index, however often the room wakes for it", async () => {
  const classroom = await openClassroom();
  const ada = await classroom.person("student");
  const { id, no } = await channelOf([ada]);
  const counters = new RowCounters();
  counters.watchD1(env.DB);
  const room = () => env.ROOMS.getByName(id);
  const WAKES = 4;
  let written = { roomWritten: 0, d1Written: 0 };
  for (let i = 1; i <= WAKES; i++) {
    if (i === 2) counters.take();
    await runInDurableObject(room(), (_room, state) => counters.watchStorage(state.storage));
    await ada.post(`/channels/${id}/messages`, { body: `word${i}` });
    await carriedOver(id, i);
    await expectFound(no, `word${i}`, [i]);
    await evictDurableObject(room());
    // The safety net rings in a room that slept.
    await runDurableObjectAlarm(room());
    await evictDurableObject(room());
    const { roomWritten, d1Written } = counters.take();
    if (i > 1) written = { roomWritten: written.roomWritten + roomWritten, d1Written: written.d1Written + d1Written };
  }
  expectKept("rows written by a message that wakes its room", (written.roomWritten + written.d1Written) / (WAKES - 1));
  expect(written.d1Written / (WAKES - 1)).toBe(2);
  expect(written.roomWritten / (WAKES - 1)).toBeLessThanOrEqual(3);
});

test("I10: a reaction or a vote costs no more rows than an edit", async () => {
  const classroom = await openClassroom();
  const [ada, bo] = [await classroom.person("student"), await classroom.person("student")];
  const { id, no } = await channelOf([ada, bo]);
  const [hers, his] = [await openChannel(id, ada), await openChannel(id, bo)];
  await hers.post("Words");
  await expectFound(no, "words", [1]);
  const poll = { question: "Yes?", options: ["yes", "no"], multiple: false, secret: false, sealed: false, open: false };
  hers.send({ type: "post", id: uuidv7(), body: "Yes?", poll });
  await his.next("changed", ({ changes }) => changes.some(({ seq }) => seq === 2));
  await carriedOver(id, 2);
  await expectFound(no, "yes", [2]);

  const counters = new RowCounters();
  await runInDurableObject(env.ROOMS.getByName(id), (_room, state) => counters.watchStorage(state.storage));
  counters.watchD1(env.DB);
  /** Rows written by it, in the room and in the history. */
  const costOf = async (request: ChannelRequest, rev: number, found: string, at: number): Promise<number> => {
    counters.take();
    his.send(request);
    await his.next("done", (done) => done.rev === rev);
    await expect.poll(async () => (await storedIn(id)).some((message) => message.rev === rev)).toBe(true);
    await expectFound(no, found, [at]);
    const { roomWritten, d1Written } = counters.take();
    expect(d1Written).toBeGreaterThan(0);
    return roomWritten + d1Written;
  };
  await his.post("Mine");
  await carriedOver(id, 3);
  await expectFound(no, "mine", [3]);
  const edit = await costOf({ type: "edit", ref: "edit", seq: 3, body: "Mine, better" }, 4, "better", 3);
  const react: Act = { type: "react", emoji: "👍", on: true };
  expect(
    await costOf({ type: "act", ref: "react", seq: 1, act: react }, 5, tokens.has("reaction"), 1),
  ).toBeLessThanOrEqual(edit);
  const vote: Act = { type: "vote", choices: [0] };
  expect(await costOf({ type: "act", ref: "vote", seq: 2, act: vote }, 6, "yes", 2)).toBeLessThanOrEqual(edit);
});

test("I10: a message that wakes a room in which somebody is costs three rows, and nothing of the index is written again", async () => {
  const classroom = await openClassroom();
  const ada = await classroom.person("student");
  const { id, no } = await channelOf([ada]);
  const socket = await openChannel(id, ada);
  const counters = new RowCounters();
  counters.watchD1(env.DB);
  const room = () => env.ROOMS.getByName(id);
  const written: number[] = [];
  for (let i = 1; i <= 4; i++) {
    await runInDurableObject(room(), (_room, state) => {
      counters.watchStorage(state.storage);
      // One that is due as if the room had been awake: what each of them costs is told beside.
      void state.storage.setAlarm(Date.now() + 20_000);
    });
    counters.take();
    await socket.post(`word${i}`);
    await carriedOver(id, i);
    await expectFound(no, `word${i}`, [i]);
    const { roomWritten, d1Written } = counters.take();
    written.push(roomWritten + d1Written);
    await evictDurableObject(room());
  }
  for (const rows of written.slice(1))
    expectKept("rows written by a message into a room that slept with somebody in it", rows);
  expect(written.slice(1)).toEqual([3, 3, 3]);
  // The last socket goes, and its place with it: that is a row, once.
  await runInDurableObject(room(), (_room, state) => counters.watchStorage(state.storage));
  counters.take();
  socket.close();
  await vi.waitFor(async () =>
    expect(
      await runInDurableObject(room(), (_room, { storage: { sql } }) => sql.exec(`SELECT cursors FROM head`).toArray()),
    ).toEqual([{ cursors: JSON.stringify({ search: 4 }) }]),
  );
});

test("I10: a reply in a thread costs five rows written, thread, channel, history and search index together, and the first one fourteen", async () => {
  const classroom = await openClassroom();
  const [ada, bo, cy] = [
    await classroom.person("student"),
    await classroom.person("student"),
    await classroom.person("student"),
  ];
  const channel = await channelOf([ada, bo, cy]);
  await fill(channel.id, ada, 3);
  await expectFound(channel.no, "line", [1, 2, 3]);
  const counters = new RowCounters();
  counters.watchD1(env.DB);
  const watch = (id: string) =>
    runInDurableObject(env.ROOMS.getByName(id), (_room, state) => counters.watchStorage(state.storage));
  await watch(channel.id);
  counters.take();
  const { body } = await bo.post<{ channel: { id: string } }>(`/channels/${channel.id}/messages/2/thread`);
  const thread = body.channel.id;
  const threadNo = (await factsFor(thread)).channelNo;
  // Its room begins with nothing written: all that it writes is watched.
  await watch(thread);
  const tables = (_room: unknown, { storage: { sql } }: DurableObjectState) =>
    sql.exec(`SELECT name FROM sqlite_master WHERE name NOT GLOB '_cf_*'`).toArray();
  expect(await runInDurableObject(env.ROOMS.getByName(thread), tables)).toEqual([]);
  // As the page has it: the channel stays open beside its thread.
  await openChannel(channel.id, bo);
  const socket = await openChannel(thread, bo);
  const replies = async (count: number) => {
    await carriedOver(thread, count);
    // The root says it in the history too.
    const root = async () => (await storedIn(channel.id))[1]?.rev ?? 0;
    const before = await root();
    if (before < 3 + count) await expect.poll(root).toBeGreaterThanOrEqual(3 + count);
    await expect.poll(() => foundIn(threadNo, "first OR second")).toHaveLength(count);
    await expectFound(channel.no, tokens.answered, [2]);
    const { roomWritten, d1Written } = counters.take();
    expect(roomWritten).toBeGreaterThanOrEqual(2);
    expect(d1Written).toBeGreaterThanOrEqual(2);
    return roomWritten + d1Written;
  };
  await socket.post("first");
  const first = await replies(1);
  expectKept("rows written by the first reply in a thread", first);
  expect(first).toBeLessThanOrEqual(14);
  await socket.post("second");
  const second = await replies(2);
  expectKept("rows written by a further reply", second);
  expect(second).toBeLessThanOrEqual(5);
});

test("I10: where both rooms sleep between replies that follow each other, one costs four rows: the message it hangs on tells of two at once, and its row of the index stays", async () => {
  const classroom = await openClassroom();
  const [ada, bo] = [await classroom.person("student"), await classroom.person("student")];
  const channel = await channelOf([ada, bo]);
  await ada.post(`/channels/${channel.id}/messages`, { body: "line" });
  await expectFound(channel.no, "line", [1]);
  await runDurableObjectAlarm(env.ROOMS.getByName(channel.id));
  const { body } = await bo.post<{ channel: { id: string } }>(`/channels/${channel.id}/messages/1/thread`);
  const thread = body.channel.id;
  const { channelNo } = await factsFor(thread);
  const counters = new RowCounters();
  counters.watchD1(env.DB);
  const socket = await openChannel(thread, bo);
  const sleep = async () => {
    for (const id of [thread, channel.id]) {
      await evictDurableObject(env.ROOMS.getByName(id));
      await runInDurableObject(env.ROOMS.getByName(id), (_room, state) => counters.watchStorage(state.storage));
    }
  };
  const told = async () => (await storedIn(channel.id))[0]?.rev;
  await sleep();
  await socket.post("first");
  await expect.poll(told).toBe(2);
  await carriedOver(thread, 1);
  await expectFound(channelNo, "first", [1]);
  await expectFound(channel.no, tokens.answered, [1]);
  await sleep();
  counters.take();
  for (const [i, word] of ["second", "third"].entries()) {
    await socket.post(word);
    await carriedOver(thread, i + 2);
    await expectFound(channelNo, word, [i + 2]);
    await sleep();
  }
  expect(await told()).toBe(2);
  await runDurableObjectAlarm(env.ROOMS.getByName(thread));
  await expect.poll(told).toBe(3);
  const { roomWritten, d1Written } = counters.take();
  expect([roomWritten, d1Written]).toEqual([3, 5]);
  await sleep();
  // What it is now stands in both, however often they wake.
  await ada.delete(`/channels/${channel.id}/messages/1`);
  await expectFound(channel.no, "line", []);
});
