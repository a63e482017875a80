/** A message that is moved takes its thread along: whole, in order, and read by nobody who may not read it where it stands now. */
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { CLOSE, type Message, type MyChannel, type MyThread, type Page, type Refusal } from "../../protocol/index.ts";
import type { Move } from "../../protocol/moves.ts";
import type { SearchPage } from "../../protocol/search/contract.ts";
import type { AuditEntry } from "../../protocol/audit.ts";
import { hangElsewhere } from "../../worker/store/moved-threads.ts";
import { roomOf } from "../../worker/room/stubs.ts";
import { threadsGoAlong } from "../../worker/room/threads/go-along.ts";
import { carriedOver, channelOf, factsFor } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { postedFile, read } from "./support/files.ts";
import { openChannel } from "./support/live-socket.ts";
import { PNG } from "./support/pictures.ts";
import { openTab } from "./support/tab.ts";

type Place = { id: string; no: number };
let classroom: Classroom;
let teacher: Somebody;
let ada: Somebody;
let bo: Somebody;
/** Reads the open channel alone. */
let cy: Somebody;
let here: Place;
let closed: Place;
let thread: string;
beforeEach(async () => {
  classroom = await openClassroom();
  [teacher, ada, bo, cy] = await Promise.all([
    classroom.person("teacher"),
    classroom.person("student"),
    classroom.person("student"),
    classroom.person("student"),
  ]);
  here = await channelOf([teacher, ada, bo, cy], { kind: "public" });
  closed = await channelOf([teacher, ada, bo], { kind: "private" });
  await say(ada, here.id, "A question");
  thread = await started(here);
});

const say = async (who: Somebody, channel: string, body: string, more: object = {}) => {
  const told = await who.post<{ message: Message }>(`/channels/${channel}/messages`, { body, ...more });
  expect(told.status).toBe(201);
  return told.body.message;
};
const started = async (where: Place, seq = 1) =>
  (await ada.post<{ channel: MyChannel }>(`/channels/${where.id}/messages/${seq}/thread`)).body.channel.id;
const move = (to: string, from = here.id, seq = 1, last = seq) =>
  teacher.post<{ move: Move } & Refusal>(`/channels/${from}/moves`, { from: seq, to: last, target: to });
const undo = (id: string) => teacher.post<{ move: Move } & Refusal>(`/channels/${here.id}/moves/${id}/undo`);
const page = async (channel: string, who = ada) => {
  const told = await who.get<Page>(`/channels/${channel}/messages?limit=50`);
  return told.status === 200 ? told.body.messages : told.status;
};
const at = async (channel: string, seq: number) => ((await page(channel)) as Message[])[seq - 1];
const bodies = async (channel: string, who = ada) => {
  const told = await page(channel, who);
  return typeof told === "number" ? told : told.map(({ author, body }) => [author, body]);
};
/** What the audit says of moves, newest first. */
const written = async () =>
  (await teacher.get<{ entries: AuditEntry[] }>(`/workspaces/${classroom.id}/audit`)).body.entries.flatMap(
    ({ act, details }) => (act === "messagesMoved" || act === "messagesMovedBack" ? [[act, details]] : []),
  );
const myThreads = async (who: Somebody) =>
  (await who.get<{ threads: MyThread[] }>(`/workspaces/${classroom.id}/threads`)).body.threads.map(
    ({ channel, root }) => [channel.id, channel.parent, root.body],
  );

