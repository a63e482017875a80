import { describe, expect, test } from "vitest";
import {
  correction,
  follow,
  FOLLOWED_MAX,
  growDown,
  growUp,
  isAtEnd,
  isEmpty,
  reach,
  sizeOf,
  sliceAround,
  sliceAtEnd,
  WINDOW_FIRST,
  WINDOW_MAX,
  type Slice,
} from "../../web/src/lib/conversation/window/scroll.ts";

const known: Slice = { first: 1, last: 10_000 };
const TEN = 10;

describe("which part of the history is in the page", () => {
  test("R13: from the newest to the first message, each is shown and never more than the window holds", () => {
    let slice = sliceAtEnd(known);
    const seen = new Set<number>();
    for (let steps = 0; slice.first > 1 && steps < 2_000; steps += 1) {
      for (let seq = slice.first; seq <= slice.last; seq += 1) seen.add(seq);
      slice = growUp(slice, known, slice.first + 30, TEN);
      expect(sizeOf(slice)).toBeLessThanOrEqual(WINDOW_MAX);
    }
    for (let seq = slice.first; seq <= slice.last; seq += 1) seen.add(seq);
    expect(seen.size).toBe(10_000);
  });

  test("and back down again, without leaving one out", () => {
    let slice = sliceAround(known, 1);
    let highest = slice.last;
    for (let steps = 0; slice.last < known.last && steps < 2_000; steps += 1) {
      const next = growDown(slice, known, slice.last - 30, TEN);
      expect(next.first).toBeLessThanOrEqual(highest + 1);
      expect(sizeOf(next)).toBeLessThanOrEqual(WINDOW_MAX);
      highest = Math.max(highest, next.last);
      slice = next;
    }
    expect(highest).toBe(10_000);
  });

  test("what is near the screen is never cut, however small the lines are", () => {
    const full: Slice = { first: 500, last: 500 + WINDOW_MAX - 1 };
    expect(growUp(full, known, full.last, TEN).last).toBe(full.last);
    expect(growDown(full, known, full.first, TEN).first).toBe(full.first);
    expect(growUp(full, known, 520, TEN).last).toBe(full.last - TEN);
    expect(growUp(full, known, 520, 3).last).toBe(full.last - 3);
  });

  test("R33: the first message and one that is not there are both opened at an end, not beyond it", () => {
    expect(sliceAround(known, 1).first).toBe(1);
    expect(sliceAround(known, 99_999).last).toBe(10_000);
    expect(sizeOf(sliceAround(known, 5_000))).toBe(WINDOW_FIRST + 1);
    expect(sizeOf(sliceAtEnd({ first: 1, last: 0 }))).toBe(0);
  });
});

