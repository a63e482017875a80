/** Threads: who starts one, what its root shows, and who follows it. */
import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { expect, test } from "vitest";
import type { Message, MyChannel, MyThread } from "../../protocol/index.ts";
import { carriedOver, channelOf, fill } from "./support/channel.ts";
import { request, type Somebody } from "./support/classroom.ts";
import { openChannel, openWorkspace, type LiveSocket } from "./support/live-socket.ts";
import { resetRoom } from "./support/rooms.ts";
import {
  classroom,
  ada,
  bo,
  cleo,
  teacher,
  start,
  say,
  bootstrapOf,
  myThreads,
  codeOf,
  messageAt,
  threadIn,
  threadClassForAll,
} from "./support/thread-class.ts";

threadClassForAll();

type Thread = NonNullable<NonNullable<Message["meta"]>["thread"]>;
/** The next change of a root message that tells of its thread, and fits. */
async function summary(socket: LiveSocket, fits: (thread: Thread) => boolean): Promise<Thread> {
  const told = (changes: Message[]) => changes.map(({ meta }) => meta?.thread).find((thread) => thread && fits(thread));
  const { changes } = await socket.next("changed", (event) => told(event.changes) !== undefined);
  return told(changes)!;
}

/** The thread's alarm rings until its root message shows this. An alarm that joins a call on its way leaves the rest to the next one. */
async function rootShows(who: Somebody, channel: string, wanted: Partial<Thread>): Promise<void> {
  for (;;) {
    const shown = (await messageAt(who, channel, 1))?.meta?.thread;
    if (shown && Object.entries(wanted).every(([name, value]) => String(shown[name as keyof Thread]) === String(value)))
      return;
    if (shown) await runDurableObjectAlarm(env.ROOMS.getByName(shown.channel));
    await scheduler.wait(1);
  }
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
  expect(nested).toMatchObject({ status: 403, body: { sentence: "There are no threads inside a thread." } });
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
  await rootShows(ada, channel.id, { count: 1 });
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
  await rootShows(ada, channel.id, { count: 2, people: [bo.id, ada.id] });
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
