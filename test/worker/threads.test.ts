/** Threads: a channel that hangs on a message, with its parent's members. */
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, expect, test } from "vitest";
import type { Bootstrap, Message, MyChannel, MyThread, Refusal } from "../../protocol/index.ts";
import { carriedOver, channelOf, fill } from "./support/channel.ts";
import { Reader } from "./support/client.ts";
import { openClassroom, request, type Answer, type Classroom, type Somebody } from "./support/classroom.ts";
import { openChannel, openWorkspace, type LiveSocket } from "./support/live-socket.ts";
import { ageLeases, putToSleep, resetRoom } from "./support/rooms.ts";

let classroom: Classroom;
let ada: Somebody;
let bo: Somebody;
let cleo: Somebody;
let teacher: Somebody;

beforeAll(async () => {
  classroom = await openClassroom();
  ada = await classroom.person("student", { handle: "ada" });
  bo = await classroom.person("student", { handle: "bob" });
  cleo = await classroom.person("student", { handle: "cleo" });
  teacher = await classroom.person("teacher", { handle: "miriam" });
});

const start = (who: Somebody, channel: string, seq = 1) =>
  who.post<{ channel: MyChannel }>(`/channels/${channel}/messages/${seq}/thread`);
const say = (who: Somebody, channel: string, body: string, more: Record<string, unknown> = {}) =>
  who.post<{ message: Message }>(`/channels/${channel}/messages`, { body, ...more });
const bootstrapOf = async (who: Somebody) => (await who.get<Bootstrap>(`/workspaces/${classroom.id}/bootstrap`)).body;
const myThreads = async (who: Somebody) =>
  (await who.get<{ threads: MyThread[]; reachedEnd: boolean }>(`/workspaces/${classroom.id}/threads`)).body;
const codeOf = ({ body }: Answer<unknown>) => (body as Refusal).code;
const messageAt = async (who: Somebody, channel: string, seq: number) => {
  const path = `/channels/${channel}/messages?around=${seq}&limit=1&rev=999999`;
  return (await who.get<{ messages: Message[] }>(path)).body.messages[0];
};
/** A channel with one message in it, by its first person, and a thread on that message. */
async function threadIn(people: Somebody[], more: { kind?: string; posting?: string } = {}) {
  const channel = await channelOf(people, more);
  await fill(channel.id, people[0]!, 1);
  const { status, body } = await start(people[0]!, channel.id);
  expect(status).toBe(201);
  return { channel, thread: body.channel };
}
type Thread = NonNullable<NonNullable<Message["meta"]>["thread"]>;
/** The next change of a root message that tells of its thread, and fits. */
async function summary(socket: LiveSocket, fits: (thread: Thread) => boolean): Promise<Thread> {
  const told = (changes: Message[]) => changes.map(({ meta }) => meta?.thread).find((thread) => thread && fits(thread));
  const { changes } = await socket.next("changed", (event) => told(event.changes) !== undefined);
  return told(changes)!;
}

test("a thread is started on a message by anybody in the channel, and two who start it at once share one", async () => {
  const channel = await channelOf([ada, bo]);
  await fill(channel.id, ada, 1);
  const started = await Promise.all([start(ada, channel.id), start(bo, channel.id), start(bo, channel.id)]);
  expect(new Set(started.map(({ body }) => body.channel.id)).size).toBe(1);
  expect(started[0]!.body.channel).toMatchObject({
    kind: "thread",
    name: "",
    parent: { channel: channel.id, seq: 1 },
    following: false,
    lastSeq: 0,
    createdBy: ada.id,
  });
  expect((await start(bo, channel.id)).status).toBe(200);
});

