/** What a thread owes its channel and could not bring there: when it is tried again, and what of it is given up. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { refusal, ROOM_KEEPS_MESSAGES, type RefusalCode } from "../../../protocol/index.ts";
import { backOff, TRIES_MAX } from "../../../worker/room/followers/back-off.ts";
import { RoomLog } from "../../../worker/room/log/room-log.ts";
import { ThreadCopies } from "../../../worker/room/followers/thread-copies.ts";
import { ThreadSummaryFollower } from "../../../worker/room/followers/thread-summary.ts";
import { channelOf, factsFor } from "../support/channel.ts";
import { openClassroom } from "../support/classroom.ts";
import { inObject, roomsOf, somebody, threadFacts } from "../support/in-room.ts";

const NOW = 1_800_000_000_000;
const facts = threadFacts();
beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ["Date"] }));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
const lines = (said: { mock: { calls: unknown[][] } }) =>
  said.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>);

test("I1: a copy that fails is left alone for longer each time, and given up after its last try; what only follows never is", async () => {
  const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const over = vi.spyOn(console, "info").mockImplementation(() => undefined);
  await inObject(async (state) => {
    const log = new RoomLog(state.storage.sql);
    const notTaken: number[] = [];
    let asked = 0;
    let answer: RefusalCode | null = "unavailable";
    const takeCopy = async () => ((asked += 1), answer === null ? null : refusal(answer));
    const copies = new ThreadCopies(state.storage.sql, log, roomsOf({ takeCopy }), {
      fetch: async () => undefined,
      notTaken: async (seq) => void notTaken.push(seq),
    });
    log.append({ id: uuidv7(), author: "ada", at: 1, body: "for all" });
    copies.add(1, somebody("ada"));
    expect([await copies.run(facts), copies.next, asked]).toEqual([true, NOW + backOff(1), 1]);
    expect(lines(said)).toEqual([expect.objectContaining({ what: "threadCopies", channel: "thread-8", tries: 1 })]);
    // Until then nothing is asked, and nothing is left to be done by others.
    vi.setSystemTime(copies.next! - 1);
    expect([await copies.run(facts), asked]).toEqual([true, 1]);
    for (let tries = 2; tries < TRIES_MAX; tries++) {
      vi.setSystemTime(copies.next!);
      await copies.run(facts);
      expect([copies.next, asked, notTaken]).toEqual([Date.now() + backOff(tries), tries, []]);
    }
    vi.setSystemTime(copies.next!);
    expect([await copies.run(facts), asked, notTaken, copies.next]).toEqual([true, TRIES_MAX, [1], null]);
    expect(lines(said).at(-1)).toMatchObject({
      ...{ what: "threadCopyGivenUp", channel: "thread-8", item: 1, tries: TRIES_MAX },
    });
    expect(lines(over)).toEqual([expect.objectContaining({ what: "threadCopies", channel: "thread-8" })]);
    // What was deleted must not stay in the channel: that is tried for ever.
    copies.add(1, null);
    for (let tries = 1; tries <= TRIES_MAX + 2; tries++) {
      vi.setSystemTime(copies.next ?? Date.now());
      await copies.run(facts);
    }
    expect([notTaken, asked]).toEqual([[1], 2 * TRIES_MAX + 2]);
    answer = null;
    vi.setSystemTime(copies.next!);
    expect([await copies.run(facts), copies.next, notTaken]).toEqual([true, null, [1]]);
  });
});

test("a summary that nobody hears is told again at growing distance, five minutes at most, and not before", async () => {
  const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const over = vi.spyOn(console, "info").mockImplementation(() => undefined);
  await inObject(async (state) => {
    const log = new RoomLog(state.storage.sql);
    let asked = 0;
    let isAway = true;
    const threadChanged = async () => {
      asked += 1;
      if (isAway) throw new Error("Network connection lost.");
      return true;
    };
    const root = new ThreadSummaryFollower(state.storage.sql, log, roomsOf({ threadChanged }));
    log.append({ id: uuidv7(), author: "ada", at: 1, body: "x" });
    const waits: number[] = [];
    for (let tries = 1; tries <= 6; tries++) {
      await root.send(facts);
      waits.push(root.next! - Date.now());
      vi.setSystemTime(root.next! - 1);
      await root.send(facts);
      expect(asked).toBe(tries);
      vi.setSystemTime(root.next!);
    }
    expect(waits).toEqual([30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
    expect(lines(said)[0]).toMatchObject({ what: "threadRoot", channel: "thread-8" });
    isAway = false;
    await root.send(facts);
    expect([asked, root.next]).toEqual([7, null]);
    expect(lines(over)).toEqual([expect.objectContaining({ what: "threadRoot", channel: "thread-8" })]);
  });
});

test("a thread whose storage was lost is counted in D1, once; one that is empty, or is counted, is not", async () => {
  const classroom = await openClassroom();
  const ada = await classroom.person("student");
  const { id, no } = await channelOf([ada]);
  const insert = env.DB.prepare(
    "insert into messages (key, id, rev, author, at, body, deleted_at) values (?, ?, ?, ?, 1, '', ?)",
  );
  const rows = ["ada", "bo", "ada", "cy"].map((author, i) =>
    insert.bind(no * 4_294_967_296 + i + 1, uuidv7(), i + 1, author, i === 1 ? 5 : null),
  );
  await env.DB.batch(rows);
  await inObject(async (state) => {
    const log = new RoomLog(state.storage.sql);
    const told: unknown[] = [];
    const threadChanged = async (...given: unknown[]) => (told.push(given[2]), true);
    const begin = () => new ThreadSummaryFollower(state.storage.sql, log, roomsOf({ threadChanged }));
    const here = { ...threadFacts(), ...{ channelNo: no, channelId: id } };
    expect((await factsFor(id)).channelNo).toBe(no);
    const asked = vi.spyOn(env.DB, "prepare");
    await begin().begin(env.DB, here);
    expect(asked).not.toHaveBeenCalled();
    log.begin({ seq: ROOM_KEEPS_MESSAGES + 50, rev: 900, lastAt: 3 }, []);
    const root = begin();
    await root.begin(env.DB, here);
    const reads = asked.mock.calls.length;
    expect(reads).toBeGreaterThan(0);
    await root.send(here);
    expect(told).toEqual([
      { channel: id, count: ROOM_KEEPS_MESSAGES + 49, lastAt: 3, people: ["ada", "bo", "cy"], rev: 900 },
    ]);
    await begin().begin(env.DB, here);
    expect(asked.mock.calls).toHaveLength(reads);
  });
});
