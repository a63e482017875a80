/** Ids of messages that left the log, and of those that D1 alone has. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { describe, expect, test } from "vitest";
import { OlderIds } from "../../../worker/room/log/older-ids.ts";
import { RoomLog } from "../../../worker/room/log/room-log.ts";
import { StoredIds, type StoredId } from "../../../worker/room/log/stored-ids.ts";
import { channelOf } from "../support/channel.ts";
import { openClassroom } from "../support/classroom.ts";
import { D1WithFaults } from "../support/d1-with-faults.ts";
import { inObject } from "../support/in-room.ts";

const T0 = 1_700_000_000_000;
const minted = (ms: number) => uuidv7({ msecs: T0 + ms });
/** Ids minted one a millisecond, the first at `from`. */
const entries = (count: number, from = 0, seq = from + 1): StoredId[] =>
  Array.from({ length: count }, (_, i) => ({ id: minted(from + i), seq: seq + i }));
const rowsOf = (sql: SqlStorage) =>
  sql
    .exec<{ no: number; first: number; last: number; bytes: number }>(
      "SELECT no, first, last, length(entries) AS bytes FROM stored_ids ORDER BY no",
    )
    .toArray()
    .map(({ no, first, last, bytes }) => [no, first - T0, last - T0, bytes / 20]);
function counted(sql: SqlStorage): { sql: SqlStorage; reads: () => number } {
  let reads = 0;
  const exec = ((query: string, ...values: unknown[]) => {
    if (query.includes("SELECT entries")) reads += 1;
    return sql.exec(query, ...values);
  }) as SqlStorage["exec"];
  return { sql: { exec } as SqlStorage, reads: () => reads };
}

describe("I2: ids that left the log", () => {
  test("are found by their place, each, also after a sleep, and nobody else's is", async () => {
    await inObject(({ storage: { sql } }) => {
      const ids = new StoredIds(sql);
      expect(ids.seqOf(minted(0))).toBeUndefined();
      const some = entries(300);
      ids.add(some.slice(0, 120));
      ids.add(some.slice(120));
      for (const known of [ids, new StoredIds(sql)]) {
        for (const { id, seq } of some) expect(known.seqOf(id)).toBe(seq);
        // Minted in the same millisecond, and another.
        for (const at of [0, 119, 120, 299]) expect(known.seqOf(minted(at))).toBeUndefined();
        expect([known.seqOf(minted(-1)), known.seqOf(minted(300))]).toEqual([undefined, undefined]);
      }
    });
  });

  test("are told apart by every letter", async () => {
    await inObject(({ storage: { sql } }) => {
      const ids = new StoredIds(sql);
      const id = "0193e4a1-7b2c-7d3e-8f40-123456789abc";
      // Older and younger ones, so that the time alone says nothing.
      ids.add([
        { id: "00000000-0000-7000-8000-000000000001", seq: 1 },
        { id, seq: 2 },
        { id: "ffffffff-ffff-7fff-bfff-fffffffffff1", seq: 3 },
      ]);
      expect(ids.seqOf(id)).toBe(2);
      for (const [place, letter] of [...id].entries()) {
        if (letter === "-") continue;
        const other = id.slice(0, place) + (letter === "0" ? "1" : "0") + id.slice(place + 1);
        expect(ids.seqOf(other), other).toBeUndefined();
      }
    });
  });

  test("are kept three thousand in a row, each row with the times between which they were minted", async () => {
    await inObject(({ storage: { sql } }) => {
      const ids = new StoredIds(sql);
      const some = entries(9_500);
      ids.add(some.slice(0, 7_000));
      expect(rowsOf(sql)).toEqual([
        [1, 0, 2_999, 3_000],
        [2, 3_000, 5_999, 3_000],
        [3, 6_000, 6_999, 1_000],
      ]);
      // The last one is filled up first; the times of what comes need not be later.
      ids.add([{ id: minted(-7), seq: 70_000 }, ...some.slice(7_000)]);
      expect(rowsOf(sql)).toEqual([
        [1, 0, 2_999, 3_000],
        [2, 3_000, 5_999, 3_000],
        [3, -7, 8_998, 3_000],
        [4, 8_999, 9_499, 501],
      ]);
      for (const known of [ids, new StoredIds(sql)])
        for (const at of [0, 2_999, 3_000, 5_999, 6_000, 6_999, 7_000, 8_998, 8_999, 9_499])
          expect(known.seqOf(some[at]!.id), `${at}`).toBe(at + 1);
      expect(ids.seqOf(minted(8_500))).toBeUndefined();
    });
  });

  test("are looked for in every row that may have them, and in no other", async () => {
    await inObject((state) => {
      const { sql, reads } = counted(state.storage.sql);
      const [early, late] = [entries(3_000), entries(3_000, 10_000)];
      // Both rows may have what was minted in between.
      const mixed = { id: minted(12_000), seq: 77 };
      new StoredIds(sql).add([...early.slice(0, 2_999), mixed, ...late.slice(0, 2_999), early[2_999]!]);
      const ids = new StoredIds(sql);
      expect([ids.seqOf(minted(-1)), ids.seqOf(minted(12_999))]).toEqual([undefined, undefined]);
      expect(reads()).toBe(0);
      expect(ids.seqOf(early[5]!.id)).toBe(6);
      expect(ids.seqOf(early[6]!.id)).toBe(7);
      expect(reads()).toBe(1);
      expect(ids.seqOf(late[1_500]!.id)).toBe(11_501);
      expect(reads()).toBe(2);
      expect(ids.seqOf(mixed.id)).toBe(77);
      expect(ids.seqOf(early[2_999]!.id)).toBe(3_000);
    });
  });

  test("stand once, and what is no id of a message is left out", async () => {
    await inObject(({ storage: { sql } }) => {
      const ids = new StoredIds(sql);
      const some = entries(5);
      ids.add(some);
      ids.add([...some, ...entries(1, 9)]);
      // As in data from before ids were checked.
      const near = minted(3);
      const none = ["m-7-3", near.slice(1), `${near}0`, `0${near}`, near.replace(/.$/u, "g"), near.toUpperCase(), ""];
      ids.add(none.map((id, i) => ({ id, seq: 50 + i })));
      expect(rowsOf(sql)).toEqual([[1, 0, 9, 6]]);
      expect(none.map((id) => ids.seqOf(id))).toEqual(none.map(() => undefined));
      ids.add([]);
      expect(rowsOf(sql)).toHaveLength(1);
    });
  });
});

