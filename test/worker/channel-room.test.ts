import { abortAllDurableObjects, evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, expect, test } from "vitest";
import type { MyChannel, TraceStep } from "../../protocol/index.ts";
import { carriedOver, channelOf, fill, storedIn } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { openChannel } from "./support/live-socket.ts";
import { resetRoom } from "./support/rooms.ts";

let classroom: Classroom;
let ada: Somebody;
let bo: Somebody;

beforeAll(async () => {
  classroom = await openClassroom();
  ada = await classroom.person("student", { handle: "ada" });
  bo = await classroom.person("student", { handle: "bo" });
});

test("P30: whoever opens a channel is shown its newest page at once, and where an empty one begins", async () => {
  const { id } = await channelOf([ada, bo]);
  const socket = await openChannel(id, ada);
  const { page, head, readSeq } = await socket.next("welcome");
  expect(page).toEqual({ messages: [], reachedStart: true, reachedEnd: true, rev: 0 });
  expect(head).toEqual({ seq: 0, rev: 0 });
  expect(readSeq).toBe(0);
});

test("I3, R25: two people who write at once see the same messages in the same order, and so does the history", async () => {
  const { id } = await channelOf([ada, bo]);
  const [first, second] = [await openChannel(id, ada), await openChannel(id, bo)];
  await Promise.all([...Array(8).keys()].map((i) => (i % 2 ? first : second).post(`line ${i}`)));
  for (const socket of [first, second])
    await socket.next("changed", ({ changes }) => changes.some(({ seq }) => seq === 8));
  expect(first.shown()).toHaveLength(8);
  expect(second.shown()).toEqual(first.shown());
  const history = await carriedOver(id, 8);
  expect(history.map(({ seq, body }) => `${seq} ${body}`)).toEqual(first.shown());
});

test("R1: sixty people write once each at the same time; all see the same sixty in the same order, and so does who comes anew", async () => {
  const people = await Promise.all(Array.from({ length: 60 }, () => classroom.person("student")));
  const { id } = await channelOf([ada, ...people]);
  const sockets = await Promise.all(people.map((person) => openChannel(id, person)));
  await Promise.all(sockets.map((socket, i) => socket.post(`I am number ${i}`)));
  for (const socket of sockets) await socket.next("changed", ({ changes }) => changes.some(({ seq }) => seq === 60));
  const [first, ...others] = sockets.map((socket) => socket.shown());
  expect(new Set(first?.map((line) => line.replace(/^\d+ /u, ""))).size).toBe(60);
  for (const shown of others) expect(shown).toEqual(first);
  const { page } = await (await openChannel(id, ada)).next("welcome");
  expect(page.messages.map(({ seq, body }) => `${seq} ${body}`)).toEqual(first?.slice(-page.messages.length));
  expect((await carriedOver(id, 60)).map(({ seq, body }) => `${seq} ${body}`)).toEqual(first);
});

test("R2: the number of messages that a channel shows is the number of its rows in D1, edited and deleted ones counted once", async () => {
  const { id, no } = await channelOf([ada, bo]);
  await fill(id, ada, 120);
  const socket = await openChannel(id, ada);
  for (const body of ["one more", "and one"]) await socket.post(body);
  await ada.patch(`/channels/${id}/messages/121`, { body: "changed" });
  await ada.delete(`/channels/${id}/messages/122`);
  await carriedOver(id, 122);
  const { body } = await bo.get<{ channel: MyChannel }>(`/channels/${id}`);
  const sql = "select count(*) as n from messages where key / 4294967296 = ?";
  expect(body.channel.lastSeq).toBe(await env.DB.prepare(sql).bind(no).first("n"));
});

