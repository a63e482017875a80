import { describe, expect, test } from "vitest";
import { dayLabel, dayOf, messageTime } from "../../web/src/lib/base/times.ts";

const NOON = new Date(2026, 9, 12, 12, 0).getTime();
const MINUTE = 60_000;

describe("times as people read them", () => {
  test("an hour begins a little early and a day never: 59.8 minutes are an hour, 23.9 hours are 23", () => {
    expect(messageTime(NOON - 59.8 * MINUTE, NOON)).toBe(messageTime(NOON - 60 * MINUTE, NOON));
    expect(messageTime(NOON - 23.9 * 60 * MINUTE, NOON)).toBe(messageTime(NOON - 23 * 60 * MINUTE, NOON));
  });
  test("under a day they say how long ago, then the time of day", () => {
    const told = [0, 3 * MINUTE, 3 * 60 * MINUTE, 25 * 60 * MINUTE].map((ago) => messageTime(NOON - ago, NOON));
    expect(new Set(told).size).toBe(4);
    expect(told[1]).toContain("3");
    expect(told[2]).toContain("3");
    expect(told[3]).toContain("11");
  });

  test("a message from a clock that is ahead is not from the future", () => {
    expect(messageTime(NOON + 5 * MINUTE, NOON)).toBe(messageTime(NOON, NOON));
  });

  test("days are those of the reader's zone, and yesterday is yesterday", () => {
    const midnight = new Date(2026, 9, 12).getTime();
    expect(dayOf(midnight - 1)).not.toBe(dayOf(midnight));
    expect(dayOf(midnight)).toBe(dayOf(NOON));
    expect(dayLabel(NOON, NOON)).not.toBe(dayLabel(midnight - 1, NOON));
    expect(dayLabel(midnight - 1, NOON)).not.toContain("11");
    expect(dayLabel(new Date(2025, 9, 12).getTime(), NOON)).toContain("2025");
    expect(dayLabel(new Date(2026, 8, 1).getTime(), NOON)).not.toContain("2026");
  });
});
