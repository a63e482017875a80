/** What the room's log remembers, what it reads for that, and what it lets go of. */
import { v7 as uuidv7 } from "uuid";
import { describe, expect, test } from "vitest";
import type { Message } from "../../../protocol/index.ts";
import { RoomLog, type StoredMessage } from "../../../worker/room/log/room-log.ts";
import { Unconfirmed } from "../../../worker/room/log/unconfirmed.ts";
import { RowCounters } from "../../support/row-counters.ts";
import { inObject } from "../support/in-room.ts";

const T0 = 1_700_000_000_000;
const draft = (n: number, more: Partial<Message> = {}) => ({
  id: uuidv7({ msecs: T0 + n }),
  author: "ada",
  at: T0 + n,
  body: `line ${n}`,
  ...more,
});
const stored = (seq: number, more: Partial<StoredMessage> = {}): StoredMessage => ({
  ...draft(seq),
  seq,
  rev: seq,
  ...more,
});
const EMPTY = { seq: 0, rev: 0, lastAt: 0 };
const begun = (sql: SqlStorage): RoomLog => {
  const log = new RoomLog(sql);
  log.begin(EMPTY, [], true);
  return log;
};
/** `isRead`: it has been asked for a message already, so that it read its rows. */
function filled(sql: SqlStorage, count: number, isRead = false): RoomLog {
  const log = begun(sql);
  if (isRead) log.at(1);
  for (let n = 1; n <= count; n++) log.append(draft(n));
  return log;
}
const revs = (sql: SqlStorage) =>
  sql
    .exec<{ rev: number }>("SELECT rev FROM log ORDER BY rev")
    .toArray()
    .map(({ rev }) => rev);
function countersOf(storage: DurableObjectStorage): { statements: () => number; counters: RowCounters } {
  const counters = new RowCounters();
  counters.watchStorage(storage);
  const { sql } = storage;
  const exec = sql.exec.bind(sql);
  let statements = 0;
  sql.exec = <T extends Record<string, SqlStorageValue>>(...given: Parameters<typeof exec>) => {
    statements += 1;
    return exec<T>(...given);
  };
  return { counters, statements: () => statements };
}

describe("I10: what the log reads", () => {
  test("nothing for a message of the newest ones, which is the same object each time; a row for one that is older", async () => {
    await inObject(({ storage }) => {
      const { sql } = storage;
      filled(sql, 300);
      const { counters } = countersOf(storage);
      const log = new RoomLog(sql);
      counters.take();
      const newest = log.at(300);
      expect(newest?.body).toBe("line 300");
      // All its rows once, and none twice.
      expect(counters.take().roomRead).toBe(300);
      for (const place of [300, 250, 101]) expect(log.at(place)?.body).toBe(`line ${place}`);
      expect(log.at(300)).toBe(newest);
      expect(counters.take().roomRead).toBe(0);
      expect(log.at(100)?.body).toBe("line 100");
      expect(counters.take().roomRead).toBe(1);
    });
  });

  test("nothing for what it has just written, and for as many as it keeps and a hundred more", async () => {
    await inObject(({ storage }) => {
      const { counters } = countersOf(storage);
      const log = filled(storage.sql, 310, true);
      counters.take();
      for (const place of [310, 200, 11]) expect(log.at(place)?.body).toBe(`line ${place}`);
      expect(counters.take().roomRead).toBe(0);
      expect(log.at(10)?.body).toBe("line 10");
      expect(counters.take().roomRead).toBe(1);
    });
  });

  test("no table is asked for a place that it lacks, for an id that is younger than all, nor by who is up to date", async () => {
    await inObject(({ storage }) => {
      filled(storage.sql, 600).confirm(600);
      const { statements } = countersOf(storage);
      const log = new RoomLog(storage.sql);
      log.at(600);
      const before = statements();
      expect([log.at(300), log.wholeAt(300), log.at(601), log.at(0)]).toEqual(Array(4).fill(undefined));
      expect(log.seqOf(uuidv7({ msecs: T0 + 601 }))).toBeUndefined();
      expect([log.since(600, 10), log.since(700, 10)]).toEqual([[], []]);
      expect(statements()).toBe(before);
    });
  });

  test("an id that is younger than all does not make a room that woke read its log", async () => {
    await inObject(({ storage }) => {
      filled(storage.sql, 10).confirm(10);
      const log = new RoomLog(storage.sql);
      const { statements } = countersOf(storage);
      expect(log.seqOf(uuidv7({ msecs: T0 + 11 }))).toBeUndefined();
      expect(statements()).toBe(0);
    });
  });

  test("what was written before it read its rows stays the object that it was, with the JSON that was made of it", async () => {
    await inObject(({ storage: { sql } }) => {
      filled(sql, 3);
      const woken = new RoomLog(sql);
      const written = woken.append(draft(4));
      expect(woken.at(1)?.body).toBe("line 1");
      expect(woken.at(4)).toBe(written);
      const [entry] = woken.unconfirmed(1, Infinity);
      expect(woken.at(1)).toBe(entry?.message);
    });
  });
});

