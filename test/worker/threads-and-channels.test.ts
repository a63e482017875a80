/** Threads beside their channel: who is out of it is out of them, and what is also sent to it. */
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { expect, test, vi } from "vitest";
import type { MyChannel } from "../../protocol/index.ts";
import { carriedOver } from "./support/channel.ts";
import { Reader } from "./support/client.ts";
import { openChannel, openWorkspace } from "./support/live-socket.ts";
import { ageLeases, putToSleep, rewriteFirst } from "./support/rooms.ts";
import {
  classroom,
  ada,
  bo,
  cleo,
  teacher,
  say,
  bootstrapOf,
  myThreads,
  codeOf,
  messageAt,
  threadIn,
  threadClassForAll,
} from "./support/thread-class.ts";

threadClassForAll();

/** The channel's room knows that the thread is open, by a socket or by a row. */
const expectNoted = (channel: string, thread: string) =>
  vi.waitFor(() =>
    runInDurableObject(env.ROOMS.getByName(channel), (_room, state) => {
      const held = state
        .getWebSockets()
        .filter(({ readyState }) => readyState === WebSocket.OPEN)
        .flatMap((socket) => (socket.deserializeAttachment() as { threads?: string[] }).threads ?? []);
      const rows = [...state.storage.kv.list({ prefix: "openThread:" })].map(([key]) => key.split(":")[1]);
      expect([...held, ...rows]).toEqual([thread]);
    }),
  );

test("I6: who is removed from the channel is out of its threads at once, follower or not, and is told nothing more", async () => {
  const { channel, thread } = await threadIn([teacher, ada, bo], { kind: "public" });
  const tab = await openWorkspace(classroom.id, bo);
  const socket = await openChannel(thread.id, bo);
  const other = await openChannel(thread.id, ada);
  await socket.post("I follow now");
  await tab.next("channelJoined", (event) => event.channel.id === thread.id);
  expect((await teacher.delete(`/channels/${channel.id}/members/${bo.id}`)).status).toBe(204);
  expect((await socket.whenClosed()).code).toBe(4403);
  await tab.next("channelLeft", (event) => event.channel === channel.id);
  await other.post("without bo");
  expect(codeOf(await bo.get(`/channels/${thread.id}/messages`))).toBe("not_found");
  expect((await myThreads(bo)).threads.map(({ channel: { id } }) => id)).not.toContain(thread.id);
  expect((await bootstrapOf(bo)).threads.map(({ id }) => id)).not.toContain(thread.id);
  await say(ada, channel.id, "and here");
  const witness = await openWorkspace(classroom.id, ada);
  await witness.next("news", (event) => event.channel === thread.id && event.seq === 2);
  expect(tab.frames.some((event) => event.type === "news" && event.channel === thread.id && event.seq === 2)).toBe(
    false,
  );
});

test("I6: who is put out while an empty thread and its channel sleep is out of both, and what they held is held by who stays", async () => {
  const { channel, thread } = await threadIn([teacher, ada, bo], { kind: "public" });
  const beside = [await openChannel(channel.id, bo), await openChannel(channel.id, ada)] as const;
  const [his, hers] = [await openChannel(thread.id, bo), await openChannel(thread.id, ada)] as const;
  const sleep = () => Promise.all([channel.id, thread.id].map((id) => putToSleep(id)));
  await sleep();
  expect((await teacher.delete(`/channels/${channel.id}/members/${bo.id}`)).status).toBe(204);
  expect((await his.whenClosed()).code).toBe(4403);
  expect((await beside[0].whenClosed()).code).toBe(4403);
  // Nothing was said in the thread: what it is of comes with its sockets.
  await sleep();
  await hers.post("without bo");
  await sleep();
  expect((await teacher.delete(`/channels/${channel.id}/members/${ada.id}`)).status).toBe(204);
  expect((await hers.whenClosed()).code).toBe(4403);
  expect(his.shown()).toEqual([]);
});

