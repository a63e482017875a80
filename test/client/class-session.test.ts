/** A class in a tab: when it is asked about, and what is laid over the answer. */
import { describe, expect, test } from "vitest";
import { loadScheduled } from "../../client/scheduled-list.ts";
import { CLOSE, refusal } from "../../protocol/index.ts";
import { bootstrapOf, channelOfClass, newsOf } from "./support/class-state.ts";
import { made, opened, SPREAD } from "./support/open-class.ts";

describe("a class whose first answer was asked for before", () => {
  test("R149 is there without another request, and asks again after a cut as every other", async () => {
    const { state, asks, sockets, hello, clock } = await opened({ first: Promise.resolve(bootstrapOf()) });
    expect(state()?.workspace.id).toBe(bootstrapOf().workspace.id);
    expect(asks()).toBe(0);
    sockets.last().drops();
    await clock.pass(SPREAD);
    hello();
    await clock.pass(SPREAD);
    expect(asks()).toBe(1);
  });

  test("asks by itself where there was no answer", async () => {
    const { state, asks } = await opened({ first: Promise.resolve(null) });
    expect(state()).not.toBeNull();
    expect(asks()).toBe(1);
  });
});

describe("who draws it", () => {
  test("is told with the next frame of what comes in, and at once of what a person or an answer brought", async () => {
    const frames: (() => void)[] = [];
    const { session, sockets, clock } = await opened({ schedule: (run) => frames.push(run) });
    for (const frame of frames.splice(0)) frame();
    let told = 0;
    const stop = session.subscribe(() => (told += 1));
    sockets.last().says(newsOf("general", 11));
    sockets.last().says(newsOf("general", 12));
    expect(told).toBe(0);
    for (const frame of frames.splice(0)) frame();
    expect(told).toBe(1);
    session.apply({ type: "channelJoined", channel: channelOfClass("just-made") });
    expect(told).toBe(2);
    await loadScheduled(session);
    expect(told).toBe(3);
    sockets.last().drops();
    expect(told, "it is cut off").toBe(4);
    await clock.pass(SPREAD);
    stop();
    const before = told;
    session.apply({ type: "channelJoined", channel: channelOfClass("another") });
    expect(told).toBe(before);
  });

  test("R33 may hear of every frame by itself, what the state does not keep included, until it asks for none", async () => {
    const { session, sockets } = await opened();
    const heard: string[] = [];
    const stop = session.onEvent(({ type }) => heard.push(type));
    sockets.last().says({ type: "messagesChanged", channel: "general", changes: [{ seq: 3, rev: 14 }] });
    sockets.last().says(newsOf("general", 11));
    stop();
    sockets.last().says(newsOf("general", 12));
    expect(heard).toEqual(["messagesChanged", "news"]);
  });

  test("is told at once when bootstrap is answered, and when it is over", async () => {
    const { session, clock, sockets } = made({ schedule: () => undefined });
    const seen: [boolean, string | undefined][] = [];
    session.subscribe(() => seen.push([session.snapshot().state !== null, session.snapshot().ended?.code]));
    session.open();
    await clock.pass(0);
    expect(seen.at(-1)).toEqual([true, undefined]);
    sockets.last().drops(CLOSE.removed);
    expect(seen.at(-1)).toEqual([true, "not_found"]);
    expect(session.snapshot().ended?.sentence).toBe("You aren't in this class any more.");
  });

  test("is not told of what changes nothing, and has the same snapshot until something does", async () => {
    const { session, sockets } = await opened();
    let told = 0;
    session.subscribe(() => (told += 1));
    const before = session.snapshot();
    sockets.last().says(newsOf("general", 9));
    sockets.last().says({ type: "confetti" });
    sockets.last().says("{half a fra");
    sockets.last().says({ type: "confetti", channel: 7 });
    expect(told).toBe(0);
    expect(session.snapshot()).toBe(before);
  });
});

