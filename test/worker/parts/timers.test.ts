/** The room's one alarm when it rings, fails and is set by two at once; polls whose time comes; the first look at a zone's clock. */
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi, type MockInstance } from "vitest";
import type { Message } from "../../../protocol/index.ts";
import { backOff } from "../../../worker/room/followers/back-off.ts";
import type { StoredMessage } from "../../../worker/room/log/room-log.ts";
import { RoomAlarm } from "../../../worker/room/timers/alarm.ts";
import { ClosePolls } from "../../../worker/room/timers/close-polls.ts";
import { PollClosing } from "../../../worker/room/timers/poll-closing.ts";
import { PlayedStudent } from "../../../worker/room/timers/played-student.ts";
import { D1WithFaults } from "../support/d1-with-faults.ts";
import { channelFacts, inObject } from "../support/in-room.ts";

const NOW = 1_800_000_000_000;
let said: MockInstance<typeof console.error>;
beforeEach(() => {
  said = vi.spyOn(console, "error").mockImplementation(() => undefined);
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
const lines = () => said.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>);

describe("I10: the room's alarm", () => {
  /** An alarm over a storage that counts what is asked of it and set in it, and that can fail. */
  function alarmWith(clocks: { next: number | null }[] = [], before: number | null = null) {
    const storage = { at: before, asked: 0, set: [] as number[], isBroken: false };
    const waiting: Promise<unknown>[] = [];
    const ctx = {
      storage: {
        getAlarm: async () => ((storage.asked += 1), storage.at),
        setAlarm: async (at: number) => {
          if (storage.isBroken) throw new Error("Network connection lost.");
          storage.set.push(at);
          storage.at = at;
        },
      },
      waitUntil: (work: Promise<unknown>) => void waiting.push(work),
    } as unknown as DurableObjectState;
    const alarm = new RoomAlarm(ctx, clocks);
    const done = async () => {
      await Promise.all(waiting.splice(0));
      return storage.at;
    };
    return { alarm, storage, waiting, done };
  }

  test("that has rung before its time is set again, and what stands in the storage is asked for once a wake and ring", async () => {
    const { alarm, storage, done } = alarmWith();
    alarm.arm();
    await done();
    vi.setSystemTime(NOW + 1_000);
    alarm.arm();
    await done();
    expect([storage.asked, storage.set]).toEqual([1, [NOW + 30_000]]);
    storage.at = null;
    alarm.rang();
    alarm.answered();
    alarm.arm();
    expect(await done()).toBe(NOW + 31_000);
    expect(storage.asked).toBe(2);
  });

  test("with nothing to wait for asks nothing and sets nothing", async () => {
    const { alarm, storage, waiting } = alarmWith([{ next: null }]);
    alarm.arm(false);
    expect([waiting.length, storage.asked, storage.set]).toEqual([0, 0, []]);
  });

  test("that stands at the very time is not written again", async () => {
    const { alarm, storage, done } = alarmWith([], NOW + 30_000);
    alarm.arm();
    expect(await done()).toBe(NOW + 30_000);
    expect(storage.set).toEqual([]);
  });

  test("of this very moment has rung or does: what comes now waits for the next", async () => {
    const clocks: { next: number | null }[] = [{ next: NOW }];
    const { alarm, done } = alarmWith(clocks);
    alarm.arm(false);
    expect(await done()).toBe(NOW);
    clocks[0]!.next = null;
    alarm.arm();
    expect(await done()).toBe(NOW + 30_000);
  });

  test("that is wanted earlier while the storage is still asked is not set back by the answer", async () => {
    const clocks: { next: number | null }[] = [{ next: null }];
    const { alarm, done } = alarmWith(clocks);
    alarm.arm();
    clocks[0]!.next = NOW + 5_000;
    alarm.arm();
    expect(await done()).toBe(NOW + 5_000);
  });

  test("I8: rings at growing distance for who fails, whatever time they want, and for the others at theirs", async () => {
    const overdue = { next: NOW - 5_000 };
    const other = { next: NOW + 70_000 };
    const { alarm, storage, done } = alarmWith([overdue, other]);
    const ring = async (failed: ReadonlySet<object>) => {
      vi.setSystemTime(storage.at ?? Date.now());
      storage.at = null;
      alarm.rang();
      alarm.answered(failed as ReadonlySet<typeof overdue>);
      alarm.arm(false);
      return ((await done()) ?? 0) - NOW;
    };
    const fails = new Set([overdue]);
    expect([await ring(fails), await ring(fails)]).toEqual([30_000, 70_000]);
    other.next = NOW + 999_000;
    // Half a minute, a minute, two minutes after it failed.
    expect(await ring(fails)).toBe(70_000 + backOff(3));
    // Who had no time of their own is rung all the same.
    const nobody = { next: null as number | null };
    const second = alarmWith([nobody]);
    second.alarm.rang();
    second.alarm.answered(new Set([nobody]));
    second.alarm.arm(false);
    expect(await second.done()).toBe(Date.now() + backOff(1));
    // It works again: its time counts.
    overdue.next = NOW + 500_000;
    expect(await ring(new Set())).toBe(500_000);
  });

  test("I8: that could not be set is noted, and set by whoever needs it next", async () => {
    const { alarm, storage, done } = alarmWith();
    storage.isBroken = true;
    alarm.arm();
    expect(await done()).toBeNull();
    expect(lines()).toMatchObject([{ what: "setAlarm" }]);
    storage.isBroken = false;
    alarm.arm();
    expect(await done()).toBe(NOW + 30_000);
  });
});

describe("polls that close by themselves", () => {
  function pollsIn({ storage: { sql } }: DurableObjectState) {
    const away = new Set<number>();
    const gone = new Set<number>();
    const closed: [number, number][] = [];
    const times = new PollClosing(sql);
    const polls = new ClosePolls(times, {
      stored: async (seq) => {
        if (away.has(seq)) throw new Error("D1_ERROR: Network connection lost.");
        return gone.has(seq) ? undefined : ({ seq } as StoredMessage);
      },
      close: ({ seq }, now) => void closed.push([seq, now]),
    });
    const ring = (now: number) => {
      vi.setSystemTime(now);
      return polls.ring(channelFacts(), now);
    };
    return { polls, times, away, gone, closed, ring };
  }
  const poll = (seq: number, meta?: object) => ({ seq, ...(meta && { meta }) }) as Message;

  test("are those that say when; what is no poll, or has no end, is waited for by nobody", async () => {
    await inObject(async (state) => {
      const { polls, closed, ring } = pollsIn(state);
      polls.posted(channelFacts(), [poll(1), poll(2, {}), poll(3, { poll: { options: [] } })]);
      expect(polls.next).toBeNull();
      polls.posted(channelFacts(), [
        poll(4, { poll: { closesAt: NOW + 9 } }),
        poll(5, { poll: { closesAt: NOW + 7 } }),
      ]);
      expect(polls.next).toBe(NOW + 7);
      await ring(NOW + 8);
      expect([closed, polls.next]).toEqual([[[5, NOW + 8]], NOW + 9]);
      await ring(NOW + 9);
      await ring(NOW + 10);
      expect([closed.length, polls.next]).toEqual([2, null]);
    });
  });

  test("and were taken away meanwhile are forgotten", async () => {
    await inObject(async (state) => {
      const { polls, times, gone, closed, ring } = pollsIn(state);
      times.add(4, NOW);
      gone.add(4);
      await ring(NOW);
      expect([closed, polls.next]).toEqual([[], null]);
    });
  });

  test("I8: of which D1 cannot be asked keep the others from nothing, and are looked at again at growing distance until they close", async () => {
    const over = vi.spyOn(console, "info").mockImplementation(() => undefined);
    await inObject(async (state) => {
      const { polls, times, away, closed, ring } = pollsIn(state);
      times.add(4, NOW);
      times.add(5, NOW);
      away.add(4);
      await ring(NOW);
      expect(closed).toEqual([[5, NOW]]);
      expect(lines()).toMatchObject([{ what: "closePolls", channel: "channel-7", item: 4, tries: 1 }]);
      // The other one worked, so that this is the first failure in a row again.
      expect(polls.next).toBe(NOW + backOff(1));
      let at = polls.next!;
      await ring(at);
      expect(polls.next).toBe(at + backOff(1));
      at = polls.next!;
      await ring(at);
      expect(polls.next).toBe(at + backOff(2));
      expect(new PollClosing(state.storage.sql).next).toBe(polls.next);
      away.clear();
      await ring(polls.next!);
      expect([closed.at(-1)?.[0], polls.next]).toEqual([4, null]);
      expect(over.mock.calls.map(([line]) => JSON.parse(String(line)) as object).at(-1)).toMatchObject({
        ...{ what: "closePolls", code: "over", channel: "channel-7" },
      });
    });
  });
});

describe("the played student of the demo", () => {
  test("I8: whom D1 keeps from being answered is looked at again every ten seconds, and forgotten after a minute", async () => {
    await inObject(async ({ storage }) => {
      const d1 = new D1WithFaults(env.DB);
      d1.fail("members");
      const nobody = () => Promise.reject(new Error("not asked"));
      const played = new PlayedStudent({ sql: storage.sql, d1: d1.binding, stored: nobody, post: nobody });
      const facts = channelFacts({ played: "played" });
      const asked = { id: "m", seq: 1, rev: 1, author: "guest", at: NOW, body: "Hello?" };
      played.posted(facts, [asked, { ...asked, seq: 2, author: "other" }]);
      const rings: number[] = [];
      for (let at = played.next; at !== null && rings.length < 20; at = played.next) {
        rings.push(at - NOW);
        vi.setSystemTime(at);
        await played.ring(facts, at);
      }
      expect(rings).toEqual([2_500, 12_500, 22_500, 32_500, 42_500, 52_500, 62_500, 72_500]);
      expect(lines().map(({ what, item }) => [what, item])[0]).toEqual(["playedStudent", 1]);
    });
  });
});

describe("P21: a zone's clock that nobody asked for yet", () => {
  beforeEach(() => vi.resetModules());
  const clocks = async () => ({
    ...(await import("../../../protocol/wall-clock.ts")),
    ...(await import("../../../worker/room/timers/wall-clock.ts")),
  });

  test("shows hours from zero to twenty-three, and two digits each", async () => {
    const { wallClockAt } = await clocks();
    const at = (iso: string) => wallClockAt(Date.parse(iso), "Asia/Kathmandu");
    expect(at("2026-01-05T18:15:04Z")).toBe("2026-01-06T00:00:04");
    expect(at("2026-01-05T18:14:59.999Z")).toBe("2026-01-05T23:59:59");
    expect(wallClockAt(Date.parse("2026-01-05T18:15:04Z"), "UTC")).toBe("2026-01-05T18:15:04");
  });

  test("is read in the numbers and the calendar of the file format, whatever the device's language has", async () => {
    const real = Intl.DateTimeFormat;
    const asked: unknown[] = [];
    vi.spyOn(Intl, "DateTimeFormat").mockImplementation(function (...given: unknown[]) {
      asked.push(given[0]);
      return new real(...(given as [string, Intl.DateTimeFormatOptions]));
    } as never);
    const { wallClockAt } = await clocks();
    for (let i = 0; i < 3; i++) wallClockAt(NOW + i, "Europe/Lisbon");
    wallClockAt(NOW, "Europe/Rome");
    // Making one takes long: one a zone.
    expect(asked).toEqual(["en-u-ca-iso8601-nu-latn", "en-u-ca-iso8601-nu-latn"]);
  });

  test("goes on by days and weeks, over months in which it stood still", async () => {
    const { nextTime, instantOf } = await clocks();
    const nine = "2026-03-28T09:00:00";
    const since = Date.parse("2026-06-30T20:00:00Z");
    expect(nextTime(nine, "America/Chicago", "daily", since).wallClock).toBe("2026-07-01T09:00:00");
    expect(nextTime(nine, "America/Chicago", "weekly", since).wallClock).toBe("2026-07-04T09:00:00");
    // East and west of everybody else the day is another one.
    expect(instantOf("2026-01-01T00:30:00", "Pacific/Kiritimati")).toBe(Date.parse("2025-12-31T10:30:00Z"));
    expect(instantOf("2025-12-31T23:30:00", "Pacific/Pago_Pago")).toBe(Date.parse("2026-01-01T10:30:00Z"));
  });
});