test("I6: who has a thread open and closed its channel is put out of the thread too", async () => {
  const { channel, thread } = await threadIn([teacher, ada, bo], { kind: "public" });
  const beside = await openChannel(channel.id, bo);
  const his = await openChannel(thread.id, bo);
  await expectNoted(channel.id, thread.id);
  beside.close();
  await beside.whenClosed();
  await expectNoted(channel.id, thread.id);
  await putToSleep(channel.id);
  expect((await teacher.delete(`/channels/${channel.id}/members/${bo.id}`)).status).toBe(204);
  expect((await his.whenClosed()).code).toBe(4403);
});

test("I6: a notice that was lost is mended: the lease of a thread's socket asks for the place in the channel", async () => {
  const { channel, thread } = await threadIn([ada, bo]);
  const [gone, stays] = [await openChannel(thread.id, bo), await openChannel(thread.id, ada)];
  await ageLeases(thread.id);
  await env.DB.prepare("delete from memberships where channel_no = ? and member_no = ?").bind(channel.no, bo.no).run();
  await stays.post("hello");
  expect((await gone.whenClosed()).code).toBe(4403);
  await stays.next("changed", ({ changes }) => changes[0]?.body === "hello");
  expect(gone.shown()).toEqual([]);
});

test("I6: who signs out or loses a role does so in threads they only look at, too", async () => {
  const ta = await classroom.person("ta");
  const owner = await classroom.person("owner");
  const { thread } = await threadIn([teacher, ada, ta], { kind: "public" });
  const [author, socket] = [await openChannel(thread.id, ada), await openChannel(thread.id, ta)];
  await author.post("delete me if you can");
  await socket.next("changed");
  expect((await owner.patch(`/workspaces/${classroom.id}/members/${ta.id}`, { role: "student" })).status).toBe(200);
  socket.send({ type: "delete", ref: "d", seq: 1 });
  expect((await socket.next("refused")).refusal.code).toBe("forbidden");
  expect((await ta.delete("/account/devices")).status).toBe(204);
  expect((await socket.whenClosed()).code).toBe(4401);
});

test("also sent to the channel: one message there, however often it is retried, by its own way back to the thread", async () => {
  const { channel, thread } = await threadIn([ada, cleo]);
  const reader = await openChannel(channel.id, ada);
  const id = uuidv7();
  const post = () => say(cleo, thread.id, "for everybody, @ada", { id, alsoToChannel: true });
  const { body } = await post();
  expect(body.message.meta).toEqual({ alsoToChannel: true });
  const { changes } = await reader.next("changed", (event) => event.changes.some(({ meta }) => meta?.fromThread));
  expect(changes[0]).toMatchObject({
    seq: 2,
    author: cleo.id,
    body: "for everybody, @ada",
    meta: { fromThread: { channel: thread.id, seq: 1, root: 1 } },
  });
  expect((await post()).status).toBe(200);
  await putToSleep(thread.id);
  await runDurableObjectAlarm(env.ROOMS.getByName(thread.id));
  await say(ada, channel.id, "the next one");
  expect((await messageAt(ada, channel.id, 3))?.body).toBe("the next one");
  await carriedOver(channel.id, 3);
  const { body: mine } = await ada.get<{ channel: MyChannel }>(`/channels/${channel.id}`);
  expect(mine.channel.mentions).toBe(0);
  expect(codeOf(await say(ada, channel.id, "not in a thread", { alsoToChannel: true }))).toBe("invalid");
});

test("I7: the copy in the channel follows an edit and a delete of the reply, and is not edited by itself", async () => {
  const { channel, thread } = await threadIn([ada, cleo]);
  const reader = await openChannel(channel.id, ada);
  await say(cleo, thread.id, "teh answer", { alsoToChannel: true });
  await reader.next("changed", ({ changes }) => changes[0]?.seq === 2);
  expect(codeOf(await cleo.patch(`/channels/${channel.id}/messages/2`, { body: "another" }))).toBe("forbidden");
  await cleo.patch(`/channels/${thread.id}/messages/1`, { body: "the answer" });
  await reader.next("changed", ({ changes }) => changes[0]?.seq === 2 && changes[0].body === "the answer");
  await cleo.delete(`/channels/${thread.id}/messages/1`);
  await reader.next("changed", ({ changes }) => changes[0]?.seq === 2 && changes[0].deletedAt !== undefined);
});

