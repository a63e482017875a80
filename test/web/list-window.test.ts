import { describe, expect, test } from "vitest";
import type { Message } from "../../protocol/index.ts";
import {
  claim,
  enter,
  firstNewIn,
  isLiveEnd,
  knownIn,
  leave,
  newCount,
  openAt,
  openLatest,
  placeFirst,
  resume,
  see,
  showable,
  shows,
  staysAt,
  take,
  announceNew,
  unopened,
  wantedHistory,
  type Known,
  type ListWindow,
} from "../../web/src/lib/conversation/window/list-window.ts";
import { grow, wantedRows } from "../../web/src/lib/conversation/window/growth.ts";
import { missedCount } from "../../web/src/lib/conversation/window/missed.ts";
import type { Seen } from "../../web/src/lib/conversation/window/place-keeper.ts";
import { sizeOf, WINDOW_FIRST, FOLLOWED_MAX } from "../../web/src/lib/conversation/window/scroll.ts";

const ME = "me";
const said = (seq: number, author = "ada"): Message => ({
  ...{ id: `m${seq}`, seq, rev: seq, channel: "c", author, at: seq, body: `No. ${seq}` },
});
/** Messages `first` to `last` are known, and whether that is all up to either end. */
function known(first: number, last: number, more: Partial<Known> & { mine?: readonly number[] } = {}): Known {
  const { mine = [], ...rest } = more;
  return {
    messages: Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
      said(first + index, mine.includes(first + index) ? ME : "ada"),
    ),
    reachedStart: first === 1,
    reachedEnd: true,
    ready: true,
    epoch: 1,
    head: { seq: last, rev: last },
    ...rest,
  };
}
/** What is known of a place, where all that is known is in view. */
const inView =
  ({ messages }: Known) =>
  (seq: number): Message | null =>
    messages.find((message) => message.seq === seq) ?? null;
const UNSEEN: Seen = {
  ...{ first: 0, last: 0, nearFirst: 0, nearLast: 0 },
  ...{ nearTop: false, nearBottom: false, following: false },
};
const opened = (now: Known, readSeq = 0, unread = 0, before: ListWindow = unopened(ME)): ListWindow =>
  placeFirst(enter(before, now, { readSeq, unread }), now);
const readingAt = (now: Known, seq: number): ListWindow =>
  see(openAt(opened(now), now, seq, false), { ...UNSEEN, first: seq, last: seq, following: false });

describe("what of a channel can be in the page", () => {
  test("all that is known from its first message on, and the first one elsewhere only when its own one before is known", () => {
    expect(showable(known(1, 50))).toEqual({ first: 1, last: 50 });
    expect(showable(known(200, 260))).toEqual({ first: 201, last: 260 });
    expect(shows(known(200, 260), 200)).toBe(false);
    expect(knownIn(known(1, 0))).toEqual({ first: 1, last: 0 });
  });

  test("nothing is placed before something is known", () => {
    const nothing = known(1, 0, { ready: false });
    expect(opened(nothing)).toMatchObject({ placed: false, goal: null });
    expect(opened(known(1, 0))).toMatchObject({ placed: true, goal: "end" });
  });
});

describe("where a reader begins", () => {
  test("R40: who has read all stands at the newest message", () => {
    const now = known(1, 100);
    const window = opened(now, 100);
    expect(window).toMatchObject({ goal: "end", newSince: null, slice: { first: 41, last: 100 } });
    expect(isLiveEnd(window, now)).toBe(true);
  });

  test("R40: who has something unread stands at the first of it, with some of what was read above", () => {
    const now = known(1, 100);
    const window = opened(now, 30, 70);
    expect(window.goal).toEqual({ seq: 31, top: 120, marked: false });
    expect(window.slice).toEqual({ first: 10, last: 100 });
    expect([newCount(window, now), firstNewIn(window, now)]).toEqual([70, 31]);
  });

  test("more that is new than what came with the page: the newest is shown, and the count leads up", () => {
    const now = known(500, 600);
    const window = opened(now, 100, 500);
    expect(window).toMatchObject({ goal: "end", awaitsNew: false });
    expect(firstNewIn(window, now)).toBe(101);
  });

  test("who was never here has no line, and what one wrote oneself is not new", () => {
    expect(opened(known(1, 100), 0, 100).newSince).toBeNull();
    expect(opened(known(1, 5, { mine: [4, 5] }), 3, 0).newSince).toBeNull();
  });

  test("what is new and comes only now is where the reader begins, once", () => {
    const before = known(1, 100, { reachedEnd: false, head: { seq: 110, rev: 110 } });
    const window = opened(before, 100, 10);
    expect(window).toMatchObject({ awaitsNew: true, goal: "end" });
    const now = known(1, 110);
    const placed = take(window, before, now, null);
    expect(placed).toMatchObject({ awaitsNew: false, goal: { seq: 101 } });
    const later = known(1, 111);
    expect(take({ ...placed, goal: null }, now, later, null).goal).toBeNull();
  });

  test("R13: who comes back stands where they left, to the pixel, if it is still known", () => {
    const now = known(1, 300);
    const place = { at: "row", key: "m120", seq: 120, top: 33 } as const;
    const left = leave(opened(now), place);
    expect(left).toMatchObject({ entered: false, goal: null });
    expect(opened(now, 300, 0, left)).toMatchObject({
      goal: { seq: 120, top: 33, marked: false },
      slice: { first: 90, last: 150 },
    });
    expect(opened(known(200, 300), 300, 0, left).goal).toBe("end");
  });

  test("a place that was asked for decides against what is new and comes later", () => {
    const before = known(1, 100, { reachedEnd: false, head: { seq: 110, rev: 110 } });
    const window = openAt(claim(opened(before, 100, 10)), before, 20, true);
    expect(take(window, before, known(1, 110), null).goal).toEqual({ seq: 20, top: "middle", marked: true });
  });
});

