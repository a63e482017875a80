/** What a test is known by when code is changed to see who notices: test/mutants/test-sources.ts. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TestSources } from "../mutants/test-sources.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "place-tests-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const HELPER = "const two = () => 2;\n";
const ADDS = 'test("two and two", () => expect(two() + two()).toBe(4));\n';

function sourcesOf(files: Record<string, string>) {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `${name}.test.ts`), text);
  const sources = new TestSources(`${folder}/*.test.ts`);
  const idOf = (name: string, test: string) => sources.idOf(join(folder, `${name}.test.ts`), test);
  return { sources, idOf };
}

test("a test is known again in another file, among others, and where what it uses has moved elsewhere", () => {
  const here = sourcesOf({ a: HELPER + ADDS }).idOf("a", "two and two");
  const moved = `test("another", () => {});\nbeforeEach(begin);\ndescribe("sums", () => {\n${ADDS}});\n`;
  const { sources, idOf } = sourcesOf({ a: "", b: moved });
  expect(idOf("b", "sums > two and two")).toBe(here);
  expect(sources.has(here)).toBe(true);
});

test.each([
  ["its own words", HELPER + ADDS.replace("4", "5")],
  ["the table that it stands under", `${HELPER}describe.each([1, 2])("%i", () => {\n${ADDS}});\n`],
  ["what it is run for, one after the other,", `${HELPER}for (const n of [1, 2]) {\n${ADDS}}\n`],
])("a test is another one when %s changed", (_what, text) => {
  const before = sourcesOf({ a: HELPER + ADDS }).idOf("a", "two and two");
  const { sources, idOf } = sourcesOf({ a: text });
  expect(idOf("a", "two and two")).not.toBe(before);
  expect(sources.has(before)).toBe(false);
});

test("a test of a table is found by any of its names, and one that is not found is its whole file", () => {
  const table = 'test.each([[1, "one"]])("%i is %s", () => {});\nfor (const n of [1]) test(`${n} more`, () => {});\n';
  const { sources, idOf } = sourcesOf({ a: table });
  const whole = sources.shaOf(join(folder, "a.test.ts"));
  expect(idOf("a", "1 is one")).not.toBe(whole);
  expect(idOf("a", "1 is one")).toBe(idOf("a", "2 is two"));
  expect(idOf("a", "1 more")).not.toBe(whole);
  expect(idOf("a", "somebody else's")).toBe(whole);
});
