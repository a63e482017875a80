/** What the sockets tell, for who can have none: server-sent events by the same rules. */
import { runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { beforeEach, expect, test, vi } from "vitest";
import { PONG } from "../../protocol/index.ts";
import { STREAM_MAX_EVENTS, STREAM_UNREAD_MAX_BYTES } from "../../protocol/limits.ts";
import { eventsOf } from "../../worker/event-stream.ts";
import { channelOf, fill } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { askStream, EventReader, readStream } from "./support/event-reader.ts";
import { openChannel } from "./support/live-socket.ts";
import { ageLeases, putToSleep } from "./support/rooms.ts";

let classroom: Classroom;
let teacher: Somebody;
let student: Somebody;
let id: string;
let no: number;
beforeEach(async () => {
  classroom = await openClassroom();
  [teacher, student] = await Promise.all([classroom.person("teacher"), classroom.person("student")]);
  ({ id, no } = await channelOf([teacher, student]));
});

const path = () => `/channels/${id}/stream`;
const say = (body: string) => teacher.post(`/channels/${id}/messages`, { body });
const openSockets = () =>
  runInDurableObject(
    env.ROOMS.getByName(id),
    (_room, state) => state.getWebSockets().filter(({ readyState }) => readyState === WebSocket.OPEN).length,
  );

test("P100: a stream begins with the newest page, and tells each message as it is said", async () => {
  await say("before");
  const stream = await readStream(path(), student);
  const welcome = await stream.next();
  expect(welcome).toMatchObject({ type: "welcome", id: "1", data: { page: { messages: [{ body: "before" }] } } });
  await say("now");
  expect(await stream.changed()).toEqual(["now"]);
  expect(stream.lastId).toBe("2");
});

test("P100: the answer says that it is for nobody to keep, to gather or to pack", async () => {
  const answer = await askStream(path(), student);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "private, no-store, no-transform",
    "x-accel-buffering": "no",
  });
  await answer.body?.cancel();
});

test("I4: who was cut off takes it up at the last id, with every change in between as it now is", async () => {
  const stream = await readStream(path(), student);
  await stream.next("welcome");
  await say("one");
  await stream.changed();
  await stream.leave();
  await say("two");
  await teacher.patch(`/channels/${id}/messages/1`, { body: "one, better" });
  const again = await readStream(path(), student, stream.lastId!);
  const resumed = await again.next();
  expect(resumed).toMatchObject({
    type: "resumed",
    id: "3",
    data: { changes: [{ body: "two" }, { body: "one, better" }] },
  });
});

test("P101: an id that the log does not reach begins anew and says so; one that is none is refused", async () => {
  await say("one");
  const anew = await readStream(path(), student, 999);
  expect(await anew.next()).toMatchObject({ type: "welcome", data: { reset: true } });
  const refused = await askStream(path(), student, { "last-event-id": "yesterday" });
  expect([refused.status, (await refused.json<{ code: string }>()).code]).toEqual([400, "invalid"]);
});

test("I5: nobody reads a stream of a channel that they are not in", async () => {
  const stranger = await classroom.person("student");
  const refused = await askStream(path(), stranger);
  expect([refused.status, (await refused.json<{ code: string }>()).code]).toEqual([404, "not_found"]);
  expect((await askStream(path())).status).toBe(401);
});

test("I6: the stream of somebody who is taken out says so and ends at once", async () => {
  const stream = await readStream(path(), student);
  await stream.next("welcome");
  const before = Date.now();
  expect((await teacher.delete(`/channels/${id}/members/${student.id}`)).status).toBe(204);
  expect(await stream.next()).toMatchObject({ type: "ended", data: { code: 4403 } });
  expect(await stream.next()).toBeNull();
  expect(Date.now() - before).toBeLessThan(1_000);
  expect((await askStream(path(), student, { "last-event-id": "0" })).status).toBe(404);
});

test("I6: a lost notice is mended by the lease: what is said then is not told to who is gone", async () => {
  const stream = await readStream(path(), student);
  await stream.next("welcome");
  await ageLeases(id);
  await env.DB.prepare("delete from memberships where channel_no = ? and member_no = ?").bind(no, student.no).run();
  await say("among us");
  expect(await stream.next()).toMatchObject({ type: "ended", data: { code: 4403 } });
  expect(await stream.next()).toBeNull();
});