describe("what comes in while somebody reads", () => {
  test("R13: who follows sees what comes, and the page never holds more than it may", () => {
    let now = known(1, 100);
    let window = opened(now, 100);
    for (let last = 101; last <= 600; last += 1) {
      const next = known(1, last);
      window = take(window, now, next, null);
      now = next;
      expect(window.slice.last).toBe(last);
      expect(sizeOf(window.slice)).toBeLessThanOrEqual(FOLLOWED_MAX);
    }
  });

  test("R12: who reads further up keeps the place, and is told how much they miss until they stand at the end", () => {
    const before = known(1, 300);
    const window = readingAt(before, 100);
    const now = known(1, 303, { mine: [302] });
    const { window: told, posted } = announceNew(take(window, before, now, null), now, inView(now));
    expect(told.slice).toEqual(window.slice);
    expect(posted.map(({ seq }) => seq)).toEqual([301, 303]);
    expect(missedCount(told, now.head.seq, inView(now))).toBe(2);
    const atEnd = see(told, { ...UNSEEN, last: 303, following: true });
    expect(missedCount(atEnd, now.head.seq, inView(now))).toBe(0);
  });

  test("R111: the first page is no news, and nothing is told twice", () => {
    const empty = known(1, 0, { ready: false });
    const now = known(1, 3);
    const entered = enter(unopened(ME), empty, { readSeq: 0, unread: 0 });
    const first = announceNew(take(entered, empty, now, null), now, inView(now));
    expect(first.posted).toEqual([]);
    const later = known(1, 5);
    const second = announceNew(first.window, later, inView(later));
    expect(second.posted.map(({ seq }) => seq)).toEqual([4, 5]);
    expect(announceNew(second.window, later, inView(later)).posted).toEqual([]);
  });

  test("R149: who jumped far up, and has the newest apart from what they read, is told it all the same", () => {
    const before = known(1, 50, { reachedEnd: false, head: { seq: 900, rev: 900 } });
    const window = readingAt(before, 20);
    const now = { ...before, head: { seq: 903, rev: 903 } };
    // Mine came from another device, and one is not here: it may be new.
    const apart = (seq: number) => [said(901), said(902, ME)].find((message) => message.seq === seq) ?? null;
    const { window: told, posted } = announceNew(take(window, before, now, null), now, apart);
    expect(posted.map(({ seq }) => seq)).toEqual([901]);
    expect(missedCount(told, now.head.seq, apart)).toBe(2);
    expect(announceNew(told, now, apart).posted).toEqual([]);
  });

  test("R149: a page from the middle only guesses where the end is: what the channel then tells is no news", () => {
    const empty = known(1, 0, { ready: false, reachedEnd: false, head: { seq: 0, rev: 0 } });
    const middle = known(40, 90, { reachedEnd: false, head: { seq: 91, rev: 0 } });
    const whole = { ...middle, head: { seq: 900, rev: 900 } };
    const all = (seq: number) => said(seq);
    const entered = enter(unopened(ME), empty, { readSeq: 0, unread: 0 });
    const first = announceNew(take(entered, empty, middle, 60), middle, all);
    const second = announceNew(first.window, whole, all);
    expect([...first.posted, ...second.posted]).toEqual([]);
    expect(announceNew(enter(first.window, middle, { readSeq: 0, unread: 0 }), whole, all).posted).toEqual([]);
    expect(announceNew(second.window, { ...whole, head: { seq: 901, rev: 901 } }, all).posted).toHaveLength(1);
  });

  test("all that is known comes anew while somebody reads further up: their message is what has to stay", () => {
    const before = known(1, 300);
    const window = readingAt(before, 100);
    const anew = known(500, 600, { epoch: 2 });
    expect(staysAt(window, before, anew)).toBe(100);
    expect(staysAt(window, before, known(1, 301))).toBeNull();
    expect(staysAt(opened(before, 300), before, anew)).toBeNull();
    expect(staysAt(leave(window, { at: "end" }), before, anew)).toBeNull();
    expect(take(window, before, known(1, 400, { epoch: 2 }), 100).slice).toEqual({ first: 70, last: 130 });
    expect(take(window, before, anew, null).slice).toEqual({ first: 600 - WINDOW_FIRST + 1, last: 600 });
  });

  test("in a channel that is not open, nothing is placed", () => {
    const before = known(1, 100);
    const left = leave(opened(before), { at: "end" });
    expect(take(left, before, known(1, 120), null)).toMatchObject({ goal: null, slice: { last: 120 } });
  });
});