describe("where the part in the page begins and ends, to the message", () => {
  const to = (first: number, last: number): Slice => ({ first, last });

  test("a slice counts both its ends; one whose last stands before its first is empty", () => {
    expect([sizeOf(to(3, 3)), sizeOf(to(3, 4)), sizeOf(to(4, 3)), sizeOf(to(9, 3))]).toEqual([1, 2, 0, 0]);
    expect([isEmpty(to(3, 3)), isEmpty(to(4, 3)), isEmpty(to(5, 3))]).toEqual([false, true, true]);
  });

  test("at the end: the newest sixty, or all where there are no more", () => {
    expect(sliceAtEnd(to(1, 100))).toEqual(to(41, 100));
    expect(sliceAtEnd(to(41, 100))).toEqual(to(41, 100));
    expect(sliceAtEnd(to(42, 100))).toEqual(to(42, 100));
    expect(sliceAtEnd(to(100, 100))).toEqual(to(100, 100));
    expect(WINDOW_FIRST).toBe(60);
  });

  test("around a message: thirty on either side, as far as they are known", () => {
    expect(sliceAround(to(1, 1_000), 500)).toEqual(to(470, 530));
    expect(sliceAround(to(1, 1_000), 31)).toEqual(to(1, 61));
    expect(sliceAround(to(1, 1_000), 30)).toEqual(to(1, 60));
    expect(sliceAround(to(1, 1_000), 970)).toEqual(to(940, 1_000));
    expect(sliceAround(to(1, 1_000), 971)).toEqual(to(941, 1_000));
    expect(sliceAround(to(480, 510), 500)).toEqual(to(480, 510));
    expect(sliceAround(to(100, 1_000), 5)).toEqual(to(100, 130));
    expect(sliceAround(to(1, 0), 5)).toEqual(to(1, 0));
  });

  test("growing up adds so many above, and cuts below what is over the window but not what is near the screen", () => {
    const all = to(1, 1_000);
    expect(growUp(to(500, 540), all, 540, TEN)).toEqual(to(490, 540));
    expect(growUp(to(11, 50), all, 50, TEN)).toEqual(to(1, 50));
    expect(growUp(to(10, 50), all, 50, TEN)).toEqual(to(1, 50));
    expect(growUp(to(500, 549), all, 0, TEN)).toEqual(to(490, 549));
    expect(growUp(to(500, 550), all, 0, TEN)).toEqual(to(490, 549));
    expect(growUp(to(500, 559), all, 0, TEN)).toEqual(to(490, 549));
    expect(growUp(to(500, 559), all, 549, TEN)).toEqual(to(490, 549));
    expect(growUp(to(500, 559), all, 550, TEN)).toEqual(to(490, 550));
    expect(growUp(to(500, 639), all, 9_999, TEN)).toEqual(to(490, 639));
  });

  test("growing down adds so many below, and cuts above what is over the window but not what is near the screen", () => {
    const all = to(1, 1_000);
    expect(growDown(to(460, 500), all, 460, TEN)).toEqual(to(460, 510));
    expect(growDown(to(941, 990), all, 941, TEN)).toEqual(to(941, 1_000));
    expect(growDown(to(941, 991), all, 941, TEN)).toEqual(to(941, 1_000));
    expect(growDown(to(451, 500), all, 9_999, TEN)).toEqual(to(451, 510));
    expect(growDown(to(450, 500), all, 9_999, TEN)).toEqual(to(451, 510));
    expect(growDown(to(441, 500), all, 451, TEN)).toEqual(to(451, 510));
    expect(growDown(to(441, 500), all, 450, TEN)).toEqual(to(450, 510));
    expect(growDown(to(441, 500), all, 0, TEN)).toEqual(to(441, 510));
  });

  test("a page that is over the window loses twice of what comes in with each turn, until it is not", () => {
    const all = to(1, 1_000);
    expect(growUp(to(861, 1_000), all, 0, 8)).toEqual(to(853, 984));
    expect(growDown(to(1, 140), all, 999, 8)).toEqual(to(17, 148));
    let slice = to(861, 1_000);
    for (let turn = 0; turn < 10; turn += 1) slice = growUp(slice, all, 0, 8);
    expect(sizeOf(slice)).toBe(WINDOW_MAX);
  });

  test("following: the page is full at 140, and one more cuts it to 100", () => {
    const known = to(1, 1_000);
    expect(follow(to(862, 1_000), known, to(1, 1_001), true)).toEqual(to(862, 1_001));
    expect(follow(to(861, 1_000), known, to(1, 1_001), true)).toEqual(to(902, 1_001));
    expect(follow(to(862, 999), known, to(1, 1_001), true), "not at the end").toEqual(to(862, 999));
  });

  test("not following: what comes in below is shown as long as there is room, and never cut again", () => {
    const known = to(1, 1_000);
    expect(follow(to(950, 1_000), known, to(1, 1_003), false)).toEqual(to(950, 1_003));
    expect(follow(to(862, 1_000), known, to(1, 1_001), false)).toEqual(to(862, 1_001));
    expect(follow(to(861, 1_000), known, to(1, 1_001), false)).toEqual(to(861, 1_000));
    expect(follow(to(800, 1_000), known, to(1, 1_001), false)).toEqual(to(800, 1_000));
    expect(follow(to(900, 999), known, to(1, 1_001), false)).toEqual(to(900, 999));
  });

  test("what is no longer known leaves the page; with nothing known there is nothing, and from nothing it begins at the end", () => {
    expect(follow(to(10, 60), to(1, 60), to(20, 60), false)).toEqual(to(20, 60));
    expect(follow(to(10, 60), to(1, 100), to(1, 50), false)).toEqual(to(10, 50));
    expect(follow(to(10, 60), to(1, 60), to(1, 0), true)).toEqual(to(1, 0));
    expect(follow(to(1, 0), to(1, 0), to(1, 500), false)).toEqual(to(441, 500));
  });

  test("near the end is within 48 px of it; more is added within a screen of an end, at least 400 px and at most 1,200", () => {
    expect([isAtEnd(952, 800, 1_800), isAtEnd(951, 800, 1_800)]).toEqual([true, false]);
    expect([reach(100), reach(400), reach(800), reach(1_200), reach(5_000)]).toEqual([400, 400, 800, 1_200, 1_200]);
  });
});

describe("when messages come in", () => {
  const slice: Slice = { first: 9_941, last: 10_000 };
  const grown: Slice = { first: 1, last: 10_004 };

  test("who reads the newest sees them", () => {
    expect(follow(slice, known, grown, true)).toEqual({ first: 9_941, last: 10_004 });
  });

  test("a long evening at the newest message does not fill the page", () => {
    let now = slice;
    let all = known;
    for (let seq = 10_001; seq <= 11_000; seq += 1) {
      const next = { first: 1, last: seq };
      now = follow(now, all, next, true);
      all = next;
      expect(sizeOf(now)).toBeLessThanOrEqual(FOLLOWED_MAX);
      expect(now.last).toBe(seq);
    }
  });

  test("who reads further up keeps every line they have", () => {
    const above: Slice = { first: 9_800, last: 9_930 };
    expect(follow(above, known, grown, false)).toEqual(above);
  });

  test("older pages change nothing in the page", () => {
    const middle: Slice = { first: 9_960, last: 10_000 };
    expect(follow(middle, { first: 9_951, last: 10_000 }, { first: 9_901, last: 10_000 }, false)).toEqual(middle);
  });

  test("the first message of an empty channel is shown", () => {
    const nothing = { first: 1, last: 0 };
    expect(follow(nothing, nothing, { first: 1, last: 1 }, true)).toEqual({ first: 1, last: 1 });
  });
});

describe("the line under the eye", () => {
  const before = [
    { key: "a", seq: 1, top: 12 },
    { key: "b", seq: 2, top: 80 },
  ];

  test("R13: what was pushed down by older messages above is scrolled back by exactly as much", () => {
    const tops: Record<string, number> = { a: 812.5, b: 880.5 };
    expect(correction(before, (key) => tops[key] ?? null)).toBe(800.5);
  });

  test("when the first visible row is gone, the next one holds the place", () => {
    expect(correction(before, (key) => (key === "b" ? 60 : null))).toBe(-20);
  });

  test("when nothing that was seen is left, nothing is scrolled", () => {
    expect(correction(before, () => null)).toBeNull();
  });

  test("a few pixels above the end still counts as reading the newest", () => {
    expect(isAtEnd(952, 800, 1_800)).toBe(true);
    expect(isAtEnd(900, 800, 1_800)).toBe(false);
  });
});