test("I1: a copy that could not be delivered is delivered by the alarm after a sleep", async () => {
  const { channel, thread } = await threadIn([ada, cleo]);
  await say(cleo, thread.id, "first", { alsoToChannel: true });
  const stub = env.ROOMS.getByName(thread.id);
  // As if the room had gone down between its commit and the call.
  await say(cleo, thread.id, "second");
  await runInDurableObject(stub, (_room, state) => {
    const who = { member: cleo.id, memberNo: cleo.no, handleKey: "cleo", role: "student", mutedUntil: null };
    state.storage.sql.exec("INSERT INTO copies VALUES (2, ?, 1, 1)", JSON.stringify(who));
  });
  await putToSleep(thread.id);
  await runDurableObjectAlarm(stub);
  expect((await messageAt(ada, channel.id, 3))?.body).toBe("second");
  await runDurableObjectAlarm(stub);
  expect(await messageAt(ada, channel.id, 4)).toBeUndefined();
});

test("I9: a reply that its channel no longer takes says so, live and after a reload, and is not carried again", async () => {
  const { channel, thread } = await threadIn([teacher, ada, cleo]);
  const reader = await openChannel(thread.id, ada);
  await say(cleo, thread.id, "for everybody");
  const stub = env.ROOMS.getByName(thread.id);
  // As if the channel had been archived between the reply's commit and its way over.
  await runInDurableObject(stub, (_room, { storage: { sql } }) => {
    const who = { member: cleo.id, memberNo: cleo.no, handleKey: "cleo", role: "student", mutedUntil: null };
    sql.exec(
      "CREATE TABLE copies (seq INTEGER PRIMARY KEY, who TEXT, version INTEGER NOT NULL, tries INTEGER NOT NULL)",
    );
    sql.exec("INSERT INTO copies VALUES (1, ?, 1, 0)", JSON.stringify(who));
  });
  await rewriteFirst(thread.id, (row) => ({ ...row, meta: '{"alsoToChannel":true}' }));
  expect((await teacher.post(`/channels/${channel.id}/archive`)).status).toBeLessThan(300);
  await putToSleep(thread.id);
  await runDurableObjectAlarm(stub);
  await reader.next("changed", ({ changes }) => changes[0]?.meta?.alsoToChannel === false);
  expect((await messageAt(ada, thread.id, 1))?.meta?.alsoToChannel).toBe(false);
  expect(await messageAt(ada, channel.id, 2)).toBeUndefined();
  const left = await runInDurableObject(stub, (_room, { storage: { sql } }) =>
    sql.exec("SELECT * FROM copies").toArray(),
  );
  expect(left).toEqual([]);
});

test("the client has a thread open as it has a channel: sends, sends to the channel too, and reads on after a cut", async () => {
  const { channel, thread } = await threadIn([ada, cleo]);
  const random = () => 0.5;
  const [one, two, outside] = [
    new Reader(ada, thread.id, random),
    new Reader(cleo, thread.id, random),
    new Reader(cleo, channel.id, random),
  ];
  for (const reader of [one, two, outside]) await reader.start();
  const shows = (reader: Reader, body: string) =>
    reader.until(() => reader.session.snapshot().messages.some((message) => message.body === body));
  one.session.send("in here");
  await shows(two, "in here");
  two.cut();
  one.session.send({ body: "and out there", alsoToChannel: true });
  await Promise.all([shows(two, "and out there"), shows(outside, "and out there")]);
  const root = () => outside.session.message(1)?.meta?.thread;
  await outside.until(() => root()?.count === 2);
  expect(root()).toMatchObject({ channel: thread.id, people: [ada.id] });
  for (const reader of [one, two, outside]) {
    reader.session.close();
    reader.outbox.stop();
  }
});

test("I4: a thread resumes after sleep like any channel", async () => {
  const { thread } = await threadIn([ada, cleo]);
  const socket = await openChannel(thread.id, ada);
  await socket.post("one");
  const { rev } = await socket.post("two");
  await putToSleep(thread.id);
  await say(cleo, thread.id, "three");
  const back = await openChannel(thread.id, ada, rev);
  expect((await back.next("resumed")).changes.map(({ body }) => body)).toEqual(["three"]);
});
