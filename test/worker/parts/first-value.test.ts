/** A room in which little was said yet: its log and what it knows of its channel are one value, and become a table and a row by themselves. */
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { ChannelFactsStore } from "../../../worker/room/channel-facts-store.ts";
import type { ChannelFacts } from "../../../worker/room/contract.ts";
import { FirstValue } from "../../../worker/room/log/first-value.ts";
import { FIRST_MAX } from "../../../worker/room/log/log-table.ts";
import { RoomLog } from "../../../worker/room/log/room-log.ts";
import { RoomAlarm } from "../../../worker/room/timers/alarm.ts";
import { RowCounters } from "../../support/row-counters.ts";
import { draft } from "../support/filled-log.ts";
import { channelFacts, heldSocket, inObject, somebody, threadFacts } from "../support/in-room.ts";

const FACTS = threadFacts();

/** The object as it is after each waking; `sockets` are there all the time. */
function roomIn({ storage }: DurableObjectState, sockets: WebSocket[] = []) {
  const wake = (facts?: ChannelFacts) => {
    const first = new FirstValue(storage);
    const log = new RoomLog(storage.sql, first);
    const channel = new ChannelFactsStore({
      ...{ storage, log, first, d1: {} as D1Database },
      sockets: () => sockets,
      scheduled: () => undefined,
      begun: async () => undefined,
    });
    if (facts) channel.keep(facts);
    return { first, log, channel };
  };
  const tables = () =>
    storage.sql
      .exec<{ name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*'`)
      .toArray()
      .map(({ name }) => name);
  const values = () => [...storage.kv.list()].map(([key]) => key).sort();
  return { wake, tables, values };
}
const say = (log: RoomLog, count: number) => {
  for (let n = 0; n < count; n++) log.append(draft(log.head.seq + 1));
};
const shown = (log: RoomLog) => log.newest(99).map(({ seq, rev, body }) => `${seq} ${rev} ${body}`);

describe("I10: the first messages of a room", () => {
  test("are one row written each, with what is known of the channel in the first of them, and no table", async () => {
    await inObject((state) => {
      const { wake, tables, values } = roomIn(state);
      const counters = new RowCounters();
      counters.watchStorage(state.storage);
      const { log } = wake(FACTS);
      expect([counters.take().roomWritten, values(), tables()]).toEqual([0, [], []]);
      say(log, 1);
      expect(counters.take().roomWritten).toBe(1);
      say(log, 2);
      log.change({ ...log.at(2)!, body: "other words" }, '{"versions":["line 2"]}');
      expect([counters.take().roomWritten, values(), tables()]).toEqual([3, ["first"], []]);
    });
  });

  test("I1: are there after a sleep to the letter, with the channel, and D1 is brought what it lacks", async () => {
    await inObject((state) => {
      const { wake } = roomIn(state);
      const { log } = wake(FACTS);
      const odd = log.append({ ...draft(1), body: "a\u0000b \ud83d𝄞 ", meta: { pinned: { by: "ada", at: 1 } } });
      say(log, 2);
      const edited = log.change({ ...log.at(2)!, body: "other words", editedAt: 9 }, '{"versions":["line 2"]}');
      const { log: woken, channel } = wake();
      expect(channel.facts).toEqual(FACTS);
      expect([woken.at(1), woken.at(2), woken.head]).toEqual([odd, edited, log.head]);
      expect(woken.storedMessageAt(2)).toEqual({ ...edited, sealed: '{"versions":["line 2"]}' });
      expect(woken.seqOf(odd.id)).toBe(1);
      expect(woken.unconfirmed(9, Infinity).map(({ message }) => message.rev)).toEqual([1, 3, 4]);
    });
  });

  test(`I3: beyond ${FIRST_MAX} they are a table, with every message once and in order, and the channel has its row`, async () => {
    await inObject((state) => {
      const { wake, tables, values } = roomIn(state);
      const { log } = wake(FACTS);
      say(log, FIRST_MAX);
      expect([tables(), values()]).toEqual([[], ["first"]]);
      const before = shown(log);
      say(log, 1);
      expect([tables(), values()]).toEqual([["log"], ["facts"]]);
      const { log: woken, channel } = wake();
      expect(channel.facts).toEqual(FACTS);
      expect(shown(woken)).toEqual([...before, shown(log).at(-1)]);
      // From then on it is told as any other.
      channel.keep(threadFacts({ archived: true }));
      say(woken, 1);
      expect([wake().channel.facts?.archived, shown(wake().log).length, values()]).toEqual([
        true,
        FIRST_MAX + 2,
        ["facts"],
      ]);
    });
  });

  test("are a table where they are long, whichever message or edit made them so", async () => {
    const long = "x".repeat(40_000);
    await inObject((state) => {
      const { wake, tables } = roomIn(state);
      const { log } = wake(FACTS);
      log.append({ ...draft(1), body: long });
      log.append(draft(2));
      expect(tables()).toEqual([]);
      log.change({ ...log.at(2)!, body: long });
      expect(tables()).toEqual(["log"]);
      expect(shown(wake().log)).toEqual([`1 1 ${long}`, `2 3 ${long}`]);
    });
  });

  test("I1: stay as they were where the commit that would have made the table failed, and the next one goes on from there", async () => {
    await inObject((state) => {
      const { wake, tables, values } = roomIn(state);
      const { log, channel } = wake(FACTS);
      say(log, FIRST_MAX - 1);
      const before = shown(log);
      const failing = (count: number) => {
        expect(() =>
          state.storage.transactionSync(() => {
            say(log, count);
            throw new Error("the disk is full");
          }),
        ).toThrow("full");
        log.reload();
      };
      for (const count of [1, 2, 5]) {
        failing(count);
        expect([shown(log), tables(), values(), channel.facts]).toEqual([before, [], ["first"], FACTS]);
      }
      say(log, 3);
      expect(shown(wake().log)).toHaveLength(FIRST_MAX + 2);
      expect(shown(wake().log)).toEqual(shown(log));
    });
  });

  test("of a build that knew no such value count: what stood in one before is not told again", async () => {
    await inObject((state) => {
      const { wake } = roomIn(state);
      say(wake(FACTS).log, 2);
      const earlier = new RoomLog(state.storage.sql);
      say(earlier, 3);
      expect(shown(wake().log)).toEqual(shown(earlier));
    });
  });

  test("I3: whatever is written, changed and slept over, they answer as a log in a table does", async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constant("say" as const), long: fc.boolean() }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant("change" as const), seq: fc.nat(20) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant("confirm" as const) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant("sleep" as const) }) },
    );
    type Step = { do: string; long?: boolean; seq?: number };
    /** What the log answers after each step. */
    const answers = (steps: Step[], drafts: ReturnType<typeof draft>[], wake: () => RoomLog) => {
      let log = wake();
      return steps.map((one, i) => {
        const words = drafts[i]!;
        if (one.do === "say") log.append({ ...words, body: one.long ? "y".repeat(9_000) : words.body });
        const there = one.do === "change" ? log.at(one.seq!) : undefined;
        if (there) log.change({ ...there, body: `${there.body}!` }, `{"n":${i}}`);
        if (one.do === "confirm") log.confirm(log.head.rev);
        if (one.do === "sleep") log = wake();
        return {
          head: { ...log.head },
          newest: log.newest(50),
          since: log.since(3, 4),
          within: log.changesWithin(2, 9, 2),
          lacking: log.after(2, 5, Infinity),
          stored: log.storedMessageAt(2),
          people: log.authors(),
          ids: drafts.map(({ id }) => log.seqOf(id)),
        };
      });
    };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const drafts = steps.map((_, i) => draft(i));
        const few = await inObject((state) => {
          const { wake } = roomIn(state);
          wake(FACTS).channel.writeDown();
          return answers(steps, drafts, () => wake().log);
        });
        const all = await inObject(({ storage }) => answers(steps, drafts, () => new RoomLog(storage.sql)));
        expect(few).toEqual(all);
      }),
      { numRuns: 25 },
    );
  });
});

