/** The runbook: every command on it is one that there is, with options that it has, so that nobody finds out at night. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BACKUP_USAGE } from "../../tools/place/backup/commands.ts";
import { ROTATE_USAGE } from "../../tools/place/keys/command.ts";
import { ROOT, runCommand } from "../../tools/run-command.ts";

const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const pages = ["docs/operator.md", "docs/backups.md"].map(read).join("\n");
const all = (pattern: RegExp) => [...new Set([...pages.matchAll(pattern)].map(([, found = ""]) => found))];

test("scripts and commands of PLACE that it names are there", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const asked = all(/`?npm run ([\w:-]+)/gu);
  expect(asked.filter((name) => !(name in scripts))).toEqual([]);
  const main = read("tools/place/main.ts");
  const commands = all(/npm run place -- ([a-z-]+)/gu);
  expect(commands).toEqual(expect.arrayContaining(["backups", "backup", "restore", "rotate-keys", "reindex"]));
  expect(commands.filter((name) => !new RegExp(`["\\s]${name}"?: `, "u").test(main))).toEqual([]);
});

test("options of what brings a class back, and files that it names, are there", () => {
  const usage = BACKUP_USAGE + ROTATE_USAGE;
  const lines = all(/npm run place -- ((?:backups?|restore|rotate-keys)\b[^`\n|]*)/gu);
  const options = new Set(lines.flatMap((line) => line.match(/--[a-z]+/gu) ?? []));
  expect([...options].filter((option) => !usage.includes(option))).toEqual([]);
  expect(
    all(/(?:--file |\()((?:docs\/)?[\w-]+\.(?:sql|md))/gu).filter(
      (file) => !existsSync(join(ROOT, "docs", file.replace("docs/", ""))),
    ),
  ).toEqual([]);
});

test("wrangler has the commands that it is asked for", async () => {
  const [timeTravel, rollback] = await Promise.all([
    runCommand("wrangler", ["d1", "time-travel", "restore", "--help"], { quiet: true }),
    runCommand("wrangler", ["rollback", "--help"], { quiet: true }),
  ]);
  expect(timeTravel.output).toContain("--timestamp");
  expect(rollback.code).toBe(0);
});
