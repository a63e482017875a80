/** Where a channel stands, and how much of it a room still knows after a sleep. */
import { v7 as uuidv7 } from "uuid";
import { expect, test } from "vitest";
import type { Message } from "../../../protocol/index.ts";
import { LogHead } from "../../../worker/room/log/log-head.ts";
import { inObject } from "../support/in-room.ts";

const T0 = 1_700_000_000_000;
const minted = (ms: number) => uuidv7({ msecs: T0 + ms });
const message = (seq: number, rev: number, at: number, id = minted(at)) => ({ seq, rev, at: T0 + at, id }) as Message;
const AT_TEN = { seq: 10, rev: 20, lastAt: T0 + 10 };

/** A head as a room has it that woke. */
function awake(sql: SqlStorage): LogHead {
  const head = new LogHead(sql);
  head.read();
  return head;
}
const stand = (head: LogHead) => ({
  ...head.now,
  ...{ flushed: head.flushedRev, trimmed: head.trimmedRev, begun: head.begun },
  ...{ from: head.idsFrom, known: head.idsAreKnown, minted: head.mintedUpTo },
});

test("a channel of which nothing is known stands at nothing, and has not begun", async () => {
  await inObject(({ storage: { sql } }) => {
    expect(stand(awake(sql))).toEqual({
      ...{ seq: 0, rev: 0, lastAt: 0, flushed: 0, trimmed: 0, begun: false },
      ...{ from: 1, known: false, minted: 0 },
    });
  });
});

test("what it took over from D1 is known after a sleep, to the last of it", async () => {
  await inObject(({ storage: { sql } }) => {
    const head = awake(sql);
    head.begin(AT_TEN, 8, [minted(9), minted(12), minted(3)]);
    const expected = {
      ...{ ...AT_TEN, flushed: 20, trimmed: 20, begun: true },
      ...{ from: 8, known: true, minted: T0 + 12 },
    };
    // As a room does behind it.
    head.read();
    expect(stand(head)).toEqual(expected);
    expect(stand(awake(sql))).toEqual(expected);
  });
});

test("I2: ids that were read from D1 are known from then on, and how late they were minted", async () => {
  await inObject(({ storage: { sql } }) => {
    const head = awake(sql);
    head.begin(AT_TEN, 8, [minted(10)]);
    head.idsKnownFrom(3, [
      { id: minted(40), seq: 3 },
      { id: minted(20), seq: 4 },
    ]);
    for (const each of [head, awake(sql)]) expect([each.idsFrom, each.mintedUpTo]).toEqual([3, T0 + 40]);
    // In old data stand ids that are none: they take nothing away from what is known.
    head.idsKnownFrom(1, [
      { id: "m-7-1", seq: 1 },
      { id: minted(5), seq: 2 },
    ]);
    for (const each of [head, awake(sql)]) expect([each.idsFrom, each.mintedUpTo]).toEqual([1, T0 + 40]);
  });
});

test("what it sees moves it on, and an older state moves nothing back", async () => {
  await inObject(({ storage: { sql } }) => {
    const head = awake(sql);
    head.saw(message(1, 1, 50));
    expect(stand(head)).toMatchObject({ seq: 1, rev: 1, lastAt: T0 + 50, begun: true, known: true, from: 1 });
    head.saw(message(2, 2, 60));
    head.saw(message(1, 3, 50, minted(7)));
    expect(stand(head)).toMatchObject({ seq: 2, rev: 3, lastAt: T0 + 60, minted: T0 + 60 });
    head.saw(message(1, 2, 10, minted(61)));
    expect(stand(head)).toMatchObject({ seq: 2, rev: 3, lastAt: T0 + 60, minted: T0 + 61 });
    // What its rows say is read from them again: it is not written down for each.
    expect(awake(sql).begun).toBe(false);
    head.read();
    expect(stand(head)).toMatchObject({ seq: 0, rev: 0, begun: true, known: true, from: 1 });
  });
});

test("I10: how far D1 has it is written down for every sixteen changes and with every trim, and never goes back", async () => {
  await inObject(({ storage: { sql } }) => {
    const head = awake(sql);
    // A room that has nothing to stand on writes nothing.
    head.confirm(9);
    head.storeCursors();
    expect(awake(sql).begun).toBe(false);
    head.begin(AT_TEN, 1, []);
    head.saw(message(11, 40, 11));
    const kept = (rev: number) => {
      head.confirm(rev);
      head.storeCursors();
      return awake(sql).flushedRev;
    };
    expect([kept(35), kept(36), kept(34), kept(51), kept(52)]).toEqual([20, 36, 36, 36, 52]);
    expect(head.flushedRev).toBe(52);
    head.confirm(54);
    head.trimmed(53);
    expect([awake(sql).trimmedRev, awake(sql).flushedRev, head.trimmedRev]).toEqual([53, 54, 53]);
    // The trim wrote it as well: sixteen more from there.
    head.saw(message(12, 80, 12));
    expect([kept(69), kept(70)]).toEqual([54, 70]);
  });
});

test("an empty channel that D1 knows has begun, and writes nothing down", async () => {
  await inObject(({ storage: { sql } }) => {
    const head = awake(sql);
    head.begin({ seq: 0, rev: 0, lastAt: 0 }, 1, []);
    expect([head.begun, head.idsAreKnown, head.idsFrom]).toEqual([true, true, 1]);
    expect(awake(sql).begun).toBe(false);
    // It reads its tables again, as after a write that failed, and has begun all the same.
    head.read();
    expect([head.begun, head.idsAreKnown, head.idsFrom]).toEqual([true, true, 1]);
  });
});

test("a head from before ids were kept gets its columns, keeps what it says, and knows no ids", async () => {
  await inObject(({ storage: { sql } }) => {
    sql.exec(`CREATE TABLE head (k INTEGER PRIMARY KEY, seq INTEGER NOT NULL, rev INTEGER NOT NULL, last_at INTEGER NOT NULL,
      flushed_rev INTEGER NOT NULL, trimmed_rev INTEGER NOT NULL, in_order INTEGER NOT NULL)`);
    sql.exec(`INSERT INTO head VALUES (1, 6, 9, 77, 8, 3, 0)`);
    const expected = {
      ...{ seq: 6, rev: 9, lastAt: 77, flushed: 8, trimmed: 3, begun: true },
      ...{ from: 1, known: false, minted: 0 },
    };
    for (const head of [awake(sql), awake({ exec: sql.exec.bind(sql) } as SqlStorage)])
      expect(stand(head)).toEqual(expected);
    const head = awake(sql);
    head.beginIds(4, [minted(1)]);
    expect(stand(awake(sql))).toMatchObject({ from: 4, known: true, minted: T0 + 1, trimmed: 3, seq: 6 });
  });
});
