/** The rows of the log answer the same, whether they are in the value that a room begins with or in a table. */
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import type { ChannelFacts } from "../../../worker/room/contract.ts";
import { FACTS, FirstValue } from "../../../worker/room/log/first-value.ts";
import { FIRST_MAX, LogTable } from "../../../worker/room/log/log-table.ts";
import { ALL, tally } from "../../../worker/tally.ts";
import { channelFacts, inObject } from "../support/in-room.ts";
import { stored } from "../support/filled-log.ts";

type Step =
  { do: "insert"; count: number; chars: number } | { do: "change"; nth: number; chars: number } | { do: "wake" };

const steps = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant("insert" as const),
      count: fc.integer({ min: 0, max: 4 }),
      chars: fc.constantFrom(1, 40, 9_000),
    }),
    fc.record({ do: fc.constant("change" as const), nth: fc.nat(20), chars: fc.constantFrom(1, 9_000) }),
    fc.record({ do: fc.constant("wake" as const) }),
  ),
  { minLength: 1, maxLength: 14 },
);

/** All that a log asks of its rows. */
function told(table: LogTable, top: number) {
  const byRev = <R extends { rev: number }>(rows: readonly R[]) => [...rows].sort((a, b) => a.rev - b.rev);
  const edges = [0, 1, Math.floor(top / 2), top];
  return {
    all: byRev(table.all()),
    after: edges.flatMap((rev) => [undefined, 1, 2].map((limit) => [...table.after(rev, limit)])),
    within: edges.flatMap((from) => edges.flatMap((to) => [0, 2].map((rev) => table.within(from, to, rev)))),
    at: Array.from({ length: top + 2 }, (_, rev) => table.at(rev)),
  };
}

test("with few messages as with many, short ones as long ones, also after a sleep and after a trim", async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(30), async (made, upTo) => {
      const [value, table] = await Promise.all([
        inObject((state) => played(made, upTo, state.storage.sql, () => new FirstValue(state.storage))),
        inObject((state) => played(made, upTo, state.storage.sql, () => undefined)),
      ]);
      expect(value).toEqual(table);
    }),
    { numRuns: 25, seed: 7 },
  );
});

function played(made: Step[], upTo: number, sql: SqlStorage, first: () => FirstValue | undefined) {
  let table = new LogTable(sql, first());
  const seen: unknown[] = [];
  /** Place → the `rev` under which it stands. */
  const revs: number[] = [];
  let rev = 0;
  const message = (seq: number, chars: number) =>
    stored(seq, { id: `0193e4a1-7b2c-7d3e-8f40-${String(seq).padStart(12, "0")}`, rev, body: "x".repeat(chars) });
  for (const step of made) {
    if (step.do === "wake") table = new LogTable(sql, first());
    else if (step.do === "insert") {
      const fresh = Array.from({ length: step.count }, () => {
        rev += 1;
        revs.push(rev);
        return { message: message(revs.length, step.chars), sealed: rev % 2 ? '{"a":1}' : undefined };
      });
      table.insert(fresh);
    } else if (revs.length > 0) {
      const place = step.nth % revs.length;
      const earlier = revs[place]!;
      revs[place] = rev += 1;
      table.change(message(place + 1, step.chars), undefined, earlier);
    }
    seen.push(told(table, rev));
  }
  seen.push(
    table.trim(upTo).sort((a, b) => a.seq - b.seq),
    told(table, rev),
    told(new LogTable(sql, first()), rev),
  );
  return seen;
}

test("what they are told is theirs: changing it changes no row", async () => {
  await inObject(({ storage }) => {
    const table = new LogTable(storage.sql, new FirstValue(storage));
    table.insert([{ message: stored(1), sealed: undefined }]);
    table.all().pop();
    expect(table.all()).toHaveLength(1);
  });
});

