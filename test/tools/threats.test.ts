/** What docs/threats.md and docs/rules-taken-out.md say of tests is so. */
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../../tools/run-command.ts";

const pageOf = (name: string) => readFile(join(ROOT, "docs", name), "utf8");
const page = await pageOf("threats.md");
const rules = await pageOf("rules-taken-out.md");
const rows = page.split("\n").filter((line) => /^\| (?!threat|-|:)/u.test(line));
/** A file of tests, and the words of one. */
const NAMED = /`(test\/[\w./-]+)` "([^"]+)"/gu;
const named = [...`${page}${rules}`.matchAll(NAMED)].map(([, file = "", title = ""]) => [file, title] as const);

test("every table is one: its rows follow its head without a gap, so that they are drawn as rows", async () => {
  for (const name of (await readdir(join(ROOT, "docs"))).filter((file) => file.endsWith(".md")))
    for (const part of (await pageOf(name)).split("\n\n").filter((part) => part.startsWith("| ")))
      expect(part.split("\n")[1], `${name}: ${part.slice(0, 80)}`).toMatch(/^\|[ :|-]+$/u);
});

test("every row says where its threat is stopped, and names a test", () => {
  expect(rows.length).toBeGreaterThan(30);
  for (const row of rows) {
    expect(
      row
        .split("|")
        .map((cell) => cell.trim())
        .filter(Boolean),
      row,
    ).toHaveLength(3);
    expect(row).toMatch(new RegExp(NAMED.source, "u"));
  }
});

test.each(named)("%s has a test that says “%s”", async (file, title) => {
  expect(await readFile(join(ROOT, file), "utf8")).toContain(title);
});

test("every file of PLACE that it names is there", () => {
  for (const [, file = ""] of `${page}${rules}`.matchAll(/[`(]((?:worker|protocol|web)\/[\w./-]+\.ts)[`)]/gu))
    expect(existsSync(join(ROOT, file)), file).toBe(true);
});
