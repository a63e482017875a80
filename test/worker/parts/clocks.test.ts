/** What a room does at its time: polls that close, scheduled messages, and the one alarm for all of it. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { ScheduledPosts, deliveryIdOf } from "../../../worker/room/timers/scheduled-posts.ts";
import { PollClosing } from "../../../worker/room/timers/poll-closing.ts";
import { RoomAlarm } from "../../../worker/room/timers/alarm.ts";
import { instantOf, wallClockAt } from "../../../protocol/wall-clock.ts";
import { nextTime } from "../../../worker/room/timers/wall-clock.ts";
import { hubsOf, inObject } from "../support/in-room.ts";

afterEach(() => vi.useRealTimers());

test("polls close at their time, each once, and the next of them is known after a sleep", async () => {
  await inObject(({ storage: { sql } }) => {
    const polls = new PollClosing(sql);
    expect([polls.next, polls.due(9e15)]).toEqual([null, []]);
    polls.add(3, 500);
    polls.add(4, 300);
    polls.add(5, 700);
    expect(polls.next).toBe(300);
    expect([polls.due(299), polls.due(300), polls.due(500).sort()]).toEqual([[], [4], [3, 4]]);
    polls.done(4);
    expect(polls.next).toBe(500);
    polls.add(3, 900);
    expect(new PollClosing(sql).next).toBe(700);
    polls.done(3);
    polls.done(5);
    expect([polls.next, new PollClosing(sql).next]).toEqual([null, null]);
  });
});

describe("the room's one alarm", () => {
  const NOW = Date.now() + 3_600_000;
  const alarmIn = (state: DurableObjectState, clocks: { next: number | null }[] = []) => {
    vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
    const waiting: Promise<unknown>[] = [];
    const set: number[] = [];
    const { storage } = state;
    const ctx = {
      storage: {
        getAlarm: () => storage.getAlarm(),
        setAlarm: (at: number) => (set.push(at), storage.setAlarm(at)),
      },
      waitUntil: (work: Promise<unknown>) => void waiting.push(work),
    } as unknown as DurableObjectState;
    const done = async () => {
      await Promise.all(waiting.splice(0));
      return storage.getAlarm();
    };
    return { begin: () => new RoomAlarm(ctx, clocks), done, set, storage };
  };

  test("rings half a minute after something that may be lost, and is set once for all that comes meanwhile", async () => {
    await inObject(async (state) => {
      const { begin, done, set } = alarmIn(state);
      const alarm = begin();
      for (let i = 0; i < 5; i++) alarm.arm();
      expect(await done()).toBe(NOW + 30_000);
      vi.setSystemTime(NOW + 10_000);
      alarm.arm();
      expect(await done()).toBe(NOW + 30_000);
      expect(set).toEqual([NOW + 30_000]);
      vi.setSystemTime(NOW + 30_000);
      alarm.rang();
      await state.storage.deleteAlarm();
      // Its handler is at it: what it leaves is armed for when it is at its end.
      alarm.arm();
      expect(await done()).toBeNull();
      alarm.answered();
      alarm.arm();
      expect(await done()).toBe(NOW + 60_000);
      expect(set).toHaveLength(2);
    });
  });

  test("rings for the earliest of what has a time of its own, and for nothing where there is none", async () => {
    await inObject(async (state) => {
      const clocks: { next: number | null }[] = [{ next: null }, { next: null }];
      const { begin, done } = alarmIn(state, clocks);
      const alarm = begin();
      alarm.arm(false);
      expect(await done()).toBeNull();
      clocks[0]!.next = NOW + 90_000;
      clocks[1]!.next = NOW + 80_000;
      alarm.arm(false);
      expect(await done()).toBe(NOW + 80_000);
      alarm.arm();
      expect(await done()).toBe(NOW + 30_000);
      clocks[1]!.next = NOW - 5;
      alarm.arm(false);
      expect(await done()).toBe(NOW);
    });
  });

  test("that was set before a sleep stays where it is earlier, and is moved where it is later", async () => {
    await inObject(async (state) => {
      const { begin, done, set, storage } = alarmIn(state);
      await storage.setAlarm(NOW + 10_000);
      begin().arm();
      expect([await done(), set.length]).toEqual([NOW + 10_000, 0]);
      await storage.setAlarm(NOW + 99_000);
      begin().arm();
      expect(await done()).toBe(NOW + 30_000);
      await storage.deleteAlarm();
    });
  });
});

describe("scheduled messages", () => {
  test("have an id of the item and its time, so that twice is once", () => {
    const item = "0193e4a1-7b2c-7d3e-8f40-123456789abc";
    expect(deliveryIdOf(item, 0x0193ffff0001)).toBe("0193ffff-0001-7d3e-8f40-123456789abc");
    expect(deliveryIdOf(item, 5)).toBe("00000000-0005-7d3e-8f40-123456789abc");
  });

  test("are waited for in the object's storage: the earliest first, moved and taken back", async () => {
    await inObject(({ storage: { sql } }) => {
      const begin = () =>
        new ScheduledPosts({
          sql,
          d1: {} as D1Database,
          hubs: hubsOf({}),
          post: () => Promise.reject(new Error("none")),
        });
      const deliveries = begin();
      expect(deliveries.next).toBeNull();
      deliveries.set("a", 500);
      deliveries.set("b", 300);
      expect([deliveries.next, begin().next]).toEqual([300, 300]);
      deliveries.set("b", 900);
      expect(deliveries.next).toBe(500);
      deliveries.set("a", null);
      expect([deliveries.next, begin().next]).toEqual([900, 900]);
      deliveries.set("b", null);
      expect([deliveries.next, begin().next]).toEqual([null, null]);
    });
  });

  test("I8: what D1 could not be asked about is tried again in half a minute, and nothing is lost", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    await inObject(async ({ storage: { sql } }) => {
      vi.useFakeTimers({ now: 1_000_000, toFake: ["Date"] });
      const fails = () => {
        throw new Error("D1_ERROR: Network connection lost.");
      };
      const d1 = { prepare: fails, batch: fails } as unknown as D1Database;
      const deliveries = new ScheduledPosts({
        sql,
        d1,
        hubs: hubsOf({}),
        post: () => Promise.reject(new Error("none")),
      });
      deliveries.set("a", 999_999);
      deliveries.set("b", 1_000_000);
      deliveries.set("c", 1_000_001);
      await deliveries.run(1_000_000);
      const rows = sql.exec<{ id: string; at: number }>("SELECT id, at FROM deliveries ORDER BY id").toArray();
      expect(rows).toEqual([
        { id: "a", at: 1_030_000 },
        { id: "b", at: 1_030_000 },
        { id: "c", at: 1_000_001 },
      ]);
    });
  });
});

describe("P21: clocks on walls", () => {
  const at = (iso: string) => Date.parse(iso);

  test("show the time of their zone, to the second", () => {
    expect(wallClockAt(at("2026-01-15T23:30:05Z"), "Europe/Berlin")).toBe("2026-01-16T00:30:05");
    expect(wallClockAt(at("2026-07-15T12:00:00Z"), "America/New_York")).toBe("2026-07-15T08:00:00");
    expect(wallClockAt(at("2026-07-15T12:00:00Z"), "UTC")).toBe("2026-07-15T12:00:00");
  });

  test("are read back: the earlier of two times, and after the skip where they skip one", () => {
    expect(instantOf("2026-01-16T00:30:05", "Europe/Berlin")).toBe(at("2026-01-15T23:30:05Z"));
    expect(instantOf("2026-10-25T02:30:00", "Europe/Berlin")).toBe(at("2026-10-25T00:30:00Z"));
    expect(instantOf("2026-03-29T02:30:00", "Europe/Berlin")).toBe(at("2026-03-29T01:30:00Z"));
    expect(instantOf("2026-03-29T03:30:00", "Europe/Berlin")).toBe(at("2026-03-29T01:30:00Z"));
  });

  test("nine o'clock stays nine when clocks are changed, and what was missed is not made up for", () => {
    const nine = "2026-03-28T09:00:00";
    expect(nextTime(nine, "Europe/Berlin", "daily", at("2026-03-28T08:00:00Z"))).toEqual({
      wallClock: "2026-03-29T09:00:00",
      at: at("2026-03-29T07:00:00Z"),
    });
    expect(nextTime(nine, "Europe/Berlin", "daily", at("2026-03-28T07:00:00Z")).wallClock).toBe("2026-03-29T09:00:00");
    expect(nextTime(nine, "Europe/Berlin", "weekly", at("2026-03-28T08:00:00Z")).wallClock).toBe("2026-04-04T09:00:00");
    expect(nextTime(nine, "Europe/Berlin", "daily", at("2026-05-10T07:00:00Z")).wallClock).toBe("2026-05-11T09:00:00");
    expect(nextTime(nine, "Europe/Berlin", "weekly", at("2026-05-10T07:00:00Z")).wallClock).toBe("2026-05-16T09:00:00");
    expect(nextTime(nine, "Europe/Berlin", "daily", at("2026-05-10T06:59:59Z")).wallClock).toBe("2026-05-10T09:00:00");
  });
});
