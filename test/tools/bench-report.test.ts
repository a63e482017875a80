/** What the bench says of its samples: a median, how far it may be trusted, and a verdict that no noise decides. */
import { describe, expect, test } from "vitest";
import { isSettled, linesOf, tableOf } from "../load/report.ts";
import { ratio, type Outcome } from "../load/scenario.ts";
import { median, spreadOf } from "../load/stats.ts";
import { SeededRandom } from "../support/seeded-random.ts";

/** Samples of one ratio, of which at least `atLeast` is wanted. */
const samplesOf = (values: number[], atLeast: number, beside?: number[]): Outcome[] =>
  values.map((ours, i) => ({
    measured: [ratio("speed", { ours, other: beside?.[i] }, "yardstick", "more", atLeast, atLeast)],
    raw: {},
  }));
const lineOf = (...given: Parameters<typeof samplesOf>) => linesOf(samplesOf(...given))[0]!;

describe("the spread", () => {
  test("of less than five samples is not known", () => {
    expect(spreadOf([1, 2, 3, 4])).toBeNull();
  });

  test("of five reaches from the least to the greatest, of more only to some inside", () => {
    expect(spreadOf([3, 1, 5, 2, 4])).toEqual({ low: 1, high: 5 });
    expect(spreadOf([...Array(12).keys()])).toEqual({ low: 2, high: 9 });
  });

  test.each([5, 8, 12, 25])("of %i samples holds the true median in nine of ten cases", (count) => {
    const { next: random } = new SeededRandom(count);
    let held = 0;
    for (let i = 0; i < 2_000; i++) {
      const spread = spreadOf(Array.from({ length: count }, () => random() ** 3))!;
      if (spread.low <= 0.125 && 0.125 <= spread.high) held += 1;
    }
    expect(held / 2_000).toBeGreaterThan(0.88);
  });

  test("the median of an even number lies between the two in the middle", () => {
    expect([median([1, 2, 3, 10]), median([3, 1, 2])]).toEqual([2.5, 2]);
  });
});

describe("a line", () => {
  test("is undecided where what is wanted lies inside of its spread", () => {
    expect(lineOf([0.8, 0.9, 1, 1.1, 1.2], 0.95).verdict).toBe("undecided");
  });

  test("is decided where all of its spread is on one side, whichever", () => {
    expect(lineOf([1, 1.1, 1.2, 1.3, 1.4], 0.95).verdict).toBe("ok");
    expect(lineOf([0.5, 0.6, 0.7, 0.8, 0.9], 0.95).verdict).toBe("NOT");
  });

  test("with too few samples is decided by its median, and one that is no number never passes", () => {
    expect(lineOf([0.9, 1, 1], 0.95).verdict).toBe("ok");
    expect(lineOf([Number.NaN], 0.95).verdict).toBe("NOT");
  });

  test("says better or worse than the other build only where the spread of both, sample by sample, does not reach to 1", () => {
    const other = [1, 2, 3, 4, 5];
    const twice = other.map((value) => value * 2);
    expect(lineOf(twice, 0, other).byOther).toMatchObject({ value: 2, verdict: "better" });
    expect(lineOf(other, 0, twice).byOther).toMatchObject({ value: 0.5, verdict: "worse" });
    expect(lineOf([1.1, 1.9, 3.1, 3.9, 5], 0, other).byOther?.verdict).toBe("");
  });

  test("shows the other build in columns of its own, and none where there is none", () => {
    expect(tableOf(linesOf(samplesOf([2], 1, [1])))).toContain("other build");
    expect(tableOf(linesOf(samplesOf([2], 1)))).not.toContain("other build");
  });
});

describe("samples are taken", () => {
  test("until there are enough to know a spread", () => {
    expect(isSettled(samplesOf([1, 1, 1, 1], 0.9))).toBe(false);
    expect(isSettled(samplesOf([1, 1, 1, 1, 1], 0.9))).toBe(true);
  });

  test("on where the bound lies inside of a wide spread", () => {
    expect(isSettled(samplesOf([0.8, 0.9, 1, 1.1, 1.2], 0.95))).toBe(false);
  });

  test("no more where the spread is narrow, though the bound lies inside of it", () => {
    expect(isSettled(samplesOf([0.98, 0.99, 1, 1.01, 1.02], 1))).toBe(true);
  });

  test("on where this build and the other cannot be told apart yet", () => {
    expect(isSettled(samplesOf([2, 2, 2, 2, 3], 1, [1.5, 2.2, 2, 1.8, 3.5]))).toBe(false);
  });
});
