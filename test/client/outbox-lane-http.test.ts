/** One channel's queue without a socket, and when it stops. */
import { describe, expect, test } from "vitest";
import { RefusedError } from "../../client/errors.ts";
import { FALLBACK_AFTER_MS } from "../../client/detour.ts";
import type { Carried } from "../../client/outbox-lane.ts";
import { refusal } from "../../protocol/index.ts";
import { settled } from "./support/fake-clock.ts";
import { done, laneOf, open, post, slow } from "./support/outbox-lane.ts";

describe("without a socket", () => {
  test("it goes by HTTP at once where none is expected, and after four seconds where one is", async () => {
    const { lane, clock, http } = laneOf();
    lane.expectSocket();
    lane.add(post("one"));
    await clock.pass(FALLBACK_AFTER_MS - 1);
    expect(http).toEqual([]);
    await clock.pass(1);
    expect(http.map(({ id }) => id)).toEqual(["one"]);
  });

  test("it waits four seconds from the loss of the socket, and not at all once nobody expects one", async () => {
    const { lane, clock, send, http, take } = laneOf();
    lane.expectSocket();
    lane.expectSocket();
    lane.socketOpened(send);
    lane.add(post("one"));
    take();
    await clock.pass(10_000);
    lane.socketLost();
    await clock.pass(FALLBACK_AFTER_MS - 1);
    expect(http).toEqual([]);
    lane.dismissSocket();
    expect(http).toEqual([]);
    lane.dismissSocket();
    expect(http.map(({ id }) => id)).toEqual(["one"]);
  });

  test("a socket that was never open and is lost again begins no new wait", async () => {
    const { lane, clock, http } = laneOf();
    lane.expectSocket();
    lane.add(post("one"));
    await clock.pass(FALLBACK_AFTER_MS - 1);
    lane.socketLost();
    await clock.pass(1);
    expect(http).toHaveLength(1);
  });

  test("where nobody answers it tries again, after a second, two, four, at most fifteen, and says why it waits", async () => {
    const { lane, clock, http, told } = laneOf();
    lane.add(post("one"));
    const waits: number[] = [];
    for (let n = 0; n < 20; n += 1) {
      http.at(-1)?.fail(new TypeError("nobody"));
      let waited = 0;
      for (await settled(); http.length === n + 1; waited += 500) await clock.pass(500);
      waits.push(waited);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, ...Array<number>(16).fill(15_000)]);
    expect(told[0]).toEqual(["held", "one", "unavailable"]);
    expect(lane.entries.map(({ attempts }) => attempts)).toEqual([21]);
  });

  test("somewhere below that by chance", async () => {
    const { lane, clock, http } = laneOf({ random: () => 0.25 });
    lane.add(post("one"));
    http[0]?.fail(new TypeError("nobody"));
    await clock.pass(249);
    expect(http).toHaveLength(1);
    await clock.pass(1);
    expect(http).toHaveLength(2);
  });

  test.each<[string, (request: { answer: (carried: Carried) => void; fail: (cause: unknown) => void }) => void]>([
    ["its answer comes", ({ answer }) => answer(done())],
    ["it is refused", ({ fail }) => fail(new RefusedError(refusal("archived"), 403))],
    ["nobody answers", ({ fail }) => fail(new TypeError("nobody"))],
  ])("what waits for a request goes out when %s, also where the socket told of it before", async (_what, comes) => {
    const { lane, http, send, take } = laneOf();
    lane.add(post("one"));
    lane.socketOpened(send);
    lane.carried("one", done());
    lane.add(post("two"));
    expect(take()).toEqual([]);
    comes(http[0]!);
    await settled();
    expect(take()).toEqual(["two"]);
  });

  test("where nobody answers and a socket has opened meanwhile, it goes out on that one without a wait", async () => {
    const { lane, http, send, take } = laneOf();
    lane.add(post("one"));
    lane.socketOpened(send);
    expect(take(), "the request may still be answered").toEqual([]);
    http[0]?.fail(new TypeError("nobody"));
    await settled();
    expect(take()).toEqual(["one"]);
  });

  test("a request that is under way when a socket comes and goes is still waited for", async () => {
    const { lane, http, send, told } = laneOf();
    lane.add(post("one"));
    lane.socketOpened(send);
    lane.socketLost();
    expect(lane.take("one"), "it is on its way").toBe(false);
    http[0]?.answer(done(7));
    await settled();
    expect(told).toEqual([["carried", "one", 7]]);
    expect(http).toHaveLength(1);
  });

  test("a refusal is taken as the socket's is", async () => {
    const { lane, http, told } = laneOf();
    lane.add(post("one"));
    http[0]?.fail(new RefusedError(refusal("archived"), 409));
    await settled();
    expect(told).toEqual([["refused", "one", "archived"]]);
    expect(lane.entries).toEqual([]);
  });

  test("hints that the network is back change nothing where nothing failed", async () => {
    const { lane, clock, http } = laneOf();
    lane.expectSocket();
    lane.add(post("one"));
    lane.wake();
    expect(http).toEqual([]);
    await clock.pass(FALLBACK_AFTER_MS);
    http[0]?.fail(new TypeError("nobody"));
    await settled();
    lane.wake();
    expect(http).toHaveLength(2);
  });
});

describe("stopping", () => {
  test("sends nothing more, leaves nothing waiting, and begins again with what had no answer", async () => {
    const { lane, clock, take } = open();
    lane.add(post("one"));
    expect(take()).toEqual(["one"]);
    lane.refused("one", slow(5_000));
    lane.add(post("two"));
    lane.stop();
    lane.add(post("three"));
    expect(clock.waiting).toBe(0);
    await clock.pass(60_000);
    expect(take()).toEqual([]);
    lane.start();
    expect(take()).toEqual(["one"]);
  });

  test("with an answer outstanding waits for it no longer", async () => {
    const { lane, clock, take } = open();
    lane.add(post("one"));
    take();
    lane.stop();
    expect(clock.waiting).toBe(0);
    lane.start();
    expect(take(), "it was in flight, and counts as tried").toEqual(["one"]);
    await clock.pass(0);
  });

  test("an answer that does not come within twenty seconds is asked for again", async () => {
    const { lane, clock, take } = open();
    lane.add(post("one"));
    take();
    await clock.pass(19_999);
    expect(take()).toEqual([]);
    await clock.pass(1);
    expect(take()).toEqual(["one"]);
    lane.carried("one", done());
    expect(clock.waiting, "what was answered is waited for no longer").toBe(0);
  });
});