test("P32: what is written within a moment reaches a reader in few frames", async () => {
  const { id } = await channelOf([ada, bo]);
  const [writer, reader] = [await openChannel(id, ada), await openChannel(id, bo)];
  const ids = Array.from({ length: 10 }, () => uuidv7());
  for (const messageId of ids) writer.send({ type: "post", id: messageId, body: "at once" });
  await reader.next("changed", ({ changes }) => changes.some(({ seq }) => seq === 10));
  expect(reader.frames.filter(({ type }) => type === "changed").length).toBeLessThan(10);
  expect(reader.shown()).toHaveLength(10);
});

test("R71: the trace of a message shows that it was committed before anybody was told", async () => {
  const { id } = await channelOf([ada, bo]);
  const [writer, reader] = [await openChannel(id, ada), await openChannel(id, bo)];
  for (const body of ["one", "two"]) await writer.post(body);
  await reader.next("changed", ({ changes }) => changes.some(({ seq }) => seq === 2));
  const traceOf = async (seq: number) =>
    (await bo.get<{ steps: TraceStep[] }>(`/channels/${id}/messages/${seq}/trace`)).body;
  for (const seq of [1, 2]) {
    await expect
      .poll(async () => (await traceOf(seq)).steps.map(({ step }) => step))
      .toEqual(["received", "committed", "told", "kept"]);
    const times = (await traceOf(seq)).steps.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  }
  expect((await bo.get(`/channels/${id}/messages/3/trace`)).status).toBe(404);
  await evictDurableObject(env.ROOMS.getByName(id));
  expect(await traceOf(1)).toEqual({ steps: [] });
});

test("I2, P22: a message sent again under its id stays one message, and nobody else hears of it", async () => {
  const { id } = await channelOf([ada, bo]);
  const [writer, reader] = [await openChannel(id, ada), await openChannel(id, bo)];
  const messageId = uuidv7();
  const stored = await writer.post("once", messageId);
  writer.send({ type: "post", id: messageId, body: "once", retry: true });
  const again = await writer.next("stored");
  expect(again.messages).toEqual([stored]);
  await writer.post("next");
  await reader.next("changed", ({ changes }) => changes.some(({ seq }) => seq === 2));
  expect(reader.shown()).toEqual(["1 once", "2 next"]);
});

test("I2: a retry that comes after hundreds of other messages is found in the history", async () => {
  const { id } = await channelOf([ada, bo]);
  const writer = await openChannel(id, ada);
  const messageId = uuidv7({ msecs: Date.now() - 60_000 });
  const stored = await writer.post("the ack got lost", messageId);
  await fill(id, bo, 800, Date.now());
  writer.send({ type: "post", id: messageId, body: "the ack got lost", retry: true });
  const again = await writer.next("stored");
  expect(again.messages[0]).toEqual(stored);
  expect((await storedIn(id)).filter((message) => message.id === messageId)).toHaveLength(1);
});

test("P22: an id that belongs to somebody else's message is refused", async () => {
  const { id } = await channelOf([ada, bo]);
  const [first, second] = [await openChannel(id, ada), await openChannel(id, bo)];
  const { id: messageId } = await first.post("mine");
  second.send({ type: "post", id: messageId, body: "not mine" });
  const { refusal, ref } = await second.next("refused");
  expect(refusal.code).toBe("invalid");
  expect(ref).toBe(messageId);
});

test("R156: after the room slept, everybody still gets the next message and its place follows the last", async () => {
  const { id } = await channelOf([ada, bo]);
  const [writer, reader] = [await openChannel(id, ada), await openChannel(id, bo)];
  await writer.post("before");
  await evictDurableObject(env.ROOMS.getByName(id));
  const { seq } = await writer.post("after");
  expect(seq).toBe(2);
  await reader.next("changed", ({ changes }) => changes.some((message) => message.body === "after"));
});

test("I1, I2: after a crash an acknowledged message is there once, and its retry is known", async () => {
  const { id } = await channelOf([ada, bo]);
  const writer = await openChannel(id, ada);
  const messageId = uuidv7();
  await writer.post("survives", messageId);
  await abortAllDurableObjects();
  const again = await openChannel(id, ada);
  expect((await again.next("welcome")).page.messages.map(({ body }) => body)).toEqual(["survives"]);
  again.send({ type: "post", id: messageId, body: "survives", retry: true });
  expect((await again.next("stored")).messages[0]?.seq).toBe(1);
  expect((await again.post("goes on")).seq).toBe(2);
});