test("I5: who is not in the channel finds no thread, can start none and cannot look into it by its address", async () => {
  const { channel, thread } = await threadIn([ada, bo]);
  for (const who of [cleo, teacher]) {
    expect(codeOf(await start(who, channel.id))).toBe("not_found");
    for (const path of ["", "/messages", "/members"])
      expect(codeOf(await who.get(`/channels/${thread.id}${path}`))).toBe("not_found");
    expect(codeOf(await say(who, thread.id, "hello?"))).toBe("not_found");
    expect(codeOf(await request("PUT", `/channels/${thread.id}/follow`, {}, who))).toBe("not_found");
  }
  expect((await bo.get<{ channel: MyChannel }>(`/channels/${thread.id}`)).body.channel.following).toBe(false);
});

test("there is no thread in a thread, none on a deleted message and none where there is no message", async () => {
  const { channel, thread } = await threadIn([ada, bo]);
  await say(ada, thread.id, "a reply");
  const nested = await start(ada, thread.id);
  expect(nested).toMatchObject({ status: 403, body: { sentence: "There are no threads within a thread." } });
  await say(ada, channel.id, "gone");
  await ada.delete(`/channels/${channel.id}/messages/2`);
  expect(codeOf(await start(bo, channel.id, 2))).toBe("deleted");
  expect(codeOf(await start(bo, channel.id, 3))).toBe("not_found");
});

test("a thread has no members, name, rules or archive of its own", async () => {
  const { thread } = await threadIn([teacher, ada]);
  const of = (path: string) => `/channels/${thread.id}${path}`;
  expect(codeOf(await teacher.post(of("/join")))).toBe("forbidden");
  expect(codeOf(await teacher.post(of("/leave")))).toBe("forbidden");
  expect(codeOf(await teacher.post(of("/archive")))).toBe("forbidden");
  expect(codeOf(await teacher.patch(of(""), { name: "mine" }))).toBe("forbidden");
  expect(codeOf(await teacher.post(of("/members"), { members: [cleo.id] }))).toBe("forbidden");
  const people = await ada.get<{ members: { id: string }[] }>(of("/members"));
  expect(people.body.members.map(({ id }) => id).sort()).toEqual([teacher.id, ada.id].sort());
});

test("the root shows how many answered, who and when: live, after a resume, in the history", async () => {
  const { channel, thread } = await threadIn([ada, bo, cleo]);
  const reader = await openChannel(channel.id, cleo);
  const { head } = await reader.next("welcome");
  await say(bo, thread.id, "first");
  const { lastAt } = await summary(reader, ({ count }) => count === 1);
  await say(cleo, thread.id, "second");
  const told = await summary(reader, ({ count }) => count === 2);
  expect(told).toMatchObject({ channel: thread.id, people: [bo.id, cleo.id] });
  expect(told.lastAt).toBeGreaterThanOrEqual(lastAt);
  const back = await openChannel(channel.id, ada, head.rev);
  const { changes } = await back.next("resumed");
  expect(changes).toMatchObject([{ seq: 1, meta: { thread: { count: 2 } } }]);
  for (;;) {
    await scheduler.wait(1);
    const [row] = (await carriedOver(channel.id, 1)) as unknown as Message[];
    if (row!.rev >= changes[0]!.rev) break;
  }
  expect((await messageAt(ada, channel.id, 1))?.meta?.thread).toMatchObject({ count: 2 });
});

test("I7: a deleted reply counts no more, and a deleted root still leads to its thread", async () => {
  const { channel, thread } = await threadIn([ada, bo]);
  const reader = await openChannel(channel.id, ada);
  await say(bo, thread.id, "oops");
  await say(bo, thread.id, "better");
  await summary(reader, ({ count }) => count === 2);
  await bo.delete(`/channels/${thread.id}/messages/1`);
  await summary(reader, ({ count }) => count === 1);
  await ada.delete(`/channels/${channel.id}/messages/1`);
  await say(ada, thread.id, "still here");
  await summary(reader, ({ count }) => count === 2);
  expect(await messageAt(bo, channel.id, 1)).toMatchObject({ body: "", meta: { thread: { channel: thread.id } } });
  expect((await start(bo, channel.id)).body.channel.id).toBe(thread.id);
});