describe("asking", () => {
  test("what the socket told while the answer was on its way is laid over it, and what a person did as well", async () => {
    const { server, session, sockets, hello, answer, state } = made();
    server.hold = /bootstrap/u;
    session.open();
    hello();
    sockets.last().says(newsOf("general", 12));
    session.apply({ type: "channelJoined", channel: channelOfClass("just-made") });
    expect(state()).toBeNull();
    await answer();
    expect(state()?.channels.get("general")?.lastSeq).toBe(12);
    expect(state()?.channels.has("just-made")).toBe(true);
    expect(state()?.online.has("ada-me")).toBe(true);
  });

  test("what was laid over one answer is not laid over the next", async () => {
    const { server, session, sockets, clock, hello, answer, state } = made();
    server.hold = /bootstrap/u;
    session.open();
    hello();
    sockets.last().says({ type: "channelJoined", channel: channelOfClass("for-a-moment") });
    server.hold = null;
    await answer();
    expect(state()?.channels.has("for-a-moment")).toBe(true);
    sockets.last().drops();
    await clock.pass(250);
    hello();
    await clock.pass(SPREAD);
    expect([...(state()?.channels.keys() ?? [])]).toEqual(["general", "homework"]);
  });

  test("what came between two answers is in the state, and not laid over the second", async () => {
    const { sockets, clock, hello, state } = await opened();
    sockets.last().says({ type: "channelJoined", channel: channelOfClass("gone-by-then") });
    sockets.last().drops();
    await clock.pass(250);
    hello();
    await clock.pass(SPREAD);
    expect(state()?.channels.has("gone-by-then")).toBe(false);
  });

  test("after a cut it waits a part of a second before it asks, and asks once", async () => {
    const { sockets, clock, hello, asks } = await opened();
    sockets.last().drops();
    await clock.pass(250);
    hello();
    await clock.pass(SPREAD - 1);
    expect(asks()).toBe(1);
    await clock.pass(1);
    expect(asks()).toBe(2);
    await clock.pass(10_000);
    expect(asks()).toBe(2);
  });

  test("a hello ends the wait for the next try: it is asked soon after it, and not a second time when that wait would have ended", async () => {
    const { server, session, clock, hello, asks } = made();
    server.reachable = false;
    session.open();
    await clock.pass(0);
    server.reachable = true;
    hello();
    await clock.pass(SPREAD);
    expect(asks()).toBe(2);
    await clock.pass(10_000);
    expect(asks()).toBe(2);
  });

  test("a cut while an answer is on its way: the later hello is held against it when it is here", async () => {
    const { server, session, sockets, clock, hello, answer, asks } = made();
    server.hold = /bootstrap/u;
    session.open();
    hello();
    sockets.last().drops();
    await clock.pass(250);
    hello({ changedAt: 999_999 });
    await clock.pass(2_000);
    expect(asks(), "one at a time").toBe(1);
    await answer();
    await clock.pass(SPREAD);
    await answer();
    await clock.pass(5_000);
    expect(asks()).toBe(2);
  });

  test("what is to be asked while an answer is on its way is asked when that is here, once", async () => {
    const { server, session, sockets, clock, answer, asks } = made();
    server.hold = /bootstrap/u;
    session.open();
    for (let n = 0; n < 7; n += 1) {
      sockets.last().drops();
      await clock.pass(3_000);
    }
    expect(asks()).toBe(1);
    await answer();
    expect(asks()).toBe(2);
    await answer();
    expect(asks()).toBe(2);
  });

  test("what told the state must be two seconds newer than the hub's last change: clocks are that far apart", async () => {
    for (const [changedAt, count] of [
      [997_999, 1],
      [998_000, 2],
    ] as const) {
      const { session, clock, hello, asks } = made();
      session.open();
      await clock.pass(0);
      hello({ changedAt });
      await clock.pass(5_000);
      expect(asks(), String(changedAt)).toBe(count);
    }
  });

  test("a hello before the answer is held against it when it comes", async () => {
    for (const [changedAt, count] of [
      [0, 1],
      [999_999, 2],
    ] as const) {
      const { server, session, clock, hello, answer, asks } = made();
      server.hold = /bootstrap/u;
      session.open();
      hello({ changedAt });
      await answer();
      await clock.pass(SPREAD);
      await answer();
      await clock.pass(5_000);
      expect(asks(), String(changedAt)).toBe(count);
    }
  });

  test("where nobody answers it is asked again after three seconds, give or take half", async () => {
    for (const [chance, wait] of [
      [0, 1_500],
      [1, 4_500],
    ] as const) {
      const { server, session, clock, asks, hello } = made({ random: () => chance });
      server.reachable = false;
      session.open();
      hello();
      await clock.pass(wait - 1);
      expect(asks()).toBe(1);
      await clock.pass(1);
      expect(asks()).toBe(2);
    }
  });

  test("where the server says when, it is asked then", async () => {
    const { server, session, clock, asks, hello } = made();
    server.refuse = refusal("too_fast", { retryAfter: 10_000 });
    session.open();
    hello();
    await clock.pass(9_999);
    expect(asks()).toBe(1);
    await clock.pass(1);
    expect(asks()).toBe(2);
    expect(session.snapshot().ended).toBeNull();
  });

  test("R60 where no socket is to be had it is asked at the second failure and every fourth after it", async () => {
    const { session, sockets, clock, asks } = made();
    session.open();
    await clock.pass(0);
    const counts: number[] = [];
    for (let n = 1; n <= 10; n += 1) {
      sockets.last().drops();
      await clock.pass(0);
      counts.push(asks());
      await clock.pass(3_000);
    }
    expect(counts).toEqual([1, 2, 2, 2, 2, 3, 3, 3, 3, 4]);
  });
});

describe("cut off", () => {
  test("says since when, from the first failure to the next hello", async () => {
    const { session, sockets, clock, hello } = await opened();
    expect(session.snapshot().offlineSince).toBeNull();
    sockets.last().drops();
    const since = clock.now();
    expect(session.snapshot().offlineSince).toBe(since);
    await clock.pass(250);
    expect(session.snapshot().offlineSince).toBe(since);
    sockets.last().drops();
    expect(session.snapshot().offlineSince).toBe(since);
    await clock.pass(1_000);
    sockets.last().opens();
    expect(session.snapshot()).toMatchObject({ connection: "open", offlineSince: since });
    hello();
    expect(session.snapshot().offlineSince).toBeNull();
  });
});
