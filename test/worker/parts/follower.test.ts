/** What holds for every follower of a room's log, whatever it carries and where. */
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Follower, type Timing } from "../../../worker/room/followers/follower.ts";
import { STORED_EVERY } from "../../../worker/room/log/log-head.ts";
import { RoomLog } from "../../../worker/room/log/room-log.ts";
import { channelFacts, inObject } from "../support/in-room.ts";

const NOW = 1_800_000_000_000;
const facts = channelFacts();
const said = () => vi.spyOn(console, "error").mockImplementation(() => undefined);
beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
  vi.spyOn(console, "info").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const CALM: Timing = { pauseMs: (tries) => tries * 1_000, ringsAfterPause: true };
const append = (log: RoomLog, count = 1) => {
  for (let i = 0; i < count; i++) log.append({ id: uuidv7(), author: "ada", at: 1, body: `line ${log.head.seq + 1}` });
};

/** One that carries the places of messages, at most three at a time, and waits for `answer`. */
function followerOf(
  log: RoomLog,
  timing: Timing = CALM,
  answer: () => Promise<number | undefined> = async () => undefined,
) {
  const cursor = log.cursor("elsewhere", { isComplete: true });
  const carried: number[][] = [];
  const follower = new Follower<number[]>(
    {
      name: "elsewhere",
      cursor,
      isDone: () => cursor.rev >= log.head.rev,
      batch() {
        const entries = log.after(cursor.rev, 3, 1_000);
        const last = entries.at(-1);
        return last ? { items: entries.map(({ message }) => message.seq), upTo: last.message.rev } : null;
      },
      async carry(items) {
        carried.push(items);
        return answer();
      },
    },
    timing,
  );
  return { cursor, carried, follower };
}
const inLog = (work: (log: RoomLog, sql: SqlStorage) => Promise<void>) =>
  inObject(async ({ storage: { sql } }) => {
    const log = new RoomLog(sql);
    log.begin({ seq: 0, rev: 0, lastAt: 0 }, []);
    await work(log, sql);
  });

describe("I1: a follower", () => {
  test("carries everything, in order, in batches; what came meanwhile goes with it, and there is one in flight", async () => {
    await inLog(async (log) => {
      const first = Promise.withResolvers<undefined>();
      const { follower, carried, cursor } = followerOf(log, CALM, () => first.promise);
      append(log, 4);
      const running = follower.changed(facts);
      append(log);
      expect(follower.changed(facts)).toBe(running);
      expect(follower.run(facts)).toBe(running);
      expect([carried, cursor.rev]).toEqual([[[1, 2, 3]], 0]);
      first.resolve(undefined);
      expect(await running).toBe(true);
      expect([carried, cursor.rev]).toEqual([
        [
          [1, 2, 3],
          [4, 5],
        ],
        5,
      ]);
      // Done in the same turn in which something new comes: it is begun anew.
      append(log);
      await follower.run(facts);
      expect(carried.at(-1)).toEqual([6]);
    });
  });

  test("that fails is left alone for longer each time, and carries the same again; its cursor stays", async () => {
    const lines = said();
    await inLog(async (log) => {
      let isAway = true;
      const answer = async () => {
        if (isAway) throw new Error("away");
        return undefined;
      };
      const { follower, carried, cursor } = followerOf(log, CALM, answer);
      append(log);
      expect(await follower.changed(facts)).toBe(true);
      expect([follower.next, cursor.rev, carried.length]).toEqual([NOW + 1_000, 0, 1]);
      vi.setSystemTime(NOW + 999);
      append(log);
      expect([await follower.changed(facts), await follower.run(facts), carried.length]).toEqual([true, true, 1]);
      vi.setSystemTime(NOW + 1_000);
      await follower.run(facts);
      expect([follower.next, carried.length]).toEqual([NOW + 3_000, 2]);
      expect(lines).toHaveBeenCalledTimes(1);
      isAway = false;
      vi.setSystemTime(NOW + 3_000);
      await follower.run(facts);
      expect([follower.next, cursor.rev, carried.at(-1)]).toEqual([null, 2, [1, 2]]);
    });
  });

  test("waits no longer where the clock was put back", async () => {
    said();
    await inLog(async (log) => {
      let isAway = true;
      const { carried, follower } = followerOf(log, { ...CALM, gapMs: 5 }, () =>
        isAway ? Promise.reject(new Error("away")) : Promise.resolve(undefined),
      );
      append(log);
      await follower.run(facts);
      vi.setSystemTime(NOW - 3_600_000);
      expect(follower.next).toBe(NOW - 3_600_000 + 1_000);
      vi.setSystemTime(NOW - 3_600_000 + 1_000);
      isAway = false;
      await follower.run(facts);
      expect(carried).toEqual([[1], [1]]);
      // Nor between two batches.
      vi.setSystemTime(NOW - 7_200_000);
      append(log);
      await follower.run(facts);
      expect(carried).toHaveLength(3);
    });
  });

  test("whose pause is not rung for says that something is left", async () => {
    said();
    await inLog(async (log) => {
      const { follower } = followerOf(log, { ...CALM, ringsAfterPause: false }, () =>
        Promise.reject(new Error("away")),
      );
      append(log);
      expect([await follower.run(facts), await follower.run(facts), follower.next]).toEqual([false, false, null]);
    });
  });

  test("that arrived and is not safe yet comes again, and nothing is said to have failed", async () => {
    const lines = said();
    await inLog(async (log) => {
      let againMs: number | undefined = 30_000;
      const { follower, carried, cursor } = followerOf(log, CALM, async () => againMs);
      append(log);
      await follower.run(facts);
      expect([follower.next, cursor.rev]).toEqual([NOW + 30_000, 0]);
      againMs = undefined;
      vi.setSystemTime(NOW + 30_000);
      await follower.run(facts);
      expect([follower.next, cursor.rev, carried]).toEqual([null, 1, [[1], [1]]]);
      expect(lines).not.toHaveBeenCalled();
    });
  });

  test("I10: goes at once as often as its pace allows; then what waits is rung for, together", async () => {
    await inLog(async (log) => {
      const pace = { burst: 2, everyMs: 10_000, holdMs: 8_000 };
      const { follower, carried } = followerOf(log, { ...CALM, pace });
      for (let i = 0; i < 4; i++) {
        append(log);
        await follower.changed(facts);
      }
      expect([carried, follower.next]).toEqual([[[1], [2]], NOW + 8_000]);
      vi.setSystemTime(NOW + 8_000);
      await follower.run(facts);
      expect([carried.at(-1), follower.next]).toEqual([[3, 4], null]);
    });
  });
});

