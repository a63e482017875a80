/** The way into D1: what is carried when, in which words, and what is said when it fails. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Message } from "../../../protocol/index.ts";
import { D1Follower } from "../../../worker/room/followers/d1.ts";
import { jsonOf, jsonOfAll } from "../../../worker/room/log/message-json.ts";
import { RoomLog } from "../../../worker/room/log/room-log.ts";
import { readMessage } from "../../../worker/store/messages.ts";
import { channelOf, factsFor } from "../support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "../support/classroom.ts";
import { D1WithFaults } from "../support/d1-with-faults.ts";
import { inObject } from "../support/in-room.ts";
import { findMessagesIn } from "../support/stored.ts";
import type { ChannelFacts } from "../../../worker/room/contract.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const NOW = 1_700_000_000_000;
const BATCH = "INTO messages";
const draft = (n: number, more: Partial<Message> = {}) => ({
  id: uuidv7({ msecs: NOW + n }),
  author: "ada",
  at: NOW + n,
  body: `line ${n}`,
  ...more,
});

describe("a batch", () => {
  let classroom: Classroom;
  let ada: Somebody;
  let bo: Somebody;
  let facts: ChannelFacts;
  let d1: D1WithFaults;
  beforeEach(async () => {
    classroom = await openClassroom();
    [ada, bo] = [await classroom.person("student"), await classroom.person("student")];
    facts = await factsFor((await channelOf([ada, bo])).id);
    d1 = new D1WithFaults(env.DB);
  });
  /** Its waits for a pause between two calls are told, and take no time. */
  function drainIn(sql: SqlStorage) {
    const log = new RoomLog(sql);
    log.begin({ seq: 0, rev: 0, lastAt: 0 }, []);
    const followed: [string, number[]][] = [];
    const carried: number[] = [];
    const waits: number[] = [];
    vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
    vi.spyOn(scheduler, "wait").mockImplementation(async (ms) => void waits.push(ms));
    const drain = new D1Follower(
      log,
      d1.binding,
      ({ channelId }, members) => void followed.push([channelId, members]),
      (rev) => void carried.push(rev),
    );
    const say = (count = 1, more: Partial<Message> = {}) => {
      for (let i = 0; i < count; i++) log.append(draft(log.head.seq + 1, { author: ada.id, ...more }));
    };
    return { log, drain, say, followed, carried, waits };
  }

  test("goes at once after some quiet; while people write on, D1 is called every twenty milliseconds", async () => {
    await inObject(async ({ storage: { sql } }) => {
      const { drain, say, waits, carried } = drainIn(sql);
      say();
      expect(await drain.run(facts)).toBe(true);
      expect(waits.splice(0)).toEqual([0]);
      say();
      await drain.run(facts);
      expect(waits.splice(0)).toEqual([20]);
      vi.setSystemTime(NOW + 13);
      say();
      await drain.run(facts);
      expect(waits.splice(0)).toEqual([7]);
      vi.setSystemTime(NOW + 33);
      say();
      await drain.run(facts);
      expect(waits).toEqual([0]);
      expect(carried).toEqual([1, 2, 3, 4]);
    });
  });

  test("begins when the turn that wrote is over: what that turn sends does not wait for a call to D1", async () => {
    await inObject(async ({ storage: { sql } }) => {
      const { drain, say } = drainIn(sql);
      say();
      const carriedOver = drain.run(facts);
      expect(d1.asked(BATCH)).toHaveLength(0);
      await carriedOver;
      expect(d1.asked(BATCH)).toHaveLength(1);
    });
  });

  test("does not wait when a hundred messages do", async () => {
    await inObject(async ({ storage: { sql } }) => {
      const { drain, say, waits, log } = drainIn(sql);
      say(150);
      await drain.run(facts);
      say(99);
      await drain.run(facts);
      expect(waits.splice(0)).toEqual([0, 20]);
      say(100);
      await drain.run(facts);
      expect(waits).toEqual([0]);
      expect(log.flushedRev).toBe(349);
    });
  });

  test("has at most five hundred messages, and all are carried in their order", async () => {
    await inObject(async ({ storage: { sql } }) => {
      const { drain, say, carried } = drainIn(sql);
      say(1_100);
      expect(await drain.run(facts)).toBe(true);
      expect(carried).toEqual([500, 1_000, 1_100]);
      expect((await findMessagesIn(facts.channelNo)).map(({ seq }) => seq)).toEqual(
        Array.from({ length: 1_100 }, (_, i) => i + 1),
      );
      expect(d1.asked(BATCH)).toHaveLength(3);
    });
  });

  test("keeps what readers are not told, and every letter of what they are", async () => {
    await inObject(async ({ storage: { sql } }) => {
      const { drain, log } = drainIn(sql);
      const sealed = JSON.stringify({ versions: [{ body: 'a "quoted" one', at: 1 }] });
      const first = log.append(draft(1, { author: ada.id, body: 'now "that" } is it' }), sealed);
      const second = log.append(draft(2, { author: ada.id }));
      await drain.run(facts);
      expect(await readMessage(env.DB, facts.channelNo, 1)).toEqual({ ...first, sealed });
      expect(await readMessage(env.DB, facts.channelNo, 2)).toEqual(second);
    });
  });

  test("R43: tells whom each message names; not in one that was deleted, nor in the copy of what a thread tells of", async () => {
    await inObject(async ({ storage: { sql } }) => {
      const { drain, say } = drainIn(sql);
      const body = `hello @${bo.handle}`;
      say(1, { body });
      say(1, { body, deletedAt: NOW });
      say(1, { body, meta: { fromThread: { channel: "t", seq: 1, root: 1 } } });
      say(1, { body, deletedAt: NOW, meta: { fromThread: { channel: "t", seq: 1, root: 1 } } });
      say(1, { body: `I am @${ada.handle}` });
      say();
      await drain.run(facts);
      const { results } = await env.DB.prepare("SELECT member_no AS who, seq FROM mentions WHERE channel_no = ?")
        .bind(facts.channelNo)
        .all();
      expect(results).toEqual([{ who: bo.no, seq: 1 }]);
    });
  });

  test("of a thread says who follows it from now on, and is silent where nobody new does", async () => {
    const { id, no } = await channelOf([ada], { kind: "thread" });
    await env.DB.batch([
      env.DB.prepare("DELETE FROM memberships WHERE channel_no = ?").bind(no),
      env.DB.prepare("UPDATE channels SET parent_no = ?, parent_seq = 5 WHERE no = ?").bind(facts.channelNo, no),
    ]);
    const within = await factsFor(id);
    await inObject(async ({ storage: { sql } }) => {
      const { drain, say, followed } = drainIn(sql);
      say(1, { author: bo.id });
      await drain.run(within);
      expect(followed.map(([channel, members]) => [channel, members.sort()])).toEqual([[id, [ada.no, bo.no].sort()]]);
      say(1, { author: bo.id });
      await drain.run(within);
      expect(followed).toHaveLength(1);
    });
  });

  test("I8: that fails says so once, how far D1 is behind, and when it is over; D1 is left alone for two seconds", async () => {
    const [said, over] = [
      vi.spyOn(console, "error").mockImplementation(() => undefined),
      vi.spyOn(console, "info").mockImplementation(() => undefined),
    ];
    const lines = (spy: typeof said) => spy.mock.calls.map(([line]) => JSON.parse(String(line)) as unknown);
    await inObject(async ({ storage: { sql } }) => {
      const { drain, say, carried } = drainIn(sql);
      say(2);
      await drain.run(facts);
      const away = d1.fail(BATCH);
      say(3);
      expect(await drain.run(facts)).toBe(false);
      expect(lines(said)).toEqual([
        expect.objectContaining({ what: "drain", code: "database", channel: facts.channelId, behind: 3, tries: 1 }),
      ]);
      vi.setSystemTime(NOW + 1_999);
      expect(await drain.run(facts)).toBe(false);
      expect(away.calls).toHaveLength(1);
      vi.setSystemTime(NOW + 2_000);
      expect(await drain.run(facts)).toBe(false);
      expect(away.calls).toHaveLength(2);
      expect(said).toHaveBeenCalledTimes(1);
      away.end();
      vi.setSystemTime(NOW + 4_000);
      expect(await drain.run(facts)).toBe(true);
      expect(lines(over)).toEqual([
        { what: "drain", code: "over", channel: facts.channelId, tries: 2, lastedMs: 4_000 },
      ]);
      expect([carried, drain.isDone]).toEqual([[2, 5], true]);
    });
  });

  test("of nothing is not sent: where the rows are gone, what is gone is not waited for", async () => {
    await inObject(async ({ storage: { sql } }) => {
      const { drain, say, log } = drainIn(sql);
      expect(await drain.run(facts)).toBe(true);
      say(5);
      sql.exec("DELETE FROM log");
      log.reload();
      log.begin({ seq: 5, rev: 5, lastAt: NOW }, []);
      sql.exec("UPDATE head SET flushed_rev = 2");
      log.reload();
      expect([drain.isDone, log.flushedRev]).toEqual([false, 2]);
      expect(await drain.run(facts)).toBe(true);
      expect([drain.isDone, log.flushedRev, d1.calls.length]).toEqual([true, 5, 0]);
    });
  });
});

test("a message's JSON is made once, and a list is JSON of them all", () => {
  const messages = [1, 2].map((n) => ({ ...draft(n), seq: n, rev: n }));
  const made = vi.spyOn(JSON, "stringify");
  expect(jsonOf(messages[0]!)).toBe(jsonOf(messages[0]!));
  expect(made).toHaveBeenCalledTimes(1);
  made.mockRestore();
  expect([jsonOfAll(messages), jsonOfAll([])]).toEqual([JSON.stringify(messages), "[]"]);
});
