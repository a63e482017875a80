/** The durable log of a room and its way into D1: what may leave the log, and what may never be overwritten. */
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { v7 as uuidv7 } from "uuid";
import type { Message } from "../../../protocol/index.ts";
import { D1Follower } from "../../../worker/room/followers/d1.ts";
import { STORED_EVERY } from "../../../worker/room/log/log-head.ts";
import { RoomLog } from "../../../worker/room/log/room-log.ts";
import { readMessage, writeMessages } from "../../../worker/store/messages.ts";
import { channelOf } from "../support/channel.ts";
import { openClassroom, type Somebody } from "../support/classroom.ts";
import { D1WithFaults } from "../support/d1-with-faults.ts";
import { channelFacts, inObject } from "../support/in-room.ts";
import { findMessagesIn } from "../support/stored.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const draft = (n: number, more: Partial<Message> = {}) => ({
  id: uuidv7({ msecs: 1_700_000_000_000 + n }),
  author: "ada",
  at: 1_700_000_000_000 + n,
  body: `line ${n}`,
  ...more,
});
function filled(state: DurableObjectState, count: number): RoomLog {
  const log = new RoomLog(state.storage.sql);
  log.begin({ seq: 0, rev: 0, lastAt: 0 }, []);
  for (let n = 1; n <= count; n++) log.append(draft(n));
  return log;
}
const revs = (state: DurableObjectState) =>
  state.storage.sql
    .exec<{ rev: number }>("SELECT rev FROM log ORDER BY rev")
    .toArray()
    .map(({ rev }) => rev);

