/** What the room's log remembers, what it reads for that, and what it lets go of. */
import { v7 as uuidv7 } from "uuid";
import { describe, expect, test } from "vitest";
import { RoomLog } from "../../../worker/room/log/room-log.ts";
import { StoredIds } from "../../../worker/room/log/stored-ids.ts";
import { inObject } from "../support/in-room.ts";
import { T0, draft, stored, begun, filled, revs, countersOf } from "../support/filled-log.ts";

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
      expect([log.at(300), log.storedMessageAt(300), log.at(601), log.at(0)]).toEqual(Array(4).fill(undefined));
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
      expect(log.storedMessageAt(4)).toBeUndefined();
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
      expect(log.storedMessageAt(20)?.body).toBe("changed");
    });
  });

  test("comes back into the log when it had left it, and is found after a sleep", async () => {
    await inObject(({ storage: { sql } }) => {
      const log = filled(sql, 600, true);
      const old = log.at(395)!;
      log.confirm(600);
      expect([log.at(395), log.storedMessageAt(395)]).toEqual([undefined, undefined]);
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

test("I2: where the disk takes no more while rows are let go of, no id is lost", async () => {
  await inObject(({ storage: { sql } }) => {
    const log = filled(sql, 400, true);
    const first = log.at(1)!;
    // The first of the ids has its table, whose rows are refused.
    new StoredIds(sql).add([{ id: draft(0).id, seq: 0 }]);
    sql.exec("CREATE TRIGGER full BEFORE INSERT ON stored_ids BEGIN SELECT RAISE(ABORT, 'disk is full'); END");
    expect(() => log.confirm(400)).toThrow("disk is full");
    for (const known of [log, new RoomLog(sql)]) expect(known.seqOf(first.id)).toBe(1);
    sql.exec("DROP TRIGGER full");
    log.append(draft(401));
    log.confirm(401);
    expect(revs(sql)[0]).toBe(202);
    for (const known of [log, new RoomLog(sql)]) expect(known.seqOf(first.id)).toBe(1);
  });
});
