/** A whole room: what its alarm finds to do. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { describe, expect, test, vi } from "vitest";
import { SAVE_EVERY_MS } from "../../../worker/room/readers/read-marks.ts";
import { SAFETY_MS } from "../../../worker/room/timers/alarm.ts";
import { RoomLog } from "../../../worker/room/log/room-log.ts";
import { factsFor, storedIn } from "../support/channel.ts";
import { inObject } from "../support/in-room.ts";
import type { ChannelFacts } from "../../../worker/room/contract.ts";
import { ada, bo, expectSoon, roomIn, wholeRoomForAll } from "../support/whole-room.ts";

wholeRoomForAll();

describe("the alarm", () => {
  const draft = { question: "?", options: ["a", "b"], multiple: false, secret: false, sealed: false, open: false };

  test("P21: closes a poll at its time and tells it, once; one that D1 does not give is closed later", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    vi.spyOn(console, "info").mockImplementation(() => undefined);
    await inObject(async (state) => {
      const { id, post, open, settled, d1, sleep, rings, ring } = await roomIn(state);
      const b = await open(bo);
      const closesAt = Date.now() + 60_000;
      await post(ada, "vote", { poll: { ...draft, closesAt } });
      await post(ada, "plain");
      await settled();
      expect(rings()).toBeLessThanOrEqual(closesAt);
      sleep();
      vi.useFakeTimers({ now: closesAt - 1, toFake: ["Date"] });
      await ring();
      expect(b.heard("changed")).toHaveLength(2);
      // The log has let go of it, and D1 cannot be asked.
      vi.setSystemTime(closesAt);
      const gone = vi.spyOn(RoomLog.prototype, "storedMessageAt").mockReturnValue(undefined);
      const failing = d1.fail("messages");
      await ring();
      const line = said.mock.calls.map(([text]) => JSON.parse(String(text)) as { what: string });
      expect(line).toContainEqual(expect.objectContaining({ what: "closePolls", channel: id, item: 1 }));
      expect(rings()).toBe(closesAt + 30_000);
      gone.mockRestore();
      failing.end();
      vi.setSystemTime(closesAt + 30_000);
      await ring();
      await expectSoon(() => expect(b.heard("changed")).toHaveLength(3));
      expect(b.heard("changed")[2]!.changes[0]?.meta?.poll?.closedAt).toBe(closesAt + 30_000);
      expect((await storedIn(id)).map(({ rev }) => rev)).toEqual([3, 2]);
      await ring();
      expect(b.heard("changed")).toHaveLength(3);
    });
  });

  test("carries over what is not in D1 and comes again while it is not; with nothing left it rings no more", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    vi.spyOn(console, "info").mockImplementation(() => undefined);
    await inObject(async (state) => {
      const { id, room, post, d1, settled, rings, ring } = await roomIn(state);
      const failing = d1.fail("messages");
      await room.newestPage((await factsFor(id)) as ChannelFacts, 1).catch(() => undefined);
      failing.end();
      await post(ada, "first");
      await settled();
      const away = d1.fail("messages");
      const now = Date.now();
      vi.useFakeTimers({ now, toFake: ["Date"] });
      await post(ada, "one");
      await settled();
      expect(rings()).toBeGreaterThan(now);
      vi.setSystemTime(now + SAFETY_MS);
      await ring();
      expect(rings()).toBe(now + 2 * SAFETY_MS);
      away.end();
      vi.setSystemTime(now + 2 * SAFETY_MS);
      await ring();
      expect(await storedIn(id)).toHaveLength(2);
      expect(rings()).toBeNull();
    });
  });

  test("while people talk and marks wait it comes again by itself; what fails keeps the rest from nothing", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await inObject(async (state) => {
      const { id, no, post, open, settled, rings, ring } = await roomIn(state);
      const a = await open(ada);
      await post(bo, "one");
      await settled();
      a.say({ type: "markRead", seq: 1 });
      await settled();
      const now = Date.now();
      vi.useFakeTimers({ now, toFake: ["Date"] });
      await ring();
      expect(rings()).toBe(now + SAFETY_MS);
      // Nobody talks any more: the marks have a time of their own.
      vi.setSystemTime(now + SAFETY_MS + 1);
      await ring();
      const due = rings()!;
      expect(due).toBeGreaterThan(now + 2 * SAFETY_MS);
      expect(due).toBeLessThanOrEqual(now + SAVE_EVERY_MS);
      const stored = () =>
        env.DB.prepare("select read_seq as seq from memberships where channel_no = ? and member_no = ?")
          .bind(no, ada.no)
          .first<number>("seq");
      expect(await stored()).toBe(0);
      vi.setSystemTime(due);
      vi.spyOn(RoomLog.prototype, "storeCursors").mockImplementation(() => {
        throw new Error("broken");
      });
      await ring();
      expect(await stored()).toBe(1);
      const lines = said.mock.calls.map(([text]) => JSON.parse(String(text)) as object);
      expect(lines).toEqual([expect.objectContaining({ what: "cursors", channel: id })]);
      expect(rings()).toBe(due + SAFETY_MS);
    });
  });

  test("P21: posts what is scheduled at its time, in its author's name, once; by hand before it", async () => {
    await inObject(async (state) => {
      const { id, no, facts, room, told, open, settled, rings, ring } = await roomIn(state);
      const b = await open(bo);
      const at = Date.now() + 600_000;
      const schedule = async (item: string, body: string) => {
        await env.DB.prepare(
          "insert into scheduled (id, channel_no, member_no, body, at, wall_clock, zone, created_at) values (?, ?, ?, ?, ?, '2026-01-01T09:00:00', 'UTC', 1)",
        )
          .bind(item, no, ada.no, body, at)
          .run();
        await room.schedule(facts, item, at);
      };
      const [one, two] = [uuidv7(), uuidv7()];
      await schedule(one, "at its time");
      await settled();
      expect(rings()).toBe(at);
      await schedule(two, "by hand");
      expect(await room.deliver(facts, two)).toMatchObject({ ok: true, message: { body: "by hand", author: ada.id } });
      vi.useFakeTimers({ now: at, toFake: ["Date"] });
      await ring();
      await expectSoon(() =>
        expect(b.heard("changed").flatMap(({ changes }) => changes.map(({ body }) => body))).toEqual([
          "by hand",
          "at its time",
        ]),
      );
      expect(told.filter(([what]) => what === "tell")).toHaveLength(2);
      // It is in the history when the alarm has been answered: nothing is left to ring for.
      expect(rings()).toBeNull();
      await ring();
      expect(await storedIn(id)).toHaveLength(2);
      await room.schedule(facts, one, at + 5_000_000);
      await room.schedule(facts, one, null);
    });
  });

  test("I10: tells the hub what waited, and a thread's channel what it was not told", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    await inObject(async (state) => {
      const { room, post, notices, settled } = await roomIn(state);
      const now = Date.now();
      vi.useFakeTimers({ now, toFake: ["Date"] });
      for (const body of ["1", "2", "3", "4"]) await post(ada, body);
      await settled();
      const told = notices.length;
      expect(notices.at(-1)!.seq).toBeLessThan(4);
      vi.setSystemTime(now + 8_000);
      await room.alarm();
      expect(notices).toHaveLength(told + 1);
      expect(notices.at(-1)!.seq).toBe(4);
    });
  });
});

test("a room that nobody told its channel has nothing to say to its alarm", async () => {
  await inObject(async (state) => {
    const { room, rings } = await roomIn(state);
    await room.alarm();
    expect(rings()).toBeNull();
  });
});