describe("I2: ids that D1 alone has", () => {
  const COUNT = 5_201;
  const idOf = (seq: number) => `018bcfe5-${seq.toString(16).padStart(4, "0")}-7000-8000-00000000abcd`;
  /** A channel with that much history, and a room that took it over with its newest message. */
  async function takenOver(work: (log: RoomLog, older: OlderIds, d1: D1WithFaults, no: number) => Promise<void>) {
    const ada = await (await openClassroom()).person("student");
    const { no } = await channelOf([ada]);
    await env.DB.prepare(
      `insert into messages (key, id, rev, author, at, body)
       select ?1 * 4294967296 + value, printf('018bcfe5-%04x-7000-8000-00000000abcd', value), value, ?2, 1700000000000 + value, 'Words'
       from json_each(?3)`,
    )
      .bind(no, ada.id, JSON.stringify(Array.from({ length: COUNT }, (_, i) => i + 1)))
      .run();
    await inObject(async ({ storage: { sql } }) => {
      const log = new RoomLog(sql);
      const newest = { id: idOf(COUNT), seq: COUNT, rev: COUNT, author: ada.id, at: T0 + COUNT, body: "Words" };
      log.begin({ seq: COUNT, rev: COUNT, lastAt: T0 + COUNT }, [newest]);
      const d1 = new D1WithFaults(env.DB);
      await work(log, new OlderIds(log, d1.binding), d1, no);
    });
  }
  const READ = "SELECT key, id FROM messages";

  test("are read once, however many ask at once, and kept from then on", async () => {
    await takenOver(async (log, older, d1, no) => {
      expect(log.idsFrom).toBe(COUNT);
      await Promise.all([older.read(no), older.read(no)]);
      expect(d1.asked(READ)).toHaveLength(2);
      expect(log.idsFrom).toBe(1);
      for (const seq of [1, 2, 2_500, COUNT - 1, COUNT]) expect(log.seqOf(idOf(seq)), `${seq}`).toBe(seq);
      expect(await older.seqOf(no, idOf(17))).toBe(17);
      expect(await older.seqOf(no, minted(0))).toBeUndefined();
      await older.read(no);
      expect(d1.asked(READ)).toHaveLength(2);
    });
  });

  test("are read when somebody asks for one, and not for what is here", async () => {
    await takenOver(async (_log, older, d1, no) => {
      expect(await older.seqOf(no, idOf(COUNT))).toBe(COUNT);
      expect(d1.asked(READ)).toHaveLength(0);
      expect(await older.seqOf(no, idOf(3))).toBe(3);
      expect(d1.asked(READ)).toHaveLength(2);
    });
  });

  test("of which some were read when D1 went away stay, and the rest is read the next time", async () => {
    await takenOver(async (log, older, d1, no) => {
      const gate = d1.hold(READ);
      const reading = older.read(no);
      await gate.arrived(1);
      await gate.letGo();
      await gate.arrived(2);
      const failing = expect(reading).rejects.toThrow("D1_ERROR");
      await gate.fail();
      await failing;
      expect([log.idsFrom, log.seqOf(idOf(201)), log.seqOf(idOf(200))]).toEqual([201, 201, undefined]);
      await gate.open();
      await older.read(no);
      expect([log.idsFrom, log.seqOf(idOf(200)), log.seqOf(idOf(1))]).toEqual([1, 200, 1]);
      expect(d1.asked(READ)).toHaveLength(3);
    });
  });
});