test("I10: a room whose first message never came has no row; what is known of its channel moves with the log, one row for each", async () => {
  await inObject(({ storage }) => {
    const counted = vi.spyOn(tally, "add").mockImplementation(() => undefined);
    const rows = () => counted.mock.calls.splice(0);
    const first = new FirstValue(storage);
    const table = new LogTable(storage.sql, first);
    table.insert([]);
    first.learn(channelFacts());
    expect([first.isStored, first.rows, first.facts, table.hasTable]).toEqual([false, [], channelFacts(), false]);
    expect([[...storage.kv.list()], rows()]).toEqual([[], []]);
    const message = (seq: number) => ({ message: stored(seq), sealed: undefined });
    table.insert([message(1)]);
    expect([first.isStored, rows()]).toEqual([true, [[ALL, "rows.object"]]]);
    expect([...storage.kv.list()].map(([key]) => key)).toEqual(["first"]);
    table.insert(Array.from({ length: FIRST_MAX }, (_, i) => message(i + 2)));
    // The value goes, and the channel's own row comes.
    expect([...storage.kv.list<ChannelFacts>()]).toEqual([[FACTS, channelFacts()]]);
    expect(rows()).toEqual([[ALL, "rows.object", 2]]);
    expect([first.isStored, first.rows, first.facts, table.hasTable]).toEqual([false, [], channelFacts(), true]);
    counted.mockRestore();
  });
});

test("I10: a room that learned nothing of its channel writes nothing of it", async () => {
  await inObject(({ storage }) => {
    const counted = vi.spyOn(tally, "add").mockImplementation(() => undefined);
    const first = new FirstValue(storage);
    expect(first.rows).toEqual([]);
    first.handOver();
    expect([...storage.kv.list()]).toEqual([]);
    expect(counted.mock.calls).toEqual([[ALL, "rows.object", 0]]);
    counted.mockRestore();
  });
});

test("I1: a table that was made and rolled back is none, and the next that is needed is made", async () => {
  await inObject(({ storage }) => {
    const table = new LogTable(storage.sql, new FirstValue(storage));
    const many = Array.from({ length: FIRST_MAX + 1 }, (_, i) => ({ message: stored(i + 1), sealed: undefined }));
    const full = () =>
      storage.transactionSync(() => {
        table.insert(many);
        throw new Error("SQLITE_FULL");
      });
    expect(full).toThrow("SQLITE_FULL");
    table.reload();
    expect([table.hasTable, table.all()]).toEqual([false, []]);
    expect(new LogTable(storage.sql, new FirstValue(storage)).hasTable).toBe(false);
    table.insert(many);
    table.reload();
    expect([table.hasTable, table.all().length]).toEqual([true, FIRST_MAX + 1]);
    expect(new LogTable(storage.sql, new FirstValue(storage)).hasTable).toBe(true);
  });
});

test("I4: what is taken over from D1 comes by place, and is told by its last change all the same", async () => {
  await inObject(({ storage }) => {
    for (const first of [new FirstValue(storage), undefined]) {
      const table = new LogTable(storage.sql, first);
      table.insert([5, 2, 4].map((rev, at) => ({ message: stored(at + 1, { rev }), sealed: undefined })));
      expect([...table.after(0)].map(({ rev }) => rev)).toEqual([2, 4, 5]);
      expect([...table.after(0, 1)].map(({ seq }) => seq)).toEqual([2]);
      expect(table.within(1, 3, 0).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    }
  });
});

test("I10: letting go of rows writes nothing of the channel", async () => {
  await inObject(({ storage }) => {
    const first = new FirstValue(storage);
    const table = new LogTable(storage.sql, first);
    first.learn(channelFacts());
    table.insert([{ message: stored(1), sealed: undefined }]);
    table.trim(0);
    const counted = vi.spyOn(tally, "add").mockImplementation(() => undefined);
    expect(table.trim(1)).toMatchObject([{ seq: 1 }]);
    expect(counted).not.toHaveBeenCalled();
    counted.mockRestore();
  });
});
