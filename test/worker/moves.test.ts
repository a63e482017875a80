/** Messages that are moved: once, whole, in order, and only where the same people or fewer read them; from the side of the one refused. */
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Message, MyChannel, Page, Refusal } from "../../protocol/index.ts";
import type { Move } from "../../protocol/moves.ts";
import type { Preview } from "../../protocol/previews.ts";
import type { OpenThread } from "../../protocol/threads.ts";
import type { SearchPage } from "../../protocol/search/contract.ts";
import { roomOf } from "../../worker/room/stubs.ts";
import { tombstone } from "../../worker/room/commit/edited.ts";
import { Moves } from "../../worker/room/commit/moves.ts";
import type { Room } from "../../worker/room/contract.ts";
import { carriedOver, channelOf, factsFor } from "./support/channel.ts";
import { postedFile, read } from "./support/files.ts";
import { PNG } from "./support/pictures.ts";
import { fileKey } from "../../worker/files/bucket.ts";
import { begun, draft } from "./support/filled-log.ts";
import { channelFacts, inObject, roomsOf } from "./support/in-room.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";

let classroom: Classroom;
let teacher: Somebody;
let ada: Somebody;
let bo: Somebody;
let here: { id: string; no: number };
let there: { id: string; no: number };
beforeEach(async () => {
  classroom = await openClassroom();
  [teacher, ada, bo] = await Promise.all([
    classroom.person("teacher"),
    classroom.person("student"),
    classroom.person("student"),
  ]);
  here = await channelOf([teacher, ada, bo], { kind: "public" });
  there = await channelOf([teacher, ada, bo], { kind: "public" });
});

const say = async (who: Somebody, where: { id: string }, body: string, more: object = {}) => {
  const told = await who.post<{ message: Message }>(`/channels/${where.id}/messages`, { body, ...more });
  expect(told.status).toBe(201);
  return told.body.message;
};
const move = (from: number, to = from, target = there.id, who = teacher, source = here.id) =>
  who.post<{ move: Move } & Refusal>(`/channels/${source}/moves`, { from, to, target });
const undo = (id: string, who = teacher) => who.post<{ move: Move } & Refusal>(`/channels/${here.id}/moves/${id}/undo`);
const page = async (where: { id: string }, who = teacher) =>
  (await who.get<Page>(`/channels/${where.id}/messages?limit=50`)).body.messages;
const seen = (messages: Message[]) =>
  messages.map(({ seq, author, body, deletedAt }) => [seq, author, deletedAt === undefined ? body : null]);

