import { describe, expect, test } from "vitest";
import {
  correction,
  follow,
  growDown,
  growUp,
  isAtEnd,
  sizeOf,
  sliceAround,
  sliceAtEnd,
  WINDOW_FIRST,
  WINDOW_MAX,
  WINDOW_STEP,
  type Slice,
} from "../../web/src/lib/conversation/scroll.ts";

const known: Slice = { first: 1, last: 10_000 };

describe("which part of the history is in the page", () => {
  test("R13: from the newest to the first message, each is shown and never more than the window holds", () => {
    let slice = sliceAtEnd(known);
    const seen = new Set<number>();
    for (let steps = 0; slice.first > 1 && steps < 2_000; steps += 1) {
      for (let seq = slice.first; seq <= slice.last; seq += 1) seen.add(seq);
      slice = growUp(slice, known, slice.first + 30);
      expect(sizeOf(slice)).toBeLessThanOrEqual(WINDOW_MAX);
    }
    for (let seq = slice.first; seq <= slice.last; seq += 1) seen.add(seq);
    expect(seen.size).toBe(10_000);
  });

  test("and back down again, without leaving one out", () => {
    let slice = sliceAround(known, 1);
    let highest = slice.last;
    for (let steps = 0; slice.last < known.last && steps < 2_000; steps += 1) {
      const next = growDown(slice, known, slice.last - 30);
      expect(next.first).toBeLessThanOrEqual(highest + 1);
      expect(sizeOf(next)).toBeLessThanOrEqual(WINDOW_MAX);
      highest = Math.max(highest, next.last);
      slice = next;
    }
    expect(highest).toBe(10_000);
  });

  test("what is near the screen is never cut, however small the lines are", () => {
    const full: Slice = { first: 500, last: 500 + WINDOW_MAX - 1 };
    expect(growUp(full, known, full.last).last).toBe(full.last);
    expect(growDown(full, known, full.first).first).toBe(full.first);
    expect(growUp(full, known, 520).last).toBe(full.last - WINDOW_STEP);
  });

  test("R33: the first message and one that is not there are both opened at an end, not beyond it", () => {
    expect(sliceAround(known, 1).first).toBe(1);
    expect(sliceAround(known, 99_999).last).toBe(10_000);
    expect(sizeOf(sliceAround(known, 5_000))).toBe(WINDOW_FIRST + 1);
    expect(sizeOf(sliceAtEnd({ first: 1, last: 0 }))).toBe(0);
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
      expect(sizeOf(now)).toBeLessThanOrEqual(WINDOW_MAX);
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