describe("a message with a thread goes to a channel that fewer people read", () => {
  it("I1, I3, I5: with its replies, their authors, reactions and files, in their order; who does not read it there reads nothing of them anywhere", async () => {
    await say(bo, thread, "First answer");
    const { file } = await postedFile(ada, thread, PNG);
    await say(bo, thread, "Third answer");
    await teacher.post(`/channels/${thread}/messages/1/acts`, { act: { type: "react", emoji: "👍", on: true } });
    expect((await cy.put(`/channels/${thread}/follow`)).status).toBe(200);
    await carriedOver(thread, 3);
    const found = async (who: Somebody) =>
      (await who.get<SearchPage>(`/workspaces/${classroom.id}/search?q=third`)).body.hits;
    await vi.waitFor(async () => expect(await found(cy)).toHaveLength(1));
    const [inThread, tab] = [await openChannel(thread, cy), await openTab(cy, `/workspaces/${classroom.id}/socket`)];

    expect(await move(closed.id)).toMatchObject({ status: 201, body: { move: { isDone: true, answers: 3 } } });

    expect(await bodies(thread)).toEqual([
      [bo.id, "First answer"],
      [ada.id, "Look at this"],
      [bo.id, "Third answer"],
    ]);
    expect((await at(thread, 1))?.meta?.reactions).toMatchObject([{ emoji: "👍", members: [teacher.id] }]);
    expect((await read(ada, thread, 2, file.id)).status).toBe(200);
    expect((await at(closed.id, 1))?.meta?.thread).toMatchObject({ channel: thread, count: 3 });
    expect((await at(here.id, 1))?.meta).toEqual({ movedTo: { channel: closed.id, seq: 1 } });
    await vi.waitFor(async () =>
      expect(await myThreads(bo)).toEqual([[thread, { channel: closed.id, seq: 1 }, "A question"]]),
    );
    expect((await found(bo)).map(({ channel, parent }) => [channel, parent?.channel])).toEqual([[thread, closed.id]]);

    expect((await inThread.whenClosed()).code).toBe(CLOSE.comeBack);
    await tab.heard("channelLeft", (frame) => frame["channel"] === thread);
    await expect(openChannel(thread, cy)).rejects.toThrow();
    expect(await page(thread, cy)).toBe(404);
    expect((await read(cy, thread, 2, file.id)).status).toBe(404);
    expect(await found(cy)).toEqual([]);
    expect(await myThreads(cy)).toEqual([]);
    expect((await cy.post(`/channels/${thread}/messages`, { body: "Let me in" })).status).toBe(404);
    const previews = await cy.get<{ previews: unknown[] }>(`/previews?of=${thread}.1`);
    expect(previews.body.previews).toEqual([null]);
  });

  it("whoever reads both stays in it, and comes back to the thread at its new place", async () => {
    await say(bo, thread, "An answer");
    const [inThread, tab] = [await openChannel(thread, bo), await openTab(bo, `/workspaces/${classroom.id}/socket`)];
    expect((await move(closed.id)).status).toBe(201);
    expect((await inThread.whenClosed()).code).toBe(CLOSE.comeBack);
    const told = await tab.heard("channelJoined", ({ channel }) => (channel as MyChannel).id === thread);
    expect(told["channel"]).toMatchObject({ parent: { channel: closed.id, seq: 1 }, following: true });
    const again = await openChannel(thread, bo);
    await again.next("welcome");
    expect((await again.post("Still here")).seq).toBe(2);
    // Who leaves the channel that it hung in stays; who is put out of the one that it hangs in goes.
    await bo.post(`/channels/${here.id}/leave`);
    expect((await again.post("And here")).seq).toBe(3);
    await teacher.delete(`/channels/${closed.id}/members/${bo.id}`);
    expect((await again.whenClosed()).code).toBe(CLOSE.removed);
  });

  it("I7: a reply that went to the channel as well stays a line of it, and follows what becomes of the reply", async () => {
    await say(bo, thread, "For all", { alsoToChannel: true });
    await vi.waitFor(async () => expect(await at(here.id, 2)).toMatchObject({ body: "For all" }));
    expect((await move(closed.id)).status).toBe(201);
    expect(await move(closed.id, here.id, 2)).toMatchObject({ status: 403, body: { reason: "move_copy" } });
    await bo.patch(`/channels/${thread}/messages/1`, { body: "For all, again" });
    await vi.waitFor(async () => expect(await at(here.id, 2)).toMatchObject({ body: "For all, again" }));
    await bo.delete(`/channels/${thread}/messages/1`);
    await vi.waitFor(async () => expect(await at(here.id, 2)).toMatchObject({ body: "" }));
    expect(await page(closed.id)).toHaveLength(1);
  });

  it("the audit says how many replies went along, there and back", async () => {
    await say(bo, thread, "One");
    await say(bo, thread, "Two");
    await carriedOver(thread, 2);
    const there = (await move(closed.id)).body.move;
    expect(await written()).toEqual([["messagesMoved", { messages: 1, answers: 2, seq: 1 }]]);
    await say(ada, here.id, "Without a thread");
    await move(closed.id, here.id, 2);
    expect((await written())[0]).toEqual(["messagesMoved", { messages: 1, seq: 2 }]);
    await bo.delete(`/channels/${thread}/messages/2`);
    await vi.waitFor(async () => expect(await page(thread)).toMatchObject([{}, { body: "" }]));
    expect((await undo(there.id)).status).toBe(200);
    expect((await written())[0]).toEqual(["messagesMovedBack", { messages: 1, answers: 1, seq: 1 }]);
  });

  it("whoever followed it and reads it no more follows it as before once it is back, and is told; not who went meanwhile", async () => {
    const di = await classroom.person("student");
    await teacher.post(`/channels/${here.id}/members`, { members: [di.id] });
    await say(bo, thread, "An answer");
    await carriedOver(thread, 1);
    for (const who of [cy, di]) {
      expect((await who.put(`/channels/${thread}/follow`)).status).toBe(200);
    }
    const row = () =>
      env.DB.prepare(
        "select * from memberships where member_no = ? and channel_no = (select no from channels where id = ?)",
      )
        .bind(cy.no, thread)
        .first();
    const before = await row();
    const tab = await openTab(cy, `/workspaces/${classroom.id}/socket`);
    const there = (await move(closed.id)).body.move;
    await tab.heard("channelLeft", (frame) => frame["channel"] === thread);
    expect(await row()).toBeNull();
    expect((await di.post(`/channels/${here.id}/leave`)).status).toBeLessThan(300);
    expect((await undo(there.id)).status).toBe(200);
    const told = await tab.heard("channelJoined", ({ channel }) => (channel as MyChannel).id === thread);
    expect(told["channel"]).toMatchObject({ parent: { channel: here.id, seq: 1 }, following: true });
    expect(await row()).toEqual(before);
    expect(await myThreads(cy)).toEqual([[thread, { channel: here.id, seq: 1 }, "A question"]]);
    expect(await myThreads(di)).toEqual([]);
    const left = await env.DB.prepare("select meta ->> '$.lost' as lost from channels where id = ?")
      .bind(thread)
      .first<{ lost: string }>();
    // Who went meanwhile is named there until it goes again, or a week is over.
    expect((JSON.parse(left!.lost) as unknown[][]).map(([member]) => member)).toEqual([di.no]);
  });

  it("a week after it went, nobody follows it again by its coming back", async () => {
    await say(bo, thread, "An answer");
    await carriedOver(thread, 1);
    expect((await cy.put(`/channels/${thread}/follow`)).status).toBe(200);
    const places = [{ from: 1, to: 1 }];
    const week = 7 * 24 * 60 * 60_000;
    await hangElsewhere(env.DB, here.no, closed.no, places, Date.now() - week - 1_000);
    await hangElsewhere(env.DB, closed.no, here.no, places);
    expect(await myThreads(cy)).toEqual([]);
    const row = await env.DB.prepare("select meta from channels where id = ?").bind(thread).first();
    expect(row).toEqual({ meta: '{"went":2}' });
  });

  it("a thread in which nothing was said yet goes too, and a new one is started on no stone", async () => {
    expect(await move(closed.id)).toMatchObject({ status: 201, body: { move: { answers: 0 } } });
    expect(await started(closed)).toBe(thread);
    expect((await ada.post(`/channels/${here.id}/messages/1/thread`)).status).toBeGreaterThanOrEqual(400);
  });
});