describe("a stretch goes to another channel", () => {
  it("I1, I3: with author, answers, reactions and poll, once each and without a hole, and what stays says where", async () => {
    await say(bo, there, "Already there");
    const first = await say(ada, here, "A question");
    await say(bo, here, "An answer", { replyTo: first.seq });
    await say(ada, here, "Which?", { poll: { question: "Which?", options: ["One", "Two"] } });
    await say(bo, here, "Stays");
    await teacher.post(`/channels/${here.id}/messages/1/acts`, { act: { type: "react", emoji: "👍", on: true } });
    const vote = { act: { type: "vote", choices: [1] } };
    await bo.post(`/channels/${here.id}/messages/3/acts`, vote);
    const moved = await move(1, 3);
    expect(moved).toMatchObject({ status: 201, body: { move: { isDone: true } } });
    expect(moved.body.move.places).toEqual([
      { from: 1, to: 2 },
      { from: 2, to: 3 },
      { from: 3, to: 4 },
    ]);
    const [, question, answer, poll] = await page(there, ada);
    expect(question).toMatchObject({ seq: 2, author: ada.id, body: "A question" });
    expect(question?.meta?.moved).toMatchObject({ channel: here.id, seq: 1, by: teacher.id, at: first.at });
    expect(answer).toMatchObject({ author: bo.id, replyTo: 2 });
    expect(poll?.meta?.poll?.question).toBe("Which?");
    const left = await page(here, ada);
    expect(seen(left)).toEqual([
      [1, ada.id, null],
      [2, bo.id, null],
      [3, ada.id, null],
      [4, bo.id, "Stays"],
    ]);
    expect(left[0]?.meta).toEqual({ movedTo: { channel: there.id, seq: 2 } });
    // Nothing is done to a stone; the author goes on with what is theirs where it stands.
    expect((await ada.patch(`/channels/${here.id}/messages/1`, { body: "No" })).status).toBe(409);
    expect((await ada.patch(`/channels/${there.id}/messages/2`, { body: "Yes" })).status).toBe(200);
    expect(await audit("messagesMoved")).toBe(1);
    await vi.waitFor(async () => {
      const found = await ada.get<SearchPage>(`/workspaces/${classroom.id}/search?q=answer`);
      expect(found.body.hits.map(({ channel }) => channel)).toEqual([there.id]);
    });
  });

  it("files go along: their bytes are read where they stand, by who reads it there, and nowhere else", async () => {
    const closed = await channelOf([teacher, ada], { kind: "private" });
    const { file } = await postedFile(ada, here.id, PNG);
    expect((await move(1, 1, closed.id)).status).toBe(201);
    const status = async (who: Somebody, where: { id: string }) => (await read(who, where.id, 1, file.id)).status;
    await vi.waitFor(async () => expect(await status(ada, closed)).toBe(200));
    // The room that it left carries that over by itself.
    await vi.waitFor(async () => expect(await status(ada, here)).toBe(404));
    expect(await status(bo, closed)).toBe(404);
    const facts = await factsFor(here.id);
    const asked = [{ id: file.id, message: (await page(here, ada))[0]!.id }];
    expect(await roomOf(env, here.id).unpostedFiles(facts, asked)).toEqual([]);
    // Deleted where it stands, its bytes go.
    expect((await ada.delete(`/channels/${closed.id}/messages/1`)).status).toBeLessThan(300);
    await vi.waitFor(async () => expect(await env.FILES.head(fileKey(classroom.id, file.id))).toBeNull());
  });

  it("I5: a link to where it stood shows it where it stands, as often as it is moved, to who reads it there and to nobody else", async () => {
    const closed = await channelOf([teacher, ada], { kind: "private" });
    await say(ada, here, "Follow me");
    const link = async (who: Somebody) =>
      (await who.get<{ previews: (Preview | null)[] }>(`/previews?of=${here.id}.1`)).body.previews[0];
    expect((await move(1)).status).toBe(201);
    await vi.waitFor(async () =>
      expect(await link(bo)).toMatchObject({ channel: there.id, seq: 1, body: "Follow me", place: { id: there.id } }),
    );
    // Its words are those of now, whatever the history has by then.
    expect((await ada.patch(`/channels/${there.id}/messages/1`, { body: "Follow me on" })).status).toBe(200);
    expect(await link(bo)).toMatchObject({ body: "Follow me on" });
    expect((await move(1, 1, closed.id, teacher, there.id)).status).toBe(201);
    await vi.waitFor(async () => expect(await link(ada)).toMatchObject({ channel: closed.id, body: "Follow me on" }));
    expect(await link(bo)).toBeNull();
    expect((await ada.delete(`/channels/${closed.id}/messages/1`)).status).toBeLessThan(300);
    expect(await link(ada)).toBeNull();
  });

  it("two who ask at once: one moves it, the other is told that there is nothing to move", async () => {
    await say(ada, here, "Once");
    const other = await classroom.person("ta");
    await env.DB.prepare("insert into memberships (channel_no, member_no, joined_at) values (?1, ?3, 1), (?2, ?3, 1)")
      .bind(here.no, there.no, other.no)
      .run();
    const both = await Promise.all([move(1), move(1, 1, there.id, other)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 404]);
    expect(seen(await page(there))).toEqual([[1, ada.id, "Once"]]);
    expect(await audit("messagesMoved")).toBe(1);
  });

  it("the threads that it can go into are told to who reads their channel: neither locked ones nor those of deleted messages", async () => {
    const started = async (body: string) => {
      const { seq } = await say(ada, there, body);
      return (await ada.post<{ channel: MyChannel }>(`/channels/${there.id}/messages/${seq}/thread`)).body.channel.id;
    };
    const first = await started("First");
    await say(ada, there, "Without one");
    const [locked, gone, last] = [await started("Locked"), await started("Gone"), await started("Last")];
    await teacher.put(`/channels/${locked}/lock`, { locked: true });
    await ada.delete(`/channels/${there.id}/messages/4`);
    await carriedOver(there.id, 5);
    const list = (who: Somebody, channel = there.id) =>
      who.get<{ threads: OpenThread[] } & Refusal>(`/channels/${channel}/threads`);
    await vi.waitFor(async () => {
      const told = (await list(teacher)).body.threads;
      expect(told.map(({ channel, root }) => [channel, root.body])).toEqual([
        [last, "Last"],
        [first, "First"],
      ]);
    });
    expect(gone).not.toBe(last);
    const closed = await channelOf([teacher, ada], { kind: "private" });
    expect((await list(bo, closed.id)).status).toBe(404);
    expect((await list(bo, first)).body.threads).toEqual([]);
  });

  it("into a thread, and from one", async () => {
    await say(ada, there, "Root");
    await say(bo, here, "Belongs below it");
    const thread = (await ada.post<{ channel: MyChannel }>(`/channels/${there.id}/messages/1/thread`)).body.channel;
    expect(await move(1, 1, thread.id)).toMatchObject({
      status: 201,
      body: { move: { places: [{ from: 1, to: 1 }] } },
    });
    expect(seen(await page(thread, ada))).toEqual([[1, bo.id, "Belongs below it"]]);
    expect(await move(1, 1, here.id, teacher, thread.id)).toMatchObject({ status: 201 });
    expect((await page(here)).at(-1)).toMatchObject({ seq: 2, author: bo.id, body: "Belongs below it" });
  });
});