describe("I1: the log", () => {
  test("is never trimmed behind what D1 has not confirmed, however long it grows", async () => {
    await inObject((state) => {
      const log = filled(state, 2_500);
      log.confirm(150);
      expect(revs(state)[0]).toBe(151);
      expect(revs(state)).toHaveLength(2_350);
      log.confirm(1_700);
      expect(revs(state)[0]).toBe(1_701);
      expect(log.trimmedRev).toBe(1_700);
      const woken = new RoomLog(state.storage.sql);
      expect(woken.unconfirmed(5_000, Infinity).map(({ message }) => message.rev)).toEqual(
        Array.from({ length: 800 }, (_, i) => 1_701 + i),
      );
      expect([woken.head.seq, woken.head.rev]).toEqual([2_500, 2_500]);
    });
  });

  test("keeps the newest two hundred messages, also when D1 has everything", async () => {
    await inObject((state) => {
      const log = filled(state, 600);
      log.confirm(600);
      expect(revs(state)).toEqual(Array.from({ length: 200 }, (_, i) => 401 + i));
      expect(log.newest(500).map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, i) => 401 + i));
      expect(log.at(400)).toBeUndefined();
      expect(log.at(401)?.body).toBe("line 401");
      expect(log.trimmedRev).toBe(400);
    });
  });

  test("is trimmed in bulk: not for a few rows", async () => {
    await inObject((state) => {
      const log = filled(state, 300);
      log.confirm(300);
      expect(revs(state)).toHaveLength(300);
      log.append(draft(301));
      log.confirm(301);
      expect(revs(state)).toHaveLength(200);
    });
  });

  test("keeps a newest message that was changed long ago by its place, not by its age of change", async () => {
    await inObject((state) => {
      const log = filled(state, 500);
      log.change({ ...log.at(10)!, body: "changed" });
      log.confirm(501);
      // Place 10 is old, and its change the newest of all: it stays until later changes push it out.
      expect(log.at(10)?.body).toBe("changed");
      expect(log.newest(500)).toHaveLength(200);
    });
  });

  test("never starts again at 1 when it was emptied", async () => {
    await inObject((state) => {
      const log = filled(state, 600);
      log.confirm(600);
      state.storage.sql.exec("DELETE FROM log");
      const woken = new RoomLog(state.storage.sql);
      expect(woken.append(draft(601))).toMatchObject({ seq: 601, rev: 601 });
    });
  });

  test("gives each message the next place and each change the next rev, and forgets the earlier wording", async () => {
    await inObject((state) => {
      const log = filled(state, 3);
      const edited = log.change({ ...log.at(2)!, body: "new words", editedAt: 9 }, '{"versions":[]}');
      expect(edited).toMatchObject({ seq: 2, rev: 4, body: "new words" });
      expect(log.head).toMatchObject({ seq: 3, rev: 4 });
      expect(revs(state)).toEqual([1, 3, 4]);
      expect(log.since(1, 10).map(({ seq, body }) => `${seq} ${body}`)).toEqual(["3 line 3", "2 new words"]);
      expect(log.since(1, 1)).toHaveLength(1);
      expect(log.since(4, 10)).toEqual([]);
      expect(log.changesWithin(1, 2, 0).map(({ seq }) => seq)).toEqual([1, 2]);
      expect(log.changesWithin(1, 3, 1).map(({ seq }) => seq)).toEqual([2, 3]);
      expect(log.changesWithin(3, 3, 3)).toEqual([]);
      expect(log.storedMessageAt(2)).toEqual({ ...edited, sealed: '{"versions":[]}' });
      expect(log.at(2)).toEqual(edited);
      expect([log.storedMessageAt(4), log.at(4), log.storedMessageAt(0)]).toEqual([undefined, undefined, undefined]);
      const woken = new RoomLog(state.storage.sql);
      expect(woken.at(2)).toEqual(edited);
      expect(woken.storedMessageAt(2)).toEqual({ ...edited, sealed: '{"versions":[]}' });
      expect(woken.storedMessageAt(1)).not.toHaveProperty("sealed");
    });
  });

  test("keeps every field of a message to the letter", async () => {
    await inObject((state) => {
      const log = filled(state, 1);
      const full = log.append({
        ...draft(2),
        editedAt: 3,
        deletedAt: 4,
        replyTo: 1,
        meta: { pinned: { by: "bo", at: 5 } },
      });
      expect(new RoomLog(state.storage.sql).since(1, 5)).toEqual([full]);
      const { meta: _meta, replyTo: _replyTo, ...less } = full;
      expect(log.append({ ...less, id: uuidv7() })).not.toHaveProperty("meta");
    });
  });

  test("hands over what D1 lacks in order, at most so many and so much text, and always at least one", async () => {
    await inObject((state) => {
      const log = filled(state, 5);
      const handed = (limit: number, chars: number) => log.unconfirmed(limit, chars).map(({ message }) => message.rev);
      expect(handed(3, Infinity)).toEqual([1, 2, 3]);
      expect(handed(9, 1)).toEqual([1]);
      log.confirm(2);
      expect(handed(9, Infinity)).toEqual([3, 4, 5]);
      log.confirm(1);
      expect(log.flushedRev).toBe(2);
      log.change({ ...log.at(4)!, body: "again" });
      expect(handed(9, Infinity)).toEqual([3, 5, 6]);
      log.confirm(6);
      expect(handed(9, Infinity)).toEqual([]);
      const before = new RoomLog(state.storage.sql);
      expect(before.flushedRev).toBe(0);
      // A few that D1 has are carried over once more rather than a row be written for them.
      log.storeCursors();
      expect(new RoomLog(state.storage.sql).flushedRev).toBe(0);
      for (let n = 7; n <= STORED_EVERY; n++) log.append(draft(n));
      log.confirm(STORED_EVERY);
      log.storeCursors();
      expect(new RoomLog(state.storage.sql).flushedRev).toBe(STORED_EVERY);
    });
  });

  test("while D1 is away for long, what it lacks is read from the table, and nothing of it is missing", async () => {
    await inObject((state) => {
      const log = filled(state, 4_100);
      const batch = log.unconfirmed(5_000, Infinity).map(({ message }) => message.rev);
      expect(batch).toHaveLength(4_100);
      log.confirm(4_000);
      expect(log.unconfirmed(500, Infinity).map(({ message }) => message.rev)[0]).toBe(4_001);
      expect(log.unconfirmed(500, Infinity)).toHaveLength(100);
      log.confirm(4_100);
      log.append(draft(4_101));
      expect(log.unconfirmed(500, Infinity).map(({ message }) => message.rev)).toEqual([4_101]);
    });
  });

  test("that takes a channel over begins where D1 is", async () => {
    await inObject((state) => {
      const log = new RoomLog(state.storage.sql);
      expect(log.begun).toBe(false);
      const newest = [7, 8].map((seq) => ({ ...draft(seq), seq, rev: seq + 1, sealed: seq === 8 ? "{}" : undefined }));
      log.begin(
        { seq: 8, rev: 12, lastAt: 1_700_000_000_008 },
        newest.map(({ sealed, ...message }) => (sealed === undefined ? message : { ...message, sealed })),
      );
      expect(log.begun).toBe(true);
      expect(log.head).toEqual({ seq: 8, rev: 12, lastAt: 1_700_000_000_008 });
      expect([log.flushedRev, log.trimmedRev]).toEqual([12, 12]);
      expect(log.unconfirmed(10, Infinity)).toEqual([]);
      expect(log.storedMessageAt(8)).toMatchObject({ sealed: "{}", body: "line 8" });
      expect(log.append(draft(9))).toMatchObject({ seq: 9, rev: 13 });
      expect(new RoomLog(state.storage.sql).head).toEqual({ seq: 9, rev: 13, lastAt: 1_700_000_000_009 });
    });
  });
});