describe("goes nowhere", () => {
  it("where more people would read the answers, where somebody who answered does not read it, or into a thread", async () => {
    await say(cy, thread, "I answered");
    await carriedOver(thread, 1);
    expect(await move(closed.id)).toMatchObject({ status: 403, body: { reason: "move_unread" } });
    await say(ada, closed.id, "For three");
    const secret = await started(closed);
    await say(bo, secret, "Nobody else");
    expect(await move(here.id, closed.id)).toMatchObject({ status: 403, body: { reason: "move_opens" } });
    expect(await move(thread, closed.id)).toMatchObject({ status: 403 });
    const open = await channelOf([teacher, ada, bo, cy], { kind: "public" });
    await say(ada, open.id, "Root");
    const other = await started(open);
    expect(await move(other)).toMatchObject({ status: 403, body: { reason: "move_thread" } });
    expect([await bodies(secret), await bodies(thread, cy)]).toEqual([
      [[bo.id, "Nobody else"]],
      [[cy.id, "I answered"]],
    ]);
    expect(await page(secret, cy)).toBe(404);
  });

  it("back, where answers were written there since for fewer people than read here; without them it does, threads included", async () => {
    await say(bo, thread, "Before");
    const first = (await move(closed.id)).body.move;
    await say(ada, thread, "Among us");
    expect(await undo(first.id)).toMatchObject({ status: 403, body: { reason: "move_answered" } });
    expect(await page(thread, cy)).toBe(404);
    const open = await channelOf([teacher, ada, bo, cy], { kind: "public" });
    await say(ada, here.id, "Another");
    const other = await started(here, 2);
    await say(bo, other, "An answer");
    const second = (await move(open.id, here.id, 2)).body.move;
    await say(ada, other, "Since then");
    expect(await undo(second.id)).toMatchObject({ status: 200, body: { move: { isDone: true } } });
    expect((await at(here.id, 2))?.meta?.thread).toMatchObject({ channel: other, count: 2 });
    expect((await at(open.id, 1))?.meta).toEqual({ movedTo: { channel: here.id, seq: 2 } });
    expect(await bodies(other, cy)).toEqual([
      [bo.id, "An answer"],
      [ada.id, "Since then"],
    ]);
    expect((await cy.get<{ channel: MyChannel }>(`/channels/${other}`)).body.channel.parent).toEqual({
      channel: here.id,
      seq: 2,
    });
  });
});

