import { describe, expect, test } from "vitest";
import { clockTime, dayLabel, dayOf } from "../../web/src/lib/base/times.ts";

const NOON = new Date(2026, 9, 12, 12, 0).getTime();

describe("times as people read them", () => {
  test("a message has the time of day, however long ago: the day stands on the line above", () => {
    expect(clockTime(NOON)).toContain("12");
    expect(clockTime(NOON - 3 * 3_600_000)).toContain("9");
    expect(clockTime(NOON - 48 * 3_600_000)).toBe(clockTime(NOON));
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
