/** When somebody is told something: together, in order, at a pace, and only who may hear it. */
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CLOSE, type SeenMark } from "../../../protocol/index.ts";
import { Batcher } from "../../../worker/room/commit/batcher.ts";
import { HeldFrames } from "../../../worker/room/sockets/held-frames.ts";
import { furthest, MarksOfClosed } from "../../../worker/room/readers/marks-of-closed.ts";
import type { Leases } from "../../../worker/room/sockets/leases.ts";
import { HOLD_MS, NewsPace } from "../../../worker/room/followers/news-pace.ts";
import { Pace } from "../../../worker/room/pace.ts";
import type { ChannelSockets } from "../../../worker/room/sockets/channel-sockets.ts";
import { ReadReceipts } from "../../../worker/room/readers/read-receipts.ts";
import type { RoomAttachment } from "../../../worker/room/sockets/socket-identity.ts";
import { channelOf } from "../support/channel.ts";
import { openClassroom, type Somebody } from "../support/classroom.ts";
import { D1WithFaults } from "../support/d1-with-faults.ts";
import { channelFacts, heldSocket, inObject, somebody } from "../support/in-room.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("I10: what comes within a window", () => {
  const gatherer = () => {
    vi.useFakeTimers({ now: 0 });
    const handled: string[][] = [];
    const gathered = new Batcher<string>(30, (items) => void handled.push(items));
    return { gathered, handled };
  };

  test("is handled at once when all was quiet, and together afterwards", () => {
    const { gathered, handled } = gatherer();
    gathered.add("first");
    expect(handled).toEqual([["first"]]);
    gathered.add("second");
    gathered.add("third");
    vi.advanceTimersByTime(29);
    expect(handled).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(handled).toEqual([["first"], ["second", "third"]]);
  });

  test("goes on as long as something comes, each in the window after it, and each once", () => {
    const { gathered, handled } = gatherer();
    for (const item of ["a", "b", "c", "d"]) {
      gathered.add(item);
      vi.advanceTimersByTime(30);
    }
    expect(handled).toEqual([["a"], ["b"], ["c"], ["d"]]);
  });

  test("then it is quiet: nothing is handled, no timer keeps the object awake, and the next comes at once again", () => {
    const { gathered, handled } = gatherer();
    gathered.add("first");
    gathered.add("second");
    vi.advanceTimersByTime(30);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(30);
    expect(vi.getTimerCount()).toBe(0);
    expect(handled).toEqual([["first"], ["second"]]);
    gathered.add("later");
    expect(handled).toEqual([["first"], ["second"], ["later"]]);
    expect(vi.getTimerCount()).toBe(1);
  });

  test("is not lost where handling one of them fails", () => {
    vi.useFakeTimers({ now: 0 });
    const handled: string[][] = [];
    const gathered = new Batcher<string>(30, (items) => {
      if (items.includes("bad")) throw new Error("bad");
      handled.push(items);
    });
    expect(() => gathered.add("bad")).toThrow("bad");
    gathered.add("good");
    vi.advanceTimersByTime(30);
    expect(handled).toEqual([["good"]]);
  });
});