test("I10: the room sleeps while a stream is open, and the stream tells what is said when it wakes", async () => {
  const stream = await readStream(path(), student);
  await stream.next("welcome");
  await putToSleep(id);
  await say("good morning");
  expect(await stream.changed()).toEqual(["good morning"]);
});

test("who stops reading gives the socket back", async () => {
  const stream = await readStream(path(), student);
  await stream.next("welcome");
  expect(await openSockets()).toBe(1);
  await stream.leave();
  await vi.waitFor(async () => expect(await openSockets()).toBe(0));
});

test("a look at the headers alone holds no socket", async () => {
  const answer = await exports.default.fetch(`https://place.test/api${path()}`, {
    method: "HEAD",
    headers: { authorization: `Bearer ${student.token}` },
  });
  expect(answer.status).toBe(200);
  await vi.waitFor(async () => expect(await openSockets()).toBe(0));
});

test("P100: whatever ends at a blank line has data: how soon to come back, and signs of life, are no blocks of their own", async () => {
  const { 0: ours, 1: theirs } = new WebSocketPair();
  ours.accept();
  theirs.accept();
  const read = new Response(eventsOf(ours)).text();
  theirs.send(JSON.stringify({ type: "typed", member: "a" }));
  theirs.send(PONG);
  theirs.send(PONG);
  theirs.send(JSON.stringify({ type: "typed", member: "b" }));
  theirs.close(1000);
  const text = await read;
  expect(text).toBe(
    'retry: 500\nevent: typed\ndata: {"type":"typed","member":"a"}\n\n' +
      ':\n:\nevent: typed\ndata: {"type":"typed","member":"b"}\n\n',
  );
});

test("P15: a stream answers for its reader what asks for an echo, and tells them nothing of it", async () => {
  const { 0: ours, 1: theirs } = new WebSocketPair();
  ours.accept();
  theirs.accept();
  const heard: unknown[] = [];
  theirs.addEventListener("message", ({ data }) => void heard.push(data));
  const read = new Response(eventsOf(ours)).text();
  const echo = JSON.stringify({ type: "echo", token: "3f9a1c07" });
  theirs.send(echo);
  await vi.waitFor(() => expect(heard).toEqual([echo]));
  theirs.close(1000);
  expect(await read).toBe("retry: 500\n");
});

test("I9: a stream that nobody reads is cut when so much waits in it, and its socket is closed", async () => {
  const { 0: ours, 1: theirs } = new WebSocketPair();
  ours.accept();
  theirs.accept();
  const closed = new Promise<void>((resolve) => theirs.addEventListener("close", () => resolve()));
  const stream = eventsOf(ours);
  const frame = JSON.stringify({ type: "typed", member: "x".repeat(500_000) });
  for (let sent = 0; sent <= STREAM_UNREAD_MAX_BYTES; sent += frame.length) theirs.send(frame);
  await closed;
  await expect(new EventReader(stream).next()).rejects.toThrow("nobody reads");
});

test("I10: a stream ends after so many events, and is taken up again where it ended", async () => {
  const { 0: ours, 1: theirs } = new WebSocketPair();
  ours.accept();
  theirs.accept();
  const stream = new EventReader(eventsOf(ours));
  for (let i = 0; i < STREAM_MAX_EVENTS + 5; i++) theirs.send(JSON.stringify({ type: "typed", member: `m${i}` }));
  let told = 0;
  while (await stream.next()) told += 1;
  expect(told).toBe(STREAM_MAX_EVENTS);
});

test("the class's stream tells news of the channels that one does not look at", async () => {
  const stream = await readStream(`/workspaces/${classroom.id}/stream`, student);
  expect(await stream.next()).toMatchObject({ type: "hello", id: null });
  await say("over here");
  expect(await stream.next("news")).toMatchObject({ data: { channel: id, seq: 1 } });
});

test("streams and sockets of one person share their places", async () => {
  await fill(id, teacher, 1);
  const stream = await readStream(path(), student);
  await stream.next("welcome");
  const sockets = await Promise.all(Array.from({ length: 20 }, () => openChannel(id, student)));
  expect(sockets).toHaveLength(20);
  expect(await stream.next()).toBeNull();
});
