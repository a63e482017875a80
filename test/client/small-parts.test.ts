/** The client's small parts, each for itself: ids, listeners, clocks, who is writing, what ends a session, the browser's hints. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ServerClock, systemClock } from "../../client/clock.ts";
import { isFinalRefusal, refusalOfClose } from "../../client/endings.ts";
import { mintMessageId } from "../../client/message-id.ts";
import { nextFrame, Notifier } from "../../client/notifier.ts";
import { browserSignals, silentSignals, type Hint } from "../../client/signals.ts";
import { Typing } from "../../client/typing.ts";
import { CLOSE, refusal, REFUSAL_CODES } from "../../protocol/index.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe("P3: a new message's id", () => {
  const minted = (now: number, bytes: number[]) => {
    vi.spyOn(crypto, "getRandomValues").mockImplementation((array) => {
      (array as unknown as Uint8Array).set(bytes);
      return array;
    });
    return mintMessageId(now);
  };

  test("holds the time, and chance in all the rest", () => {
    const bytes = [0x03, 0x12, 0x23, 0x34, 0x45, 0x56, 0x67, 0x78, 0x89, 0x9a, 0xab, 0xbc, 0xcd, 0xde, 0xef, 0xf1];
    // By RFC 9562: version 7, variant 10, and the bytes' own digits in their order.
    expect(minted(0x0193e4a17b2c, bytes)).toBe("0193e4a1-7b2c-7778-b99a-abbccddeeff1");
    expect(minted(5.9, Array<number>(16).fill(1))).toBe("00000000-0005-7101-9101-010101010101");
    expect(minted(-7, Array<number>(16).fill(1)).slice(0, 13)).toBe("00000000-0000");
  });

  test("has one of the four variants, and two of one millisecond differ", () => {
    expect([0, 1, 2, 3, 4].map((first) => minted(1, [first])[19])).toEqual(["8", "9", "a", "b", "8"]);
    vi.restoreAllMocks();
    expect(mintMessageId(1)).not.toBe(mintMessageId(1));
    expect(mintMessageId(Date.now())).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
  });
});

describe("listeners", () => {
  test("hear at once, or once per frame however often it is said", () => {
    const frames: (() => void)[] = [];
    const notifier = new Notifier((run) => frames.push(run));
    const heard: string[] = [];
    const stop = notifier.subscribe(() => heard.push("a"));
    notifier.subscribe(() => heard.push("b"));
    notifier.now();
    expect(heard).toEqual(["a", "b"]);
    notifier.soon();
    notifier.soon();
    expect([heard.length, frames.length]).toEqual([2, 1]);
    frames.shift()!();
    expect(heard).toEqual(["a", "b", "a", "b"]);
    stop();
    notifier.soon();
    frames.shift()!();
    expect(heard).toEqual(["a", "b", "a", "b", "b"]);
  });

  test("are not told in a frame what they have heard at once meanwhile", () => {
    const frames: (() => void)[] = [];
    const notifier = new Notifier((run) => frames.push(run));
    let heard = 0;
    notifier.subscribe(() => (heard += 1));
    notifier.soon();
    notifier.now();
    frames.shift()!();
    expect(heard).toBe(1);
    notifier.soon();
    expect(frames).toHaveLength(1);
  });

  test("who stops listening while others are told stops after that", () => {
    const notifier = new Notifier(() => undefined);
    const heard: string[] = [];
    const stops = [notifier.subscribe(() => (heard.push("a"), stops[1]!())), notifier.subscribe(() => heard.push("b"))];
    notifier.now();
    notifier.now();
    expect(heard).toEqual(["a", "b", "a"]);
  });

  test("a page that is seen waits for its frame, a hidden one and a program for the next turn", () => {
    const asked: string[] = [];
    vi.stubGlobal("setTimeout", (_run: () => void, ms: number) => asked.push(`turn ${ms}`));
    nextFrame(() => undefined);
    vi.stubGlobal("requestAnimationFrame", () => asked.push("frame"));
    vi.stubGlobal("document", { visibilityState: "visible" });
    nextFrame(() => undefined);
    vi.stubGlobal("document", { visibilityState: "hidden" });
    nextFrame(() => undefined);
    expect(asked).toEqual(["turn 0", "frame", "turn 0"]);
  });
});

describe("the browser's hints", () => {
  test("are silent where there is no browser", () => {
    expect(browserSignals()).toBe(silentSignals);
    vi.stubGlobal("window", new EventTarget());
    expect(browserSignals()).toBe(silentSignals);
    vi.unstubAllGlobals();
    vi.stubGlobal("document", new EventTarget());
    expect(browserSignals()).toBe(silentSignals);
    expect(silentSignals.visible()).toBe(true);
    expect(silentSignals.subscribe(() => undefined)()).toBeUndefined();
  });

  test("tell of the network and of the page, until nobody listens any more", () => {
    const window = new EventTarget();
    const document = Object.assign(new EventTarget(), { visibilityState: "visible" });
    vi.stubGlobal("window", window);
    vi.stubGlobal("document", document);
    const signals = browserSignals();
    const heard: Hint[] = [];
    const stop = signals.subscribe((hint) => heard.push(hint));
    const all = () => {
      for (const name of ["online", "offline", "pagehide"]) window.dispatchEvent(new Event(name));
      document.dispatchEvent(new Event("visibilitychange"));
    };
    all();
    expect(signals.visible()).toBe(true);
    document.visibilityState = "hidden";
    expect(signals.visible()).toBe(false);
    document.dispatchEvent(new Event("visibilitychange"));
    expect(heard).toEqual(["online", "offline", "hidden", "visible", "hidden"]);
    stop();
    all();
    expect(heard).toHaveLength(5);
  });
});

test("the server's clock is as far ahead as its last frame told", () => {
  let now = 1_000;
  const clock = new ServerClock({ now: () => now, after: () => () => undefined });
  expect(clock.now()).toBe(1_000);
  clock.observe(1_500);
  now = 1_200;
  expect(clock.now()).toBe(1_700);
  clock.observe(1_100);
  expect(clock.now()).toBe(1_100);
});

test("the system's clock runs a task once, unless it is called off", () => {
  vi.useFakeTimers({ now: 5_000 });
  const done: string[] = [];
  expect(systemClock.now()).toBe(5_000);
  systemClock.after(10, () => done.push("a"));
  systemClock.after(20, () => done.push("b"))();
  vi.advanceTimersByTime(9);
  expect(done).toEqual([]);
  vi.advanceTimersByTime(30);
  expect(done).toEqual(["a"]);
  expect(new ServerClock().now()).toBe(Date.now());
});

test("what ends a session for good, and the words for it", () => {
  expect(REFUSAL_CODES.filter((code) => isFinalRefusal(refusal(code)))).toEqual([
    "not_signed_in",
    "session_ended",
    "not_found",
    "forbidden",
  ]);
  expect(refusalOfClose(CLOSE.sessionEnded, "class")).toEqual(refusal("session_ended"));
  expect(refusalOfClose(CLOSE.removed, "class")).toEqual(
    refusal("not_found", { reason: "left_class", sentence: "You aren't in this class any more." }),
  );
  expect(refusalOfClose(CLOSE.tooLarge, "class")).toEqual(refusal("too_large"));
  expect(refusalOfClose(CLOSE.badFrames, "class")).toEqual(refusal("unknown_frame"));
});

describe("who is writing", () => {
  let now: number;
  let timers: { at: number; task: () => void; off: boolean }[];
  let sent: number;
  let changes: number;
  let takes: boolean;
  let typing: Typing;
  beforeEach(() => {
    [now, timers, sent, changes, takes] = [100_000, [], 0, 0, true];
    const clock = {
      now: () => now,
      after: (ms: number, task: () => void) => {
        const timer = { at: now + ms, task, off: false };
        timers.push(timer);
        return () => void (timer.off = true);
      },
    };
    typing = new Typing({ clock, send: () => (takes && (sent += 1), takes), onChange: () => (changes += 1) });
  });
  const pass = (ms: number) => {
    now += ms;
    for (const timer of timers.splice(0)) {
      if (timer.off) continue;
      if (timer.at <= now) timer.task();
      else timers.push(timer);
    }
  };

  test("I tell it at most every three seconds, again at once after I sent it, and again where it was not taken", () => {
    typing.send();
    typing.send();
    pass(2_999);
    typing.send();
    expect(sent).toBe(1);
    pass(1);
    typing.send();
    expect(sent).toBe(2);
    typing.sent();
    typing.send();
    expect(sent).toBe(3);
    typing.sent();
    takes = false;
    typing.send();
    takes = true;
    typing.send();
    expect(sent).toBe(4);
  });

  test("others are there in the order in which they began, until they fall silent", () => {
    expect(typing.members).toEqual([]);
    typing.receive("bo");
    typing.receive("cy");
    expect([typing.members, changes]).toEqual([["bo", "cy"], 2]);
    const before = typing.members;
    pass(3_000);
    typing.receive("bo");
    expect(typing.members).toBe(before);
    expect(changes).toBe(2);
    pass(2_500);
    expect([typing.members, changes]).toEqual([["bo"], 3]);
    pass(2_999);
    expect(typing.members).toEqual(["bo"]);
    pass(1);
    expect([typing.members, changes]).toEqual([[], 4]);
  });

  test("who posted is not writing any more, and who left is forgotten with all the others", () => {
    typing.receive("bo");
    typing.receive("cy");
    typing.wrote(["bo", "di"]);
    expect([typing.members, changes]).toEqual([["cy"], 3]);
    typing.wrote(["di"]);
    expect(changes).toBe(3);
    typing.send();
    typing.stop();
    typing.send();
    expect([typing.members, changes, sent]).toEqual([[], 4, 2]);
    pass(10_000);
    expect(changes).toBe(4);
  });
});