describe("I2, I3: after a commit that failed", () => {
  test("nothing of it is remembered: neither ids nor places nor words", async () => {
    await inObject(({ storage }) => {
      const { sql } = storage;
      const log = filled(sql, 3, true);
      // Its clock is behind, so that the id is not told from stored ones by its time.
      const lost = draft(0, { body: "never stored" });
      expect(() =>
        storage.transactionSync(() => {
          log.append(lost);
          log.change({ ...log.at(2)!, body: "never changed" });
          throw new Error("SQLITE_FULL");
        }),
      ).toThrow("SQLITE_FULL");
      log.reload();
      expect(log.head).toEqual({ seq: 3, rev: 3, lastAt: T0 + 3 });
      expect([log.seqOf(lost.id), log.at(4), log.at(2)?.body]).toEqual([undefined, undefined, "line 2"]);
      expect(log.unconfirmed(10, Infinity).map(({ message }) => message.body)).toEqual(["line 1", "line 2", "line 3"]);
      // The rev that it had is another message's now.
      log.change({ ...log.at(1)!, body: "changed" });
      expect(log.wholeAt(4)).toBeUndefined();
      expect(log.append(draft(5))).toMatchObject({ seq: 4, rev: 5 });
    });
  });
});

describe("I7: a message that changes", () => {
  test("has one row, also in a room that woke for the change", async () => {
    await inObject(({ storage: { sql } }) => {
      const before = filled(sql, 3).at(2)!;
      const woken = new RoomLog(sql);
      woken.change({ ...before, body: "changed" });
      expect(revs(sql)).toEqual([1, 3, 4]);
      expect(woken.unconfirmed(10, Infinity).map(({ message }) => message.rev)).toEqual([1, 3, 4]);
      expect(woken.at(2)?.body).toBe("changed");
    });
  });

  test("is told as it now is when it is not among the newest any more, and is still at hand", async () => {
    await inObject(({ storage: { sql } }) => {
      const log = filled(sql, 250, true);
      log.change({ ...log.at(20)!, body: "changed" });
      expect(log.at(20)?.body).toBe("changed");
      expect(log.wholeAt(20)?.body).toBe("changed");
    });
  });

  test("comes back into the log when it had left it, and is found after a sleep", async () => {
    await inObject(({ storage: { sql } }) => {
      const log = filled(sql, 600, true);
      const old = log.at(395)!;
      log.confirm(600);
      expect([log.at(395), log.wholeAt(395)]).toEqual([undefined, undefined]);
      log.change({ ...old, body: "changed" });
      expect(log.at(395)?.body).toBe("changed");
      expect(revs(sql).at(-1)).toBe(601);
      expect(new RoomLog(sql).at(395)?.body).toBe("changed");
    });
  });
});