test("I8, R63, R102: while D1 fails the chat goes on, and afterwards the history has everything once", async () => {
  const { id } = await channelOf([ada, bo]);
  const [writer, reader] = [await openChannel(id, ada), await openChannel(id, bo)];
  await env.DB.exec("ALTER TABLE messages RENAME TO messages_away");
  for (const body of ["one", "two", "three"]) await writer.post(body);
  await reader.next("changed", ({ changes }) => changes.some(({ seq }) => seq === 3));
  await evictDurableObject(env.ROOMS.getByName(id));
  await writer.post("four");
  await env.DB.exec("ALTER TABLE messages_away RENAME TO messages");
  while ((await storedIn(id)).length < 4) await runDurableObjectAlarm(env.ROOMS.getByName(id));
  expect((await storedIn(id)).map(({ seq, body }) => `${seq} ${body}`)).toEqual([
    "1 one",
    "2 two",
    "3 three",
    "4 four",
  ]);
});

test("I8: in a busy channel, whose log reaches back for seconds only, new messages do not wait for D1 either", async () => {
  const { id } = await channelOf([ada, bo]);
  await fill(id, bo, 700, Date.now() - 700_000);
  await fill(id, bo, 1, Date.now());
  const writer = await openChannel(id, ada);
  await env.DB.exec("ALTER TABLE messages RENAME TO messages_away");
  try {
    for (let i = 0; i < 10; i++) await writer.post(`line ${i}`);
  } finally {
    await env.DB.exec("ALTER TABLE messages_away RENAME TO messages");
  }
});

test("I4, R41, R109: who was away gets exactly what changed meanwhile, as it now is", async () => {
  const { id } = await channelOf([ada, bo]);
  const writer = await openChannel(id, ada);
  await writer.post("seen");
  const away = await openChannel(id, bo);
  const { head } = await away.next("welcome");
  away.close();
  await writer.post("missed");
  writer.send({ type: "edit", ref: "e", seq: 1, body: "seen, edited" });
  await writer.next("done");
  const back = await openChannel(id, bo, head.rev);
  const { changes, head: now } = await back.next("resumed");
  expect(changes.map(({ seq, rev, body }) => ({ seq, rev, body }))).toEqual([
    { seq: 2, rev: 2, body: "missed" },
    { seq: 1, rev: 3, body: "seen, edited" },
  ]);
  expect(now).toEqual({ seq: 2, rev: 3 });
});

test("I4, P12: who was away for longer than the log reaches starts again from the newest page", async () => {
  const { id } = await channelOf([ada, bo]);
  await fill(id, ada, 700);
  const back = await openChannel(id, bo, 5);
  const { reset, page } = await back.next("welcome");
  expect(reset).toBe(true);
  expect(page.messages.at(-1)?.seq).toBe(700);
  expect(page.messages).toHaveLength(50);
});

test("I4: a client that knows more than the room, as after a restore, starts again from the newest page", async () => {
  const { id } = await channelOf([ada, bo]);
  const back = await openChannel(id, bo, 99);
  expect((await back.next("welcome")).reset).toBe(true);
});

test("R52, R114, R116: a channel that only D1 knows is taken over: places and changes go on where they were", async () => {
  const { id } = await channelOf([ada, bo]);
  await fill(id, ada, 300);
  await resetRoom(id);
  const writer = await openChannel(id, ada);
  const { page, head } = await writer.next("welcome");
  expect(head).toEqual({ seq: 300, rev: 300 });
  expect(page.messages.at(-1)?.body).toBe("line 300");
  expect((await writer.post("goes on")).seq).toBe(301);
});