describe("I2: an id", () => {
  test("is found as long as its message is in the log, and after it left it", async () => {
    await inObject((state) => {
      const log = new RoomLog(state.storage.sql);
      log.begin({ seq: 0, rev: 0, lastAt: 0 }, []);
      const ids = Array.from({ length: 700 }, (_, n) => log.append(draft(n + 1)).id);
      log.confirm(700);
      expect(log.at(3)).toBeUndefined();
      for (const place of [1, 3, 499, 500, 501, 700]) expect(log.seqOf(ids[place - 1]!), `${place}`).toBe(place);
      expect(log.seqOf(uuidv7({ msecs: 1_700_000_000_003 }))).toBeUndefined();
      expect(log.seqOf(uuidv7())).toBeUndefined();
      const woken = new RoomLog(state.storage.sql);
      for (const place of [1, 3, 499, 500, 501, 700]) expect(woken.seqOf(ids[place - 1]!), `${place}`).toBe(place);
      expect([log.lacksIds, log.idsFrom]).toEqual([false, 1]);
    });
  });

  test("of a channel that was taken over may be one that D1 alone has, however young it looks", async () => {
    await inObject((state) => {
      const log = new RoomLog(state.storage.sql);
      const newest = [8, 9, 10].map((n) => ({ ...draft(n), seq: n, rev: n }));
      log.begin({ seq: 10, rev: 10, lastAt: 1_700_000_000_010 }, newest);
      expect(log.idsFrom).toBe(8);
      const old = uuidv7({ msecs: 1_700_000_000_000 });
      expect([log.seqOf(old), log.lacksIds]).toEqual([undefined, true]);
      log.addOlderIds([{ id: old, seq: 4 }], 1);
      expect([log.seqOf(old), log.idsFrom, log.lacksIds]).toEqual([4, 1, false]);
    });
  });
});