describe("I1: cursors", () => {
  test("the log is trimmed behind the slowest follower that has to be complete, and not behind any other", async () => {
    await inLog(async (log) => {
      const slow = log.cursor("slow", { isComplete: true });
      const state = log.cursor("state", { isComplete: false });
      append(log, 600);
      log.confirm(600);
      expect([log.trimmedRev, state.rev]).toEqual([0, 0]);
      slow.moveTo(150);
      log.confirm(601);
      expect([log.trimmedRev, log.after(150, 1, 1_000)[0]?.message.seq]).toEqual([150, 151]);
      slow.moveTo(600);
      append(log);
      log.confirm(601);
      expect(log.trimmedRev).toBe(401);
    });
  });

  test("holds back so many changes at most for one that finds the rest elsewhere, which stays where it was, also after a sleep", async () => {
    await inLog(async (log, sql) => {
      const away = log.cursor("away", { isComplete: true, holdsAtMost: 300 });
      append(log, 600);
      log.confirm(600);
      expect([log.trimmedRev, away.rev]).toEqual([300, 0]);
      append(log, 150);
      log.confirm(750);
      expect([log.trimmedRev, away.rev]).toEqual([450, 0]);
      const woken = new RoomLog(sql);
      expect(woken.cursor("away", { isComplete: true, holdsAtMost: 300 }).rev).toBe(0);
      // One that holds all of it back goes before.
      log.cursor("slow", { isComplete: true }).moveTo(460);
      append(log, 300);
      log.confirm(1_050);
      expect(log.trimmedRev).toBe(450);
    });
  });

  test("outlive a sleep, each its own, in one row; they never go back, and a new one that has to be complete begins with the log", async () => {
    await inLog(async (log, sql) => {
      append(log, 500);
      const [a, b] = [log.cursor("a", { isComplete: true }), log.cursor("b", { isComplete: false })];
      a.moveTo(490);
      a.moveTo(3);
      b.moveTo(7);
      log.confirm(500);
      log.storeCursors();
      const woken = new RoomLog(sql);
      expect(["a", "b"].map((name) => woken.cursor(name, { isComplete: true }).rev)).toEqual([490, 7]);
      expect([woken.flushedRev, woken.head.seq]).toEqual([500, 500]);
      expect(woken.cursor("new", { isComplete: true }).rev).toBe(woken.trimmedRev);
      expect(woken.trimmedRev).toBeGreaterThan(0);
      expect(woken.cursor("other", { isComplete: false }).rev).toBe(0);
      // Moved a little: not worth a row.
      woken.cursor("b", { isComplete: false }).moveTo(7 + STORED_EVERY - 1);
      woken.storeCursors();
      expect(new RoomLog(sql).cursor("b", { isComplete: false }).rev).toBe(7);
      woken.cursor("b", { isComplete: false }).moveTo(7 + STORED_EVERY);
      woken.storeCursors();
      expect(new RoomLog(sql).cursor("b", { isComplete: false }).rev).toBe(7 + STORED_EVERY);
      expect(sql.exec<{ rows: number }>("SELECT count(*) AS rows FROM head").one().rows).toBe(1);
    });
  });

  test("a room of the build before, which knew of D1 alone, goes on where it was", async () => {
    await inObject(async ({ storage: { sql } }) => {
      const old = new RoomLog(sql);
      old.begin({ seq: 0, rev: 0, lastAt: 0 }, []);
      append(old, 500);
      old.confirm(460);
      old.storeCursors();
      const { trimmedRev } = old;
      sql.exec("ALTER TABLE head DROP COLUMN cursors");
      const log = new RoomLog(sql);
      expect([log.flushedRev, log.trimmedRev, log.head]).toEqual([460, trimmedRev, { seq: 500, rev: 500, lastAt: 1 }]);
      const { follower, carried } = followerOf(log);
      await follower.run(facts);
      expect(carried.flat()).toEqual(Array.from({ length: 500 - trimmedRev }, (_, i) => trimmedRev + i + 1));
      log.confirm(500);
      log.storeCursors();
      expect(new RoomLog(sql).cursor("elsewhere", { isComplete: true }).rev).toBe(500);
    });
  });
});