describe("goes nowhere", () => {
  it("where more people read it, or where somebody who wrote in it does not", async () => {
    await say(ada, here, "For the class");
    const closed = await channelOf([teacher, bo], { kind: "private" });
    expect(await move(1, 1, closed.id)).toMatchObject({ status: 403, body: { reason: "move_unread" } });
    await say(bo, closed, "For two");
    expect(await move(1, 1, here.id, teacher, closed.id)).toMatchObject({
      status: 403,
      body: { reason: "move_opens" },
    });
    const wider = await channelOf([teacher, bo, ada], { kind: "private" });
    expect(await move(1, 1, wider.id, teacher, closed.id)).toMatchObject({
      status: 403,
      body: { reason: "move_opens" },
    });
    expect(seen(await page(closed))).toEqual([[1, bo.id, "For two"]]);
    const narrower = await channelOf([teacher, bo], { kind: "private" });
    expect((await move(1, 1, narrower.id, teacher, closed.id)).status).toBe(201);
  });

  it("by a student, into a channel that whoever moves does not know, a direct message, an archived or the same channel, or another class", async () => {
    await say(ada, here, "Mine");
    expect((await move(1, 1, there.id, ada)).status).toBe(403);
    const unknown = await channelOf([ada, bo], { kind: "private" });
    expect((await move(1, 1, unknown.id)).status).toBe(404);
    const direct = await channelOf([teacher, ada], { kind: "dm" });
    expect((await move(1, 1, direct.id)).status).toBe(403);
    await env.DB.prepare("update channels set archived_at = 1 where id = ?").bind(there.id).run();
    expect(await move(1)).toMatchObject({ body: { code: "archived" } });
    expect((await move(1, 1, here.id)).status).toBe(400);
    const elsewhere = await openClassroom("Another class");
    const other = await channelOf([await elsewhere.person("owner")], { kind: "public" });
    expect((await move(1, 1, other.id)).status).toBe(404);
    expect((await move(7, 7, (await channelOf([teacher, ada], { kind: "public" })).id)).status).toBe(404);
    expect((await move(3, 1)).status).toBe(400);
    expect((await move(1, 500)).status).toBe(400);
    expect(seen(await page(here))).toEqual([[1, ada.id, "Mine"]]);
    expect(await audit("messagesMoved")).toBe(0);
  });
});

describe("cut off between the two rooms", () => {
  it("I1, I2: is gone on with when the room wakes, with what was changed meanwhile, and stands once", async () => {
    const target = await factsFor(there.id);
    const texts = await inObject(async (state) => {
      const log = begun(state.storage.sql);
      log.append(draft(1));
      log.append(draft(2));
      let isCut = true;
      const cutAfter = async (...asked: Parameters<Room["move"]>) => {
        const answer = await roomOf(env, there.id).move(...asked);
        if (!isCut) return answer;
        isCut = false;
        throw new Error("cut off");
      };
      const told: Message[] = [];
      const awake = () =>
        new Moves({
          ...{ facts: () => channelFacts({ channelId: "channel-7" }), storage: state.storage, log },
          env: { ROOMS: roomsOf({ move: cutAfter }) },
          stored: (seq) => Promise.resolve(log.storedMessageAt(seq)),
          readOlderIds: () => Promise.resolve(),
          posted: () => undefined,
          changedMany: (changes) => void told.push(...changes.map(({ message }) => message)),
          record: () => Promise.resolve(),
          waits: () => undefined,
          hang: () => Promise.resolve(),
          threadsGo: () => Promise.resolve(0),
        });
      const cut = await awake().carryOut({ type: "out", id: "m", seqs: [1, 2], target, by: teacher.id });
      expect(cut).toMatchObject({ isDone: false, places: [] });
      // Nothing is gone here, though all of it stands there already.
      expect(log.at(1)?.deletedAt).toBeUndefined();
      log.change({ ...log.storedMessageAt(1)!, body: "line 1, again" });
      log.change(tombstone(log.at(2)!, 5));
      const woken = awake();
      expect(woken.next).toBe(0);
      await woken.ring(channelFacts(), Date.now());
      expect(woken.next).toBeNull();
      expect(told.map(({ meta }) => meta?.movedTo)).toEqual([{ channel: there.id, seq: 1 }]);
      // Asked once more, it is what it was.
      const again = await woken.carryOut({ type: "out", id: "m", seqs: [1, 2], target, by: teacher.id });
      expect(again).toMatchObject({ isDone: true });
      return [log.at(1)?.body, log.at(2)?.meta?.movedTo];
    });
    expect(texts).toEqual(["", undefined]);
    const stand = await page(there);
    expect(stand.map(({ seq, body, deletedAt }) => [seq, body, deletedAt !== undefined])).toEqual([
      [1, "line 1, again", false],
      [2, "", true],
    ]);
  });
});