describe("I1: the log is trimmed", () => {
  test("behind the oldest change of all that it keeps, whichever message that is", async () => {
    await inObject(({ storage: { sql } }) => {
      const log = filled(sql, 400);
      // The newest message is the one whose last change is the oldest.
      for (let seq = 201; seq < 400; seq++) log.change({ ...log.at(seq)!, body: "changed" });
      log.confirm(599);
      expect(revs(sql)).toEqual(Array.from({ length: 200 }, (_, i) => 400 + i));
      expect(log.trimmedRev).toBe(399);
      expect(log.at(400)?.body).toBe("line 400");
    });
  });

  test("while D1 is behind, only when it has taken a hundred more", async () => {
    await inObject(({ storage: { sql } }) => {
      const log = filled(sql, 1_301);
      log.confirm(99);
      expect(revs(sql)[0]).toBe(1);
      log.confirm(100);
      expect(revs(sql)[0]).toBe(101);
      log.confirm(150);
      expect(revs(sql)[0]).toBe(101);
      log.confirm(200);
      expect(revs(sql)[0]).toBe(201);
    });
  });

  test("in a room that woke not before there are that many more since the last time", async () => {
    await inObject(({ storage: { sql } }) => {
      filled(sql, 600).confirm(600);
      const woken = new RoomLog(sql);
      expect([woken.begun, woken.trimmedRev]).toEqual([true, 400]);
      for (let n = 601; n <= 650; n++) woken.append(draft(n));
      woken.confirm(650);
      expect(revs(sql)).toHaveLength(250);
      for (let n = 651; n <= 701; n++) woken.append(draft(n));
      woken.confirm(701);
      expect(revs(sql)).toHaveLength(200);
    });
  });

  test("not at all, and nothing is written for it, where the oldest that it keeps has not changed since", async () => {
    await inObject(({ storage }) => {
      const log = filled(storage.sql, 600, true);
      const old = Array.from({ length: 150 }, (_, i) => log.at(301 + (i % 100))!);
      log.confirm(600);
      const { counters } = countersOf(storage);
      // A hundred and one old messages come back into the log.
      for (const message of old.slice(0, 100)) log.change({ ...message, body: "changed" });
      log.change({ ...stored(299), body: "changed" });
      counters.take();
      log.confirm(701);
      expect(counters.take().roomWritten).toBe(0);
      expect(revs(storage.sql)).toHaveLength(301);
    });
  });

  test("and what it keeps is at hand as before", async () => {
    await inObject(({ storage }) => {
      const log = filled(storage.sql, 600, true);
      const { counters } = countersOf(storage);
      log.confirm(600);
      counters.take();
      expect([log.at(401)?.body, log.at(600)?.body, log.at(400)]).toEqual(["line 401", "line 600", undefined]);
      expect(counters.take().roomRead).toBe(0);
    });
  });
});

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
      log.begin({ seq: 10, rev: 10, lastAt: T0 + 10 }, newest, true);
      expect(newest.map(({ id }) => log.seqOf(id))).toEqual([8, 9, 10]);
      expect(newest.map(({ id }) => new RoomLog(sql).seqOf(id))).toEqual([8, 9, 10]);
      expect(log.at(8)?.body).toBe("line 8");
      log.append(draft(11));
      expect([log.idsFrom, new RoomLog(sql).idsFrom]).toEqual([8, 8]);
    });
  });

  test("knows from which place on it has them all, and by when the others were stored, to the millisecond", async () => {
    const slack = 10 * 60_000;
    const oldEnough = (log: RoomLog, ms: number) => log.mayBeOlder(uuidv7({ msecs: T0 + ms + slack }), false);
    for (const { newest, from, until, inOrder } of [
      { newest: [10], from: 10, until: 10, inOrder: true },
      { newest: [7, 9, 10], from: 9, until: 9, inOrder: true },
      { newest: [9, 10], from: 9, until: 10, inOrder: false },
      { newest: [], from: 11, until: 10, inOrder: true },
    ]) {
      await inObject(({ storage: { sql } }) => {
        const log = new RoomLog(sql);
        const messages = newest.map((seq) => stored(seq));
        log.begin({ seq: 10, rev: 10, lastAt: T0 + 10 }, messages, inOrder);
        for (const room of [log, new RoomLog(sql)]) {
          expect(room.idsFrom).toBe(from);
          expect([oldEnough(room, until), oldEnough(room, until + 1)]).toEqual([true, false]);
        }
      });
    }
  });

  test("of a channel in which nothing was said writes nothing down, and asks again when it wakes", async () => {
    await inObject(({ storage }) => {
      const { counters } = countersOf(storage);
      const log = new RoomLog(storage.sql);
      counters.take();
      log.begin(EMPTY, [], true);
      expect([log.begun, log.idsFrom, log.mayBeOlder(uuidv7(), true)]).toEqual([true, 1, false]);
      expect(counters.take().roomWritten).toBe(0);
      expect(new RoomLog(storage.sql).begun).toBe(false);
    });
  });

  test("in which the first message was written before it was told its channel has them all", async () => {
    await inObject(({ storage: { sql } }) => {
      const log = new RoomLog(sql);
      expect(log.append(draft(1))).toMatchObject({ seq: 1, rev: 1 });
      for (const room of [log, new RoomLog(sql)])
        expect([room.begun, room.idsFrom, room.mayBeOlder(uuidv7(), true)]).toEqual([true, 1, false]);
    });
  });
});

test("I2: an id is found whatever its sender's clock said, also where a later one was minted earlier", async () => {
  await inObject(({ storage: { sql } }) => {
    const log = begun(sql);
    const ids = [50, 90, 10, 70].map((ms) => log.append({ ...draft(1), id: uuidv7({ msecs: T0 + ms }) }).id);
    for (const room of [log, new RoomLog(sql)]) expect(ids.map((id) => room.seqOf(id))).toEqual([1, 2, 3, 4]);
    // From data of which nobody checked the ids.
    log.addOlderIds(
      [
        { id: "m-7-1", seq: 1 },
        { id: uuidv7({ msecs: T0 + 95 }), seq: 2 },
      ],
      1,
    );
    expect(ids.map((id) => log.seqOf(id))).toEqual([1, 2, 3, 4]);
  });
});