it("I1: cut off at any step and begun again, a thread hangs once, where its message stands", async () => {
  await say(bo, thread, "An answer");
  const [from, to] = [await factsFor(here.id), await factsFor(closed.id)];
  await roomOf(env, closed.id).move(to, { type: "take", from: here.id, by: teacher.id, messages: [] });
  const places = [{ from: 1, to: 1 }];
  await say(ada, closed.id, "Where it stands");
  const away = { ...env, ROOMS: { getByName: () => ({ move: () => Promise.reject(new Error("cut off")) }) } };
  await expect(threadsGoAlong(away as unknown as Env, { from, to, places, isLast: false })).rejects.toThrow("cut off");
  for (const isLast of [false, true, true])
    expect((await threadsGoAlong(env, { from, to, places, isLast })).threads).toEqual([thread]);
  const row = await env.DB.prepare("select parent_no as parent, parent_seq as seq, meta from channels where id = ?")
    .bind(thread)
    .first();
  expect(row).toEqual({ parent: closed.no, seq: 1, meta: '{"went":1}' });
  expect((await at(closed.id, 1))?.meta?.thread).toMatchObject({ channel: thread, count: 1 });
  // What was on its way from before names the channel that it hung in: its room knows better.
  const { thread: hung, ...facts } = await factsFor(thread);
  await roomOf(env, thread).messageAt({ ...facts, thread: { ...hung!, parent: from } }, 1);
  await say(bo, thread, "One more");
  await vi.waitFor(async () => expect((await at(closed.id, 1))?.meta?.thread?.count).toBe(2));
});