describe("what a room knows of a channel in which nothing was said", () => {
  const opened = (state: DurableObjectState, channel?: ChannelFacts) =>
    heldSocket(state, { ...somebody("ada"), leaseAt: 1, readSeq: 0, savedReadSeq: 0, channel }).socket;

  test("is known after a sleep by any of its sockets, and written with the first message", async () => {
    await inObject((state) => {
      const sockets = [opened(state), opened(state, FACTS)];
      const { wake, values } = roomIn(state, sockets);
      expect(wake(FACTS).channel.unwritten).toEqual(FACTS);
      const { channel, log } = wake();
      expect([channel.facts, channel.unwritten, values()]).toEqual([FACTS, FACTS, []]);
      say(log, 1);
      expect([channel.unwritten, values()]).toEqual([undefined, ["first"]]);
      sockets.length = 0;
      expect(wake().channel.facts).toEqual(FACTS);
    });
  });

  test("is written down where it changes, so that no socket tells what it was before", async () => {
    await inObject((state) => {
      const { wake, values } = roomIn(state, [opened(state, FACTS)]);
      const { channel } = wake(FACTS);
      channel.keep(threadFacts({ archived: true }));
      expect([wake().channel.facts?.archived, wake().channel.unwritten, values()]).toEqual([
        true,
        undefined,
        ["first"],
      ]);
    });
  });

  test("is written down before the room is to wake by itself, once", async () => {
    await inObject((state) => {
      const { wake, values } = roomIn(state);
      const { channel } = wake(FACTS);
      const put = vi.spyOn(state.storage.kv, "put");
      const clock = { next: null as number | null };
      const alarm = new RoomAlarm(state, [clock], () => channel.writeDown());
      alarm.arm(false);
      expect(values()).toEqual([]);
      clock.next = Date.now() + 60_000;
      alarm.arm(false);
      clock.next = Date.now() + 30_000;
      alarm.arm(false);
      expect([values(), put.mock.calls.length, wake().channel.facts]).toEqual([["first"], 1, FACTS]);
      put.mockRestore();
    });
  });

  test("is written down at once where it is too long to be carried", async () => {
    await inObject((state) => {
      const { wake, values } = roomIn(state);
      const words = Array.from({ length: 300 }, (_, i) => `forbidden-${i}`);
      const { channel } = wake(channelFacts({ words }));
      expect([channel.unwritten, values(), wake().channel.facts?.words?.length]).toEqual([undefined, ["first"], 300]);
    });
  });
});