test("I8: a summary that was lost is mended by the alarm, and one of a room that lost its storage counts the same", async () => {
  const { channel, thread } = await threadIn([ada, bo]);
  await say(bo, thread.id, "one");
  await say(ada, thread.id, "two");
  await bo.delete(`/channels/${thread.id}/messages/1`);
  await carriedOver(thread.id, 2);
  await runDurableObjectAlarm(env.ROOMS.getByName(thread.id));
  expect((await messageAt(ada, channel.id, 1))?.meta?.thread).toMatchObject({ count: 1 });
  for (;;) {
    await scheduler.wait(1);
    const row = await env.DB.prepare(
      "select deleted_at from messages m join channels c on m.key = c.no * 4294967296 + 1 where c.id = ?",
    )
      .bind(thread.id)
      .first<{ deleted_at: number | null }>();
    if (row?.deleted_at) break;
    await messageAt(ada, thread.id, 1);
  }
  await resetRoom(thread.id);
  await say(bo, thread.id, "three");
  await runDurableObjectAlarm(env.ROOMS.getByName(thread.id));
  expect((await messageAt(ada, channel.id, 1))?.meta?.thread).toMatchObject({ count: 2, people: [bo.id, ada.id] });
});

test("who wrote the root, who writes and who is named follow a thread; others are told nothing of it", async () => {
  const { thread } = await threadIn([ada, bo, cleo, teacher]);
  const tabs = new Map<Somebody, LiveSocket>();
  for (const who of [ada, bo, cleo, teacher]) tabs.set(who, await openWorkspace(classroom.id, who));
  await say(bo, thread.id, "what do you think, @cleo?");
  for (const [who, unread, mentions] of [
    [ada, 1, 0],
    [bo, 0, 0],
    [cleo, 1, 1],
  ] as const) {
    const { channel } = await tabs.get(who)!.next("channelJoined", (event) => event.channel.id === thread.id);
    expect(channel).toMatchObject({ following: true, lastSeq: 1, readSeq: 1 - unread, mentions, notify: "all" });
  }
  await say(cleo, thread.id, "I agree");
  const { parent } = await tabs.get(ada)!.next("news", (event) => event.channel === thread.id && event.seq === 2);
  expect(parent).toEqual(thread.parent);
  expect(JSON.stringify(tabs.get(teacher)!.frames)).not.toContain(thread.id);
});

test("unread threads come with the first paint, apart from the channels, and the list of my threads has roots and counts", async () => {
  const people = [await classroom.person("student"), await classroom.person("student")] as const;
  const { channel, thread } = await threadIn([...people]);
  await say(people[1], thread.id, "an answer");
  await carriedOver(thread.id, 1);
  const mine = await bootstrapOf(people[0]);
  expect(mine.threads).toMatchObject([
    { id: thread.id, parent: { channel: channel.id, seq: 1 }, lastSeq: 1, readSeq: 0 },
  ]);
  expect(mine.channels.map(({ id }) => id)).not.toContain(thread.id);
  expect((await bootstrapOf(people[1])).threads).toEqual([]);
  for (;;) {
    await scheduler.wait(1);
    const { threads, reachedEnd } = await myThreads(people[1]);
    expect(threads).toMatchObject([{ channel: { id: thread.id }, root: { seq: 1, author: people[0].id } }]);
    expect(reachedEnd).toBe(true);
    if (threads[0]?.root.meta?.thread?.count === 1) break;
    await messageAt(people[0], channel.id, 1);
  }
  await people[0].post(`/channels/${thread.id}/read`, { seq: 1 });
  expect((await bootstrapOf(people[0])).threads).toEqual([]);
});

