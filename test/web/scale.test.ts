/** The length of a channel as a line: places, when they were written, months, liveliness, keys. */
import { describe, expect, test } from "vitest";
import {
  apart,
  fractionOf,
  liveliness,
  monthsBetween,
  seqAt,
  seqByKey,
  writtenAt,
} from "../../web/src/lib/features/time/scale.ts";

const DAY = 86_400_000;
const noon = (year: number, month: number, day: number) => new Date(year, month - 1, day, 12).getTime();

test("every place of a million has its own point of the line, and comes back from it", () => {
  const head = 1_000_000;
  for (const seq of [1, 2, 3, 499_999, 500_000, 777_777, 999_999, 1_000_000])
    expect(seqAt(fractionOf(seq, head), head)).toBe(seq);
  expect([seqAt(-1, head), seqAt(2, head), seqAt(0.5, 1), fractionOf(1, 1), fractionOf(9, 3)]).toEqual([
    ...[1, head, 1, 0, 1],
  ]);
});

describe("when a place was written", () => {
  const samples = [
    { seq: 1, at: noon(2026, 9, 1) },
    { seq: 100, at: noon(2026, 9, 2) },
    { seq: 200, at: noon(2026, 10, 20) },
  ];
  test("is what a sample says, the day between two of one day, the month between two of different days", () => {
    expect(writtenAt(100, samples)).toEqual({ kind: "day", at: noon(2026, 9, 2) });
    expect(writtenAt(1, samples)).toEqual({ kind: "day", at: noon(2026, 9, 1) });
    expect(writtenAt(50, samples)?.kind, "either of two days").toBe("month");
    const hours = [
      { seq: 1, at: noon(2026, 9, 1) },
      { seq: 9, at: noon(2026, 9, 1) + DAY / 4 },
      { seq: 20, at: noon(2026, 9, 1) + DAY / 2 },
    ];
    expect([writtenAt(5, hours)?.kind, writtenAt(15, hours)?.kind]).toEqual(["day", "month"]);
    expect(writtenAt(150, samples)?.kind).toBe("month");
    // What was said after the samples were taken.
    expect(writtenAt(250, samples)).toEqual({ kind: "month", at: noon(2026, 10, 20) });
    expect(writtenAt(1, [])).toBeNull();
  });
});

test("months begin at midnight of their first day, and are years in a channel of several", () => {
  expect(monthsBetween(noon(2026, 9, 15), noon(2026, 11, 2)).map((at) => new Date(at).toDateString())).toEqual([
    "Thu Oct 01 2026",
    "Sun Nov 01 2026",
  ]);
  expect(monthsBetween(noon(2026, 9, 15), noon(2026, 9, 20))).toEqual([]);
  expect(monthsBetween(noon(2023, 2, 1), noon(2026, 11, 2)).map((at) => new Date(at).toDateString())).toEqual([
    ...["Mon Jan 01 2024", "Wed Jan 01 2025", "Thu Jan 01 2026"],
  ]);
  // An import with a time of 1970 makes no endless list.
  expect(monthsBetween(0, noon(2400, 1, 1)).length).toBe(60);
});

test("names that would lie on each other are left out, the first one stays", () => {
  const marks = [1, 20, 500, 510, 1000].map((seq) => ({ seq, at: seq }));
  expect(apart(marks, 1000, 0.05).map(({ seq }) => seq)).toEqual([1, 500, 1000]);
});

test("liveliness is a share of the liveliest stretch; two messages of one moment are not endlessly lively", () => {
  const shares = liveliness([
    { seq: 1, at: 0 },
    { seq: 101, at: DAY },
    { seq: 201, at: 5 * DAY },
    { seq: 202, at: 5 * DAY },
  ]);
  expect(shares).toHaveLength(3);
  expect(Math.max(...shares)).toBe(1);
  expect(shares[0]! / shares[1]!).toBeCloseTo(2);
  expect(liveliness([])).toEqual([]);
});

test("the keys go by hundredths and tenths of the line and to its ends, and never beyond", () => {
  const by = (key: string, seq: number) => seqByKey(key, seq, 10_000);
  expect([by("ArrowUp", 5_000), by("ArrowDown", 5_000), by("PageUp", 5_000), by("PageDown", 5_000)]).toEqual([
    ...[4_900, 5_100, 4_000, 6_000],
  ]);
  expect([by("Home", 5_000), by("End", 5_000), by("ArrowUp", 1), by("PageDown", 9_999)]).toEqual([
    1, 10_000, 1, 10_000,
  ]);
  expect([by("a", 5), by("ArrowLeft", 5)]).toEqual([null, null]);
  expect(seqByKey("ArrowUp", 50, 60)).toBe(49);
});
