import { expect, test } from "vitest";
import { expectKept, KEPT, said, tightened, toldIn, verdictOf, type KeptName } from "../support/kept.ts";

const NAMES = Object.keys(KEPT) as KeptName[];

test.each(NAMES)("R106: 20 %% more of this fails, and is named: %s", (name) => {
  expect(() => expectKept(name, (KEPT[name] * 120) / 100)).toThrow(name);
  expect(() => expectKept(name, (KEPT[name] * 119) / 100)).not.toThrow();
});

test("R106: 20 % worse is worse, also where the product is a hair off; what was not measured is worse", () => {
  expect(verdictOf(6, 5)).toBe("worse");
  expect(verdictOf(2.64, 2.2)).toBe("worse");
  expect(verdictOf(5, 5)).toBe("as kept");
  expect(verdictOf(4, 5)).toBe("better");
  expect(verdictOf(Number.NaN, 5)).toBe("worse");
  expect(said("rows", 6, 5)).toBe("rows: 6, kept at 5 in test/load/kept.json, which is 20 % worse");
});

test("R106: what became better is kept instead, what became worse is not, and a row of which nothing is known stays", () => {
  const kept = { rows: 10, bytes: 10, cpu: 10, other: 10 };
  const measured = new Map([
    ["rows", 5],
    ["bytes", 11],
    ["cpu", 9.5],
  ]);
  expect(tightened(kept, measured)).toEqual({ rows: 5, bytes: 10, cpu: 10, other: 10 });
});

test("R106: what a test tells of a row is found in its output", () => {
  const output = ` ✓ a test\nstdout | x\nmeasured for test/load/kept.json: {"name":"rows","now":4.5}\nand more`;
  expect([...toldIn(output)]).toEqual([["rows", 4.5]]);
});
