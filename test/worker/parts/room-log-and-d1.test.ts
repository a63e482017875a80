/** The room's log beside D1: what D1 lacks, how far it has confirmed, and what a room takes over. */
import { v7 as uuidv7 } from "uuid";
import { describe, expect, test } from "vitest";
import { RoomLog } from "../../../worker/room/log/room-log.ts";
import { Unconfirmed } from "../../../worker/room/log/unconfirmed.ts";
import { inObject } from "../support/in-room.ts";
import { T0, draft, stored, EMPTY, begun, filled, countersOf } from "../support/filled-log.ts";

describe("I1, I3: what D1 lacks", () => {
  test("is handed over up to the last letter of what fits, with what is not told counted in", async () => {
    await inObject(({ storage: { sql } }) => {
      const log = begun(sql);
      const sealed = JSON.stringify({ votes: "x".repeat(500) });
      const first = JSON.stringify(log.append(draft(1), sealed)).length + sealed.length;
      const second = JSON.stringify(log.append(draft(2))).length;
      const handed = (chars: number) => log.unconfirmed(10, chars).length;
      expect([handed(first + second), handed(first + second - 1)]).toEqual([2, 1]);
    });
  });

  test("of the newest messages as many are told as were asked for, and what is not in one piece ends them", async () => {
    await inObject(({ storage: { sql } }) => {
      const log = filled(sql, 5);
      expect(log.newest(3).map(({ seq }) => seq)).toEqual([3, 4, 5]);
      expect(log.newest(9).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
      expect(log.newest(0)).toEqual([]);
      sql.exec("DELETE FROM log WHERE seq = 3");
      expect(new RoomLog(sql).newest(9).map(({ seq }) => seq)).toEqual([4, 5]);
    });
  });
});

describe("I2: a room that takes a channel over", () => {
  test("knows the ids of what it was given, and forgets what it thought before", async () => {
    await inObject(({ storage: { sql } }) => {
      const log = new RoomLog(sql);
      expect([log.at(8), log.begun]).toEqual([undefined, false]);
      // An id may be minted later than that of a newer message: clocks differ.
      const newest = [stored(8, { id: uuidv7({ msecs: T0 + 99 }) }), stored(9), stored(10)];
      log.begin({ seq: 10, rev: 10, lastAt: T0 + 10 }, newest);
      expect(newest.map(({ id }) => log.seqOf(id))).toEqual([8, 9, 10]);
      expect(newest.map(({ id }) => new RoomLog(sql).seqOf(id))).toEqual([8, 9, 10]);
      expect(log.at(8)?.body).toBe("line 8");
      log.append(draft(11));
      expect([log.idsFrom, new RoomLog(sql).idsFrom]).toEqual([8, 8]);
    });
  });

  test("knows from which place on it has them all", async () => {
    for (const { newest, from } of [
      { newest: [10], from: 10 },
      { newest: [7, 9, 10], from: 9 },
      { newest: [], from: 11 },
    ]) {
      await inObject(({ storage: { sql } }) => {
        const log = new RoomLog(sql);
        const messages = newest.map((seq) => stored(seq));
        log.begin({ seq: 10, rev: 10, lastAt: T0 + 10 }, messages);
        for (const room of [log, new RoomLog(sql)]) expect([room.idsFrom, room.lacksIds]).toEqual([from, true]);
      });
    }
  });

  test("of a channel in which nothing was said writes nothing down, and asks again when it wakes", async () => {
    await inObject(({ storage }) => {
      const { counters } = countersOf(storage);
      const log = new RoomLog(storage.sql);
      counters.take();
      log.begin(EMPTY, []);
      expect([log.begun, log.idsFrom, log.lacksIds]).toEqual([true, 1, false]);
      expect(counters.take().roomWritten).toBe(0);
      expect(new RoomLog(storage.sql).begun).toBe(false);
    });
  });

  test("in which the first message was written before it was told its channel has them all", async () => {
    await inObject(({ storage: { sql } }) => {
      const log = new RoomLog(sql);
      expect(log.append(draft(1))).toMatchObject({ seq: 1, rev: 1 });
      for (const room of [log, new RoomLog(sql)])
        expect([room.begun, room.idsFrom, room.lacksIds]).toEqual([true, 1, false]);
    });
  });
});

describe("how far D1 has confirmed", () => {
  test("I10: is written down for every sixteen changes, not for a few", async () => {
    await inObject(({ storage: { sql } }) => {
      const log = filled(sql, 40);
      const kept = (confirmed: number) => {
        log.confirm(confirmed);
        log.storeCursors();
        return new RoomLog(sql).flushedRev;
      };
      expect([kept(15), kept(16), kept(18), kept(31), kept(32)]).toEqual([0, 16, 16, 16, 32]);
    });
  });
});

describe("a room of an earlier build, which kept no ids", () => {
  /** Its log of these places, and its head at place 600. */
  function left(sql: SqlStorage, places: number[]): Map<number, string> {
    const log = filled(sql, 600);
    const ids = new Map(log.unconfirmed(600, Infinity).map(({ message }) => [message.seq, message.id]));
    sql.exec(`DELETE FROM log WHERE seq NOT IN (SELECT value FROM json_each(?))`, JSON.stringify(places));
    sql.exec(`DROP TABLE IF EXISTS head; CREATE TABLE head (k INTEGER PRIMARY KEY, seq INTEGER NOT NULL, rev INTEGER NOT NULL,
      last_at INTEGER NOT NULL, flushed_rev INTEGER NOT NULL, trimmed_rev INTEGER NOT NULL, in_order INTEGER NOT NULL)`);
    sql.exec(`INSERT INTO head VALUES (1, 600, 600, ?, 600, 400, 1)`, T0 + 600);
    return ids;
  }
  /** Which tables a storage has is looked up once in an object's life: this is another one's. */
  const wake = (sql: SqlStorage) => new RoomLog({ exec: sql.exec.bind(sql) } as SqlStorage);
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

  test("knows the ids that its log has in one piece, and asks D1 for those before", async () => {
    for (const { places, from } of [
      { places: range(401, 600), from: 401 },
      { places: range(301, 600), from: 301 },
      { places: [10, ...range(401, 600)], from: 401 },
      { places: [600], from: 600 },
      { places: [], from: 601 },
    ]) {
      await inObject(({ storage: { sql } }) => {
        const ids = left(sql, places);
        // And once more, after it wrote down what it found.
        for (const room of [wake(sql), wake(sql)]) {
          expect([room.begun, room.idsFrom, room.head.seq]).toEqual([true, from, 600]);
          for (const place of places) expect(room.seqOf(ids.get(place)!)).toBe(place);
          expect(room.lacksIds).toBe(true);
        }
      });
    }
  });

  test("that has its channel from the first message on never asks", async () => {
    await inObject(({ storage: { sql } }) => {
      left(sql, range(1, 600));
      const room = wake(sql);
      expect([room.idsFrom, room.lacksIds]).toEqual([1, false]);
    });
  });
});

describe("what D1 lacks, in memory", () => {
  const entry = (rev: number) => ({ message: { ...draft(rev), seq: rev, rev }, sealed: undefined });
  const revs = (unconfirmed: Unconfirmed, limit = Infinity) =>
    [...unconfirmed.oldest(limit)].map(({ message }) => message.rev);

  test("is told in its order, as much as is asked for, without what a newer state took the place of", () => {
    const unconfirmed = new Unconfirmed();
    unconfirmed.begin([1, 2, 3].map(entry));
    unconfirmed.add(entry(4));
    unconfirmed.drop(2);
    expect([revs(unconfirmed), revs(unconfirmed, 2), revs(unconfirmed, 0)]).toEqual([[1, 3, 4], [1, 3], []]);
    unconfirmed.confirm(3, false);
    expect([revs(unconfirmed), unconfirmed.isComplete]).toEqual([[4], true]);
    unconfirmed.begin([entry(9)]);
    expect(revs(unconfirmed)).toEqual([9]);
  });

  test("is four thousand at most; beyond that the table alone has it, until D1 has it all", () => {
    const unconfirmed = new Unconfirmed();
    for (let rev = 1; rev <= 4_000; rev++) unconfirmed.add(entry(rev));
    expect([unconfirmed.isComplete, revs(unconfirmed).length]).toEqual([true, 4_000]);
    unconfirmed.add(entry(4_001));
    unconfirmed.add(entry(4_002));
    expect([unconfirmed.isComplete, revs(unconfirmed)]).toEqual([false, []]);
    unconfirmed.confirm(4_000, false);
    unconfirmed.add(entry(4_003));
    expect([unconfirmed.isComplete, revs(unconfirmed)]).toEqual([false, []]);
    unconfirmed.confirm(4_003, true);
    unconfirmed.add(entry(4_004));
    expect([unconfirmed.isComplete, revs(unconfirmed)]).toEqual([true, [4_004]]);
    unconfirmed.begin(Array.from({ length: 4_001 }, (_, i) => entry(i + 1)));
    expect(unconfirmed.isComplete).toBe(false);
    unconfirmed.begin([]);
    expect(unconfirmed.isComplete).toBe(true);
  });
});