test("my threads come in pages, the newest first, and a wrong cursor is refused", async () => {
  const [one, two] = [await classroom.person("student"), await classroom.person("student")];
  const channel = await channelOf([one, two]);
  await fill(channel.id, one, 23);
  for (let seq = 1; seq <= 23; seq++) {
    const thread = (await start(one, channel.id, seq)).body.channel.id;
    await fill(thread, two, 1, 1_700_000_000_000 + seq * 1000);
  }
  const first = await myThreads(one);
  expect(first.reachedEnd).toBe(false);
  const last = first.threads.at(-1)!.channel.lastAt;
  const second = await one.get<{ threads: MyThread[]; reachedEnd: boolean }>(
    `/workspaces/${classroom.id}/threads?before=${last}`,
  );
  expect([...first.threads, ...second.body.threads].map(({ root }) => root.seq)).toEqual(
    Array.from({ length: 23 }, (_, i) => 23 - i),
  );
  expect(second.body.reachedEnd).toBe(true);
  expect(codeOf(await one.get(`/workspaces/${classroom.id}/threads?before=soon`))).toBe("invalid");
});

test("following and unfollowing are mine alone; who unfollowed still reads, and follows again by writing", async () => {
  const { thread } = await threadIn([ada, bo, cleo]);
  await say(bo, thread.id, "hello");
  await carriedOver(thread.id, 1);
  const tab = await openWorkspace(classroom.id, cleo);
  const followed = await request<{ channel: MyChannel }>("PUT", `/channels/${thread.id}/follow`, {}, cleo);
  expect(followed.body.channel).toMatchObject({ following: true, lastSeq: 1, readSeq: 1 });
  await tab.next("channelJoined", (event) => event.channel.id === thread.id);
  expect((await cleo.delete(`/channels/${thread.id}/follow`)).status).toBe(204);
  await tab.next("channelLeft", (event) => event.channel === thread.id);
  expect((await cleo.get(`/channels/${thread.id}/messages`)).status).toBe(200);
  expect((await myThreads(cleo)).threads.map(({ channel }) => channel.id)).not.toContain(thread.id);
  await say(cleo, thread.id, "here again");
  await tab.next("channelJoined", (event) => event.channel.id === thread.id);
  // An edit of what stands there already makes nobody a follower again.
  await cleo.delete(`/channels/${thread.id}/follow`);
  await cleo.patch(`/channels/${thread.id}/messages/2`, { body: "here once more" });
  await runDurableObjectAlarm(env.ROOMS.getByName(thread.id));
  expect((await cleo.get<{ channel: MyChannel }>(`/channels/${thread.id}`)).body.channel.following).toBe(false);
  const { id } = await channelOf([ada, cleo]);
  expect(codeOf(await request("PUT", `/channels/${id}/follow`, {}, cleo))).toBe("forbidden");
});

test("where only the teaching team writes, students answer in threads, and not past them into the channel", async () => {
  const { channel, thread } = await threadIn([teacher, ada], { kind: "public", posting: "staff" });
  expect(codeOf(await say(ada, channel.id, "may I?"))).toBe("read_only");
  expect((await say(ada, thread.id, "a question")).status).toBe(201);
  expect(codeOf(await say(ada, thread.id, "to all", { alsoToChannel: true }))).toBe("read_only");
  expect((await say(teacher, thread.id, "to all", { alsoToChannel: true })).status).toBe(201);
});

test("a muted person starts no thread and writes in none; an archived channel has archived threads, live too", async () => {
  const quiet = await classroom.person("student", { mutedUntil: Date.now() + 3_600_000 });
  const { channel, thread } = await threadIn([teacher, ada, quiet], { kind: "public" });
  expect(codeOf(await say(quiet, thread.id, "psst"))).toBe("muted");
  await fill(channel.id, ada, 1);
  expect(codeOf(await start(quiet, channel.id, 2))).toBe("muted");
  const socket = await openChannel(thread.id, ada);
  await socket.post("before");
  await teacher.post(`/channels/${channel.id}/archive`);
  socket.send({ type: "post", id: uuidv7(), body: "after" });
  expect((await socket.next("refused")).refusal.code).toBe("archived");
  expect(codeOf(await start(ada, channel.id, 2))).toBe("archived");
  expect((await ada.get<{ channel: MyChannel }>(`/channels/${thread.id}`)).body.channel.archivedAt).not.toBeNull();
});

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
    sql.exec(`UPDATE log SET meta = '{"alsoToChannel":true}' WHERE seq = 1`);
  });
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