describe("I6: frames for a socket whose lease is being confirmed", () => {
  type Identity = RoomAttachment;
  function heldIn(state: DurableObjectState) {
    const { socket, frames, closed } = heldSocket(state, somebody("ada"));
    const confirming = Promise.withResolvers<boolean>();
    let isOld = true;
    let asked = 0;
    const leases = {
      isOld: () => isOld,
      confirm: () => ((asked += 1), confirming.promise),
    } as unknown as Leases<Identity>;
    return {
      held: new HeldFrames<Identity>(leases),
      socket,
      frames,
      closed,
      confirm: (stays: boolean) => ((isOld = !stays), confirming.resolve(stays)),
      renew: () => (isOld = false),
      asked: () => asked,
    };
  }
  const frame = (n: number) => JSON.stringify({ n });
  const told = (frames: Record<string, unknown>[]) => frames.map(({ n }) => n);

  test("go out at once where it is young", async () => {
    await inObject(async (state) => {
      const { held, socket, frames, renew, asked } = heldIn(state);
      renew();
      expect(held.send(socket, frame(1), 0)).toBeUndefined();
      await vi.waitFor(() => expect(told(frames)).toEqual([1]));
      expect(asked()).toBe(0);
    });
  });

  test("wait, and go out in their order when it is, and what comes later at once", async () => {
    await inObject(async (state) => {
      const { held, socket, frames, confirm, renew, asked } = heldIn(state);
      const waited = held.send(socket, frame(1), 0);
      // The lease may be young again before the answer is here: nobody overtakes what waits.
      renew();
      expect(held.send(socket, frame(2), 0)).toBeUndefined();
      expect(asked()).toBe(1);
      expect(frames).toEqual([]);
      confirm(true);
      await waited;
      held.send(socket, frame(3), 0);
      await vi.waitFor(() => expect(told(frames)).toEqual([1, 2, 3]));
      expect(asked()).toBe(1);
    });
  });

  test("are not told at all where the place is gone", async () => {
    await inObject(async (state) => {
      const { held, socket, frames, confirm, renew } = heldIn(state);
      const waited = held.send(socket, frame(1), 0);
      held.send(socket, frame(2), 0);
      confirm(false);
      await waited;
      renew();
      held.send(socket, frame(3), 0);
      await vi.waitFor(() => expect(told(frames)).toEqual([3]));
    });
  });

  test("are two hundred at most: who misses more starts anew", async () => {
    await inObject(async (state) => {
      const { held, socket, closed, confirm, frames } = heldIn(state);
      const waited = held.send(socket, frame(1), 0);
      for (let n = 2; n <= 200; n++) held.send(socket, frame(n), 0);
      expect(socket.readyState).toBe(WebSocket.OPEN);
      held.send(socket, frame(201), 0);
      expect(socket.readyState).not.toBe(WebSocket.OPEN);
      await vi.waitFor(() => expect(closed()).toBe(CLOSE.comeBack));
      confirm(true);
      await waited;
      expect(frames.filter(({ n }) => n !== undefined)).toEqual([]);
    });
  });
});

