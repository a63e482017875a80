/** When somebody is told something: together, in order, at a pace, and only who may hear it. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { CLOSE } from "../../../protocol/index.ts";
import { Batcher } from "../../../worker/room/commit/batcher.ts";
import { HeldFrames } from "../../../worker/room/sockets/held-frames.ts";
import type { Leases } from "../../../worker/room/sockets/leases.ts";
import { HOLD_MS, NewsPace } from "../../../worker/room/followers/news-pace.ts";
import { Pace } from "../../../worker/room/pace.ts";
import { sendTo, type RoomAttachment } from "../../../worker/room/sockets/socket-identity.ts";
import { heldSocket, inObject, somebody } from "../support/in-room.ts";

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
      held: new HeldFrames<Identity>(leases, { tell: sendTo }),
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

describe("a pace", () => {
  test("lets a few through at once, then one each so often, and never saves up more than those few", () => {
    const pace = new Pace(3, 1_000);
    const takes = (...times: number[]) => times.map((now) => pace.take(now));
    expect(takes(10_000, 10_000, 10_000, 10_000, 10_999)).toEqual([true, true, true, false, false]);
    expect(takes(11_000, 11_500, 12_000)).toEqual([true, false, true]);
    expect(takes(60_000, 60_000, 60_000, 60_000)).toEqual([true, true, true, false]);
  });

  test("loses nothing where the clock goes back, as on another machine, and gives nothing twice when it comes on again", () => {
    const pace = new Pace(2, 1_000);
    const times = [60_000, 1_000, 1_500, 60_999, 61_000];
    expect(times.map((now) => pace.take(now))).toEqual([true, true, false, false, true]);
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
    pace.setOnline([]);
    const told = [0, 0, 0, 0, 8_000, 16_000, 16_000].map((now) => pace.maySend(now));
    expect(told).toEqual([true, true, true, false, false, true, false]);
  });

  const spent = (here: string[], online: string[] | null) => {
    const pace = new NewsPace(() => here);
    if (online) pace.setOnline(online);
    for (let i = 0; i < 3; i++) pace.maySend(0);
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
      expect(pace.maySend(100)).toBe(false);
      expect(pace.next).toBe(100 + HOLD_MS);
      // It waits from the first of them on.
      expect(pace.maySend(5_000)).toBe(false);
      expect(pace.next).toBe(100 + HOLD_MS);
      pace.sent(6_000, true);
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
      expect([pace.maySend(100), pace.next]).toEqual([false, null]);
    }
  });

  test("what was told out of turn counts, and what was told in turn does not count twice", () => {
    const paced = new NewsPace(() => []);
    expect(paced.maySend(0)).toBe(true);
    paced.sent(0, true);
    expect([paced.maySend(0), paced.maySend(0), paced.maySend(0)]).toEqual([true, true, false]);
    const outOfTurn = new NewsPace(() => []);
    outOfTurn.sent(0, false);
    expect([outOfTurn.maySend(0), outOfTurn.maySend(0), outOfTurn.maySend(0)]).toEqual([true, true, false]);
  });
});