describe("how far D1 has confirmed", () => {
  test("I10: is written down for every eight changes, not for a few", async () => {
    await inObject(({ storage: { sql } }) => {
      const log = filled(sql, 30);
      const kept = (confirmed: number) => {
        log.confirm(confirmed);
        log.keepConfirmed();
        return new RoomLog(sql).flushedRev;
      };
      expect([kept(7), kept(8), kept(10), kept(15), kept(16)]).toEqual([0, 8, 8, 8, 16]);
    });
  });
});

describe("a room of an earlier build, which kept no ids", () => {
  const slack = 10 * 60_000;
  /** Its log of these places, and its head at place 600. */
  function left(sql: SqlStorage, places: number[], inOrder = 1): Map<number, string> {
    const log = filled(sql, 600);
    const ids = new Map(log.unconfirmed(600, Infinity).map(({ message }) => [message.seq, message.id]));
    sql.exec(`DELETE FROM log WHERE seq NOT IN (SELECT value FROM json_each(?))`, JSON.stringify(places));
    sql.exec(`DROP TABLE IF EXISTS head; CREATE TABLE head (k INTEGER PRIMARY KEY, seq INTEGER NOT NULL, rev INTEGER NOT NULL,
      last_at INTEGER NOT NULL, flushed_rev INTEGER NOT NULL, trimmed_rev INTEGER NOT NULL, in_order INTEGER NOT NULL)`);
    sql.exec(`INSERT INTO head VALUES (1, 600, 600, ?, 600, 400, ?)`, T0 + 600, inOrder);
    return ids;
  }
  /** Which tables a storage has is looked up once in an object's life: this is another one's. */
  const wake = (sql: SqlStorage) => new RoomLog({ exec: sql.exec.bind(sql) } as SqlStorage);
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

  test("knows the ids that its log has in one piece, and asks D1 for those before", async () => {
    for (const { places, from, until, inOrder } of [
      { places: range(401, 600), from: 401, until: 401, inOrder: 1 },
      { places: range(301, 600), from: 301, until: 301, inOrder: 1 },
      { places: [10, ...range(401, 600)], from: 401, until: 401, inOrder: 1 },
      { places: range(401, 600), from: 401, until: 600, inOrder: 0 },
      { places: [600], from: 600, until: 600, inOrder: 1 },
      { places: [], from: 601, until: 600, inOrder: 1 },
    ]) {
      await inObject(({ storage: { sql } }) => {
        const ids = left(sql, places, inOrder);
        // And once more, after it wrote down what it found.
        for (const room of [wake(sql), wake(sql)]) {
          expect([room.begun, room.idsFrom, room.head.seq]).toEqual([true, from, 600]);
          for (const place of places) expect(room.seqOf(ids.get(place)!)).toBe(place);
          const oldEnough = (ms: number) => room.mayBeOlder(uuidv7({ msecs: T0 + ms + slack }), false);
          expect([oldEnough(until), oldEnough(until + 1)]).toEqual([true, false]);
          expect(room.mayBeOlder(uuidv7(), true)).toBe(true);
        }
      });
    }
  });

  test("that has its channel from the first message on never asks", async () => {
    await inObject(({ storage: { sql } }) => {
      left(sql, range(1, 600));
      const room = wake(sql);
      expect([room.idsFrom, room.mayBeOlder(uuidv7({ msecs: T0 }), true)]).toEqual([1, false]);
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
    expect([revs(unconfirmed), unconfirmed.isWhole]).toEqual([[4], true]);
    unconfirmed.begin([entry(9)]);
    expect(revs(unconfirmed)).toEqual([9]);
  });

  test("is four thousand at most; beyond that the table alone has it, until D1 has it all", () => {
    const unconfirmed = new Unconfirmed();
    for (let rev = 1; rev <= 4_000; rev++) unconfirmed.add(entry(rev));
    expect([unconfirmed.isWhole, revs(unconfirmed).length]).toEqual([true, 4_000]);
    unconfirmed.add(entry(4_001));
    unconfirmed.add(entry(4_002));
    expect([unconfirmed.isWhole, revs(unconfirmed)]).toEqual([false, []]);
    unconfirmed.confirm(4_000, false);
    unconfirmed.add(entry(4_003));
    expect([unconfirmed.isWhole, revs(unconfirmed)]).toEqual([false, []]);
    unconfirmed.confirm(4_003, true);
    unconfirmed.add(entry(4_004));
    expect([unconfirmed.isWhole, revs(unconfirmed)]).toEqual([true, [4_004]]);
    unconfirmed.begin(Array.from({ length: 4_001 }, (_, i) => entry(i + 1)));
    expect(unconfirmed.isWhole).toBe(false);
    unconfirmed.begin([]);
    expect(unconfirmed.isWhole).toBe(true);
  });
});