describe("R86: who has read how far", () => {
  let ada: Somebody;
  let bo: Somebody;
  let no: number;
  let d1: D1WithFaults;
  beforeEach(async () => {
    const classroom = await openClassroom();
    [ada, bo] = [await classroom.person("student"), await classroom.person("student")];
    ({ no } = await channelOf([ada, bo], { kind: "group" }));
    d1 = new D1WithFaults(env.DB);
  });
  const OFF = { privacy: { readReceipts: false, typing: true, presence: true } };
  const facts = (kind = "group") => channelFacts({ channelNo: no, kind: kind as "group" });
  const read = (who: Somebody, seq: number, at: number) =>
    env.DB.prepare("UPDATE memberships SET read_seq = ?, read_at = ? WHERE channel_no = ? AND member_no = ?")
      .bind(seq, at, no, who.no)
      .run();
  const socketOf = (member: string, more: Partial<RoomAttachment> = {}) => ({
    ...somebody(member),
    leaseAt: 0,
    readSeq: 0,
    savedReadSeq: 0,
    ...more,
  });
  function seenBy(attachments: RoomAttachment[] = []) {
    const told: { from: unknown; event: unknown; hears: string[] }[] = [];
    const sockets = {
      all: () => attachments,
      attachments: { of: (socket: unknown) => socket },
      tellOthers: (from: unknown, event: unknown, hears: (socket: unknown) => boolean) =>
        told.push({ from, event, hears: attachments.filter(hears).map(({ member }) => member) }),
    } as unknown as ChannelSockets;
    return { seen: new ReadReceipts(sockets, d1.binding), told };
  }

  test("is told in direct and group messages, and not by who has switched it off", () => {
    const { seen } = seenBy();
    const on = { privacy: { readReceipts: true, typing: true, presence: true } };
    const isTold = (kind: string, more = {}) => seen.isTold(facts(kind), somebody("ada", more));
    expect(["dm", "group", "private", "public", "thread"].map((kind) => isTold(kind))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect([isTold("dm", on), isTold("dm", OFF), isTold("group", OFF)]).toEqual([true, false, false]);
  });

  test("is what D1 has, and where somebody is further by their socket, that", async () => {
    await read(ada, 4, 40);
    await read(bo, 6, 60);
    const { seen } = seenBy([
      socketOf(ada.id, { readSeq: 9, readAt: 90 }),
      socketOf(ada.id, { readSeq: 2, readAt: 99 }),
      socketOf(bo.id, { readSeq: 6, readAt: 99 }),
      socketOf("new", { readSeq: 3 }),
      socketOf("nothing"),
      // Read up to 8, and moved back to 5 since.
      socketOf("back", { readSeq: 5, readAt: 55, seenSeq: 8 }),
      socketOf("again", { readSeq: 9, readAt: 99, seenSeq: 8 }),
      socketOf("hides", { readSeq: 7, readAt: 70, ...OFF }),
    ]);
    const told = await seen.of(facts(), somebody(ada.id));
    expect(told).toEqual({
      [ada.id]: { seq: 9, at: 90 },
      [bo.id]: { seq: 6, at: 60 },
      new: { seq: 3 },
      nothing: { seq: 0 },
      back: { seq: 8 },
      again: { seq: 9, at: 99 },
    } satisfies Record<string, SeenMark>);
  });

  test("is not asked for by who hears nothing of it", async () => {
    const { seen } = seenBy([socketOf(bo.id, { readSeq: 3 })]);
    expect(await seen.of(facts(), somebody(ada.id, OFF))).toBeUndefined();
    expect(await seen.of(facts("private"), somebody(ada.id))).toBeUndefined();
    expect(d1.calls).toEqual([]);
  });

  test("I8: is left out where D1 cannot be asked, which is noted", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    d1.fail("memberships");
    const { seen } = seenBy([socketOf(bo.id, { readSeq: 3 })]);
    expect(await seen.of(facts(), somebody(ada.id))).toBeUndefined();
    expect(JSON.parse(String(said.mock.calls[0]?.[0]))).toMatchObject({ what: "seen", channel: "channel-7" });
  });

  test("is told to all others who tell it themselves", () => {
    const from = {} as WebSocket;
    const { seen, told } = seenBy([
      socketOf("bo"),
      socketOf("cy", OFF),
      socketOf("di", { privacy: { ...OFF.privacy, readReceipts: true } }),
    ]);
    seen.tell(facts(), somebody("ada"), { seq: 7, at: 70 }, from);
    expect(told).toEqual([{ from, event: { type: "seen", member: "ada", seq: 7, at: 70 }, hears: ["bo", "di"] }]);
    seen.tell(facts(), somebody("ada", OFF), { seq: 8, at: 80 }, null);
    seen.tell(facts("private"), somebody("ada"), { seq: 8, at: 80 }, null);
    expect(told).toHaveLength(1);
  });
});

describe("read marks of tabs that closed a moment ago", () => {
  test("are remembered for a minute", () => {
    const marks = new MarksOfClosed();
    expect(marks.of("ada", 0)).toEqual({});
    marks.add("ada", { general: 4 }, 1_000);
    expect([marks.of("ada", 1_000), marks.of("ada", 60_999)]).toEqual([{ general: 4 }, { general: 4 }]);
    expect([marks.of("ada", 61_000), marks.of("bo", 1_000)]).toEqual([{}, {}]);
  });

  test("of one person are one, the furthest in each channel, counted from the last that closed", () => {
    const marks = new MarksOfClosed();
    marks.add("ada", { general: 4, random: 9 }, 0);
    marks.add("ada", { general: 7, random: 2, help: 1 }, 50_000);
    expect(marks.of("ada", 109_999)).toEqual({ general: 7, random: 9, help: 1 });
    // What is too old is not carried on.
    marks.add("ada", { general: 3 }, 110_000);
    expect(marks.of("ada", 110_000)).toEqual({ general: 3 });
  });

  test("go back where their reader says so, there and in no other channel", () => {
    const marks = new MarksOfClosed();
    marks.add("ada", { general: 4, random: 9 }, 0);
    marks.movedBack("ada", "general", 2);
    marks.movedBack("ada", "help", 5);
    marks.movedBack("bo", "general", 1);
    expect([marks.of("ada", 1), marks.of("bo", 1)]).toEqual([{ general: 2, random: 9 }, {}]);
    expect(marks.of("ada", 60_000)).toEqual({});
  });

  test("of many who come and go do not pile up", () => {
    const marks = new MarksOfClosed();
    const deleted = vi.spyOn(Map.prototype, "delete");
    const forgotten = () => deleted.mock.calls.splice(0).flatMap(([key]) => (typeof key === "string" ? key : []));
    marks.add("ada", { general: 1 }, 0);
    marks.add("bo", { general: 1 }, 10);
    marks.add("ada", { general: 2 }, 20);
    marks.add("cy", { general: 1 }, 59_999);
    forgotten();
    // Ada left once more since, so that she comes after Bo.
    marks.add("di", { general: 1 }, 60_010);
    expect(forgotten()).toEqual(["bo", "di"]);
    marks.add("eve", { general: 1 }, 60_020);
    expect(forgotten()).toEqual(["ada", "eve"]);
    expect(marks.of("cy", 60_020)).toEqual({ general: 1 });
  });

  test("of several places are the furthest of each channel", () => {
    expect(furthest([])).toEqual({});
    expect(furthest([{ a: 1, b: 5 }, {}, { a: 3, b: 2, c: 0 }])).toEqual({ a: 3, b: 5, c: 0 });
  });
});