describe("taken back", () => {
  it("they stand where they stood, as they are now, and what was deleted meanwhile stays so; once, and for a week", async () => {
    const first = await say(ada, here, "First");
    await say(bo, here, "Second", { replyTo: 1 });
    const { move: made } = (await move(1, 2)).body;
    await ada.patch(`/channels/${there.id}/messages/1`, { body: "First, again" });
    await bo.delete(`/channels/${there.id}/messages/2`);
    expect((await undo(made.id, ada)).status).toBe(403);
    expect(await undo(made.id)).toMatchObject({ status: 200, body: { move: { isDone: true } } });
    const back = await page(here, ada);
    expect(seen(back)).toEqual([
      [1, ada.id, "First, again"],
      [2, bo.id, null],
    ]);
    expect(back[0]).toMatchObject({ id: first.id, at: first.at });
    expect(back[0]?.meta?.moved).toBeUndefined();
    // It was deleted, and is not said to be elsewhere.
    expect(back[1]?.meta?.movedTo).toBeUndefined();
    const stones = await page(there, ada);
    expect(stones.map(({ meta }) => meta?.movedTo)).toEqual([{ channel: here.id, seq: 1 }, undefined]);
    expect((await undo(made.id)).status).toBe(404);
    expect((await undo("none")).status).toBe(404);
    expect([await audit("messagesMoved"), await audit("messagesMovedBack")]).toEqual([1, 1]);
  });
});

describe("taken back after somebody moved on a part of it", () => {
  it("the rest comes, and the answer says what did not, and where that is to who reads it there alone", async () => {
    const closed = await channelOf([teacher, ada, bo], { kind: "private" });
    const head = await classroom.person("teacher");
    await env.DB.prepare("insert into memberships (channel_no, member_no, joined_at) values (?1, ?3, 1), (?2, ?3, 1)")
      .bind(here.no, there.no, head.no)
      .run();
    for (const body of ["First", "Second", "Third"]) await say(ada, here, body);
    const { move: made } = (await move(1, 3)).body;
    expect((await move(2, 2, closed.id, teacher, there.id)).status).toBe(201);
    expect(await undo(made.id, head)).toMatchObject({ status: 200, body: { move: { stayed: [{ from: 2 }] } } });
    expect(seen(await page(here, ada))).toEqual([
      [1, ada.id, "First"],
      [2, ada.id, null],
      [3, ada.id, "Third"],
    ]);
    const again = (await move(1)).body.move;
    expect((await move(4, 4, closed.id, teacher, there.id)).status).toBe(201);
    const back = (await undo(again.id)).body.move;
    expect(back.stayed).toEqual([{ from: 1, to: { channel: closed.id, seq: 2 } }]);
    expect(seen(await page(closed, ada)).map(([, , body]) => body)).toEqual(["Second", "First"]);
  });
});

async function audit(act: string): Promise<number> {
  const row = await env.DB.prepare("select count(*) as n from audit_entries where workspace_no = ? and act = ?")
    .bind(classroom.no, act)
    .first<{ n: number }>();
  return row?.n ?? 0;
}

it("I1: what one schedule posts every week, whose ids differ in their time alone, is moved and comes back each for itself", async () => {
  const everyWeek = (week: number) => `01a22d52-b52${week}-7896-a662-0c10072a30c4`;
  for (const week of [1, 2, 3]) await say(week === 2 ? bo : ada, here, `Week ${week}`, { id: everyWeek(week) });
  const moved = await move(1, 3);
  expect(moved.body.move.places.map(({ to }) => to)).toEqual([1, 2, 3]);
  expect((await page(there)).map(({ body }) => body)).toEqual(["Week 1", "Week 2", "Week 3"]);
  expect((await undo(moved.body.move.id)).status).toBe(200);
  const back = [ada, bo, ada].map(({ id }, at) => [at + 1, id, `Week ${at + 1}`]);
  expect(seen(await page(here))).toEqual(back);
});