describe("where a reader goes", () => {
  test("R33: to a message, which is marked; one that is not there leads to the nearest, unmarked", () => {
    const now = known(1, 300);
    const at = openAt(opened(now), now, 150, true);
    expect(at).toMatchObject({ following: false, goal: { seq: 150, top: "middle", marked: true } });
    expect(at.slice).toEqual({ first: 120, last: 180 });
    expect(openAt(at, now, 999, true).goal).toEqual({ seq: 300, top: "middle", marked: false });
    expect(openAt(at, known(1, 0), 5, true)).toBe(at);
  });

  test("to the newest message, which is then all that is missed", () => {
    const now = known(1, 300);
    const up = { ...readingAt(now, 100), missedSince: 290 };
    expect(openLatest(up, now)).toMatchObject({ goal: "end", missedSince: null, slice: { first: 241, last: 300 } });
    const end = opened(now);
    expect(openLatest(end, now).slice).toBe(end.slice);
  });

  test("near an end of the page more of what is known comes in; in the middle nothing changes at all", () => {
    const now = known(1, 300);
    const window = readingAt(now, 150);
    const middle: Seen = { ...UNSEEN, first: 150, last: 150 };
    expect(see(window, middle)).toBe(window);
    const grown = (seen: Partial<Seen>, by: number) => grow({ window, known: now, seen: { ...middle, ...seen } }, by);
    expect(grown({}, 10)).toBe(window);
    expect(grown({ nearTop: true, nearLast: 170 }, 10).slice.first).toBe(110);
    expect(grown({ nearBottom: true, nearFirst: 130 }, 3).slice.last).toBe(183);
  });

  test("what comes in next is what stands beyond the nearer end, the nearest first, and nothing in the middle", () => {
    const now = known(50, 300, { reachedStart: true });
    const window = readingAt(now, 150);
    const { first, last } = window.slice;
    const wanted = (seen: Partial<Seen>, of = window) =>
      wantedRows({ window: of, known: now, seen: { ...UNSEEN, first: 150, last: 150, ...seen } }).map(({ seq }) => seq);
    expect(wanted({})).toEqual([]);
    expect(wanted({ nearTop: true }).slice(0, 3)).toEqual([first - 1, first - 2, first - 3]);
    expect(wanted({ nearBottom: true }).slice(0, 3)).toEqual([last + 1, last + 2, last + 3]);
    expect(wanted({ nearTop: true, nearBottom: true }).at(0)).toBe(first - 1);
    const atStart = { ...window, slice: { first: 53, last: 180 } };
    expect(wanted({ nearTop: true }, atStart)).toEqual([52, 51, 50]);
    expect(wanted({ nearTop: true }, { ...window, slice: { first: 50, last: 180 } })).toEqual([]);
    expect(wanted({ nearBottom: true }, { ...window, slice: { first: 200, last: 300 } })).toEqual([]);
  });

  test("history is wanted before its reader is there, at the nearer end first, and not beyond the ends that there are", () => {
    const inside = known(500, 600, { reachedEnd: false });
    const at = (seq: number, now = inside) => wantedHistory(openAt(unopened(ME), now, seq, false), now);
    expect(at(510)).toBe("older");
    expect(at(599)).toBe("newer");
    const whole = known(1, 100);
    expect(at(50, whole)).toBeNull();
  });

  test("who looked elsewhere and comes back finds what is new since then under the line", () => {
    const now = known(1, 100);
    const window = opened(now, 100);
    expect(resume(window, now, 97).newSince).toBe(97);
    expect(resume(window, now, 100)).toBe(window);
    expect(resume(window, now, 0)).toBe(window);
  });
});