describe("a pace", () => {
  test("lets a few through at once, then one each so often, and never saves up more than those few", () => {
    const pace = new Pace(3, 1_000);
    const takes = (...times: number[]) => times.map((now) => pace.take(now));
    expect(takes(10_000, 10_000, 10_000, 10_000, 10_999)).toEqual([true, true, true, false, false]);
    expect(takes(11_000, 11_500, 12_000)).toEqual([true, false, true]);
    expect(takes(60_000, 60_000, 60_000, 60_000)).toEqual([true, true, true, false]);
  });

  test("begins its pause anew where something was told for another reason", () => {
    const pace = new Pace(2, 1_000);
    pace.spend(0);
    expect([pace.take(0), pace.take(0)]).toEqual([true, false]);
    pace.spend(999);
    expect([pace.take(1_000), pace.take(1_998), pace.take(1_999)]).toEqual([false, false, true]);
  });
});

describe("I10: how soon the hub hears of a message", () => {
  test("of a few at once; of more when sixteen seconds have gone", () => {
    const pace = new NewsPace(() => []);
    pace.heardWhoIsOnline([]);
    const told = [0, 0, 0, 0, 8_000, 16_000, 16_000].map((now) => pace.mayTell(now));
    expect(told).toEqual([true, true, true, false, false, true, false]);
  });

  const spent = (here: string[], online: string[] | null) => {
    const pace = new NewsPace(() => here);
    if (online) pace.heardWhoIsOnline(online);
    for (let i = 0; i < 3; i++) pace.mayTell(0);
    return pace;
  };

  test("after eight seconds at most where somebody has the class open and looks elsewhere, or nobody knows", () => {
    for (const [here, online] of [
      [["ada"], ["ada", "bo"]],
      [[], ["bo"]],
      [["ada"], null],
    ] as const) {
      const pace = spent([...here], online && [...online]);
      expect(pace.next).toBeNull();
      expect(pace.mayTell(100)).toBe(false);
      expect(pace.next).toBe(100 + HOLD_MS);
      // It waits from the first of them on.
      expect(pace.mayTell(5_000)).toBe(false);
      expect(pace.next).toBe(100 + HOLD_MS);
      pace.told(6_000, true);
      expect(pace.next).toBeNull();
    }
    expect(HOLD_MS).toBe(8_000);
  });

  test("not before something else is said where all of them look on", () => {
    for (const [here, online] of [
      [
        ["ada", "bo"],
        ["bo", "ada"],
      ],
      [["ada"], []],
    ]) {
      const pace = spent(here!, online!);
      expect([pace.mayTell(100), pace.next]).toEqual([false, null]);
    }
  });

  test("what was told out of turn counts, and what was told in turn does not count twice", () => {
    const paced = new NewsPace(() => []);
    expect(paced.mayTell(0)).toBe(true);
    paced.told(0, true);
    expect([paced.mayTell(0), paced.mayTell(0), paced.mayTell(0)]).toEqual([true, true, false]);
    const outOfTurn = new NewsPace(() => []);
    outOfTurn.told(0, false);
    expect([outOfTurn.mayTell(0), outOfTurn.mayTell(0), outOfTurn.mayTell(0)]).toEqual([true, true, false]);
  });
});