describe("I3: in D1", () => {
  let ada: Somebody;
  let no: number;
  let workspaceNo: number;
  beforeEach(async () => {
    const classroom = await openClassroom();
    ada = await classroom.person("student");
    ({ no } = await channelOf([ada]));
    workspaceNo = classroom.no;
  });
  const write = (messages: Message[], d1 = env.DB) =>
    writeMessages(d1, { channelNo: no, workspaceNo }, messages, [], JSON.stringify(messages));
  const at = (rev: number, body: string, more: Partial<Message> = {}): Message => ({
    ...draft(1, { author: ada.id, ...more }),
    id: "0193e4a1-7b2c-7d3e-8f40-123456789abc",
    seq: 1,
    rev,
    body,
  });

  test("an older state never overwrites a newer one, and the same one again writes nothing", async () => {
    await write([at(5, "newer")]);
    await write([at(3, "older")]);
    expect(await readMessage(env.DB, no, 1)).toMatchObject({ rev: 5, body: "newer" });
    await write([at(5, "the same rev, other words")]);
    expect(await readMessage(env.DB, no, 1)).toMatchObject({ rev: 5, body: "newer" });
    await write([at(6, "newest", { editedAt: 9 })]);
    expect(await readMessage(env.DB, no, 1)).toMatchObject({ rev: 6, body: "newest", editedAt: 9 });
  });

  describe("a batch", () => {
    const facts = () => channelFacts({ channelNo: no, workspaceNo });
    const bodies = async () => (await findMessagesIn(no)).map(({ seq, body }) => `${seq} ${body}`);

    test("whose answer was lost goes again to no effect, and what came meanwhile goes with it", async () => {
      vi.spyOn(console, "error").mockImplementation(() => undefined);
      await inObject(async (state) => {
        const d1 = new D1WithFaults(env.DB);
        const log = new RoomLog(state.storage.sql);
        log.begin({ seq: 0, rev: 0, lastAt: 0 }, []);
        const carried: number[] = [];
        const drain = new D1Follower(
          log,
          d1.binding,
          () => undefined,
          (rev) => carried.push(rev),
        );
        log.append(draft(1, { author: ada.id }));
        d1.loseAnswer("INTO messages", { times: 1 });
        expect(await drain.run(facts())).toBe(false);
        expect([log.flushedRev, drain.isDone, carried.length]).toEqual([0, false, 0]);
        expect(await bodies()).toEqual(["1 line 1"]);
        log.change({ ...log.at(1)!, body: "edited" });
        log.append(draft(2, { author: ada.id }));
        // For a moment after a failure D1 is left alone.
        expect(await drain.run(facts())).toBe(false);
        expect(d1.asked("INTO messages")).toHaveLength(1);
        vi.useFakeTimers({ now: Date.now() + 2_000, toFake: ["Date"] });
        expect(await drain.run(facts())).toBe(true);
        expect(await bodies()).toEqual(["1 edited", "2 line 2"]);
        expect([log.flushedRev, drain.isDone, carried]).toEqual([3, true, [3]]);
        expect(await drain.run(facts())).toBe(true);
        expect(d1.asked("INTO messages")).toHaveLength(2);
      });
    });

    test("is one at a time: what comes while one is on its way goes with the next, and an edit is not lost between", async () => {
      await inObject(async (state) => {
        const d1 = new D1WithFaults(env.DB);
        const log = new RoomLog(state.storage.sql);
        log.begin({ seq: 0, rev: 0, lastAt: 0 }, []);
        const drain = new D1Follower(log, d1.binding, () => undefined);
        log.append(draft(1, { author: ada.id }));
        const gate = d1.hold("INTO messages", { times: 1 });
        const first = drain.run(facts());
        await gate.arrived();
        log.change({ ...log.at(1)!, body: "edited meanwhile" });
        const second = drain.run(facts());
        expect(second).toBe(first);
        await gate.open();
        expect(await second).toBe(true);
        expect(await bodies()).toEqual(["1 edited meanwhile"]);
        expect(d1.asked("INTO messages")).toHaveLength(2);
      });
    });

    test("of one that waited so long that a later one overtook it changes nothing any more", async () => {
      const d1 = new D1WithFaults(env.DB);
      const gate = d1.hold("INTO messages", { times: 1 });
      const slow = write([at(1, "first")], d1.binding);
      await gate.arrived();
      await write([at(2, "second")]);
      await gate.open();
      await slow;
      expect(await readMessage(env.DB, no, 1)).toMatchObject({ rev: 2, body: "second" });
    });
  });
});
