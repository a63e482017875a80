/** The runbook: every command on it is one that there is, with options that it has, so that nobody finds out at night. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BACKUP_USAGE } from "../../tools/place/backup/commands.ts";
import { ROTATE_USAGE } from "../../tools/place/keys/command.ts";
import { ROOT, runCommand } from "../../tools/run-command.ts";

const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const pages = ["docs/operator.md", "docs/backups.md"].map(read).join("\n");
const everyPage = readdirSync(join(ROOT, "docs"))
  .filter((file) => file.endsWith(".md"))
  .map((file) => `docs/${file}`);
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

test("what asks an account names the file that knows its databases: wrangler.toml has none", () => {
  const asked = ["d1", "rollback", "secret"].join("|");
  const lines = all(new RegExp(`(npx wrangler (?:${asked})\\b[^\\n\`|]*)`, "gu"));
  expect(lines.length).toBeGreaterThan(6);
  expect(lines.filter((line) => !line.includes("--local") && !line.includes("-c wrangler.deploy.toml"))).toEqual([]);
});

test("the ways through the app that it names are called so there", () => {
  const texts = readdirSync(join(ROOT, "web/texts/en")).flatMap((file) =>
    Object.values(JSON.parse(read(`web/texts/en/${file}`)) as Record<string, string>),
  );
  const known = new Set(["Class menu", ...texts.map((text) => text.replaceAll("''", "'"))]);
  const ways = everyPage.flatMap((page) => [...read(page).matchAll(/\*\*([A-Z][^*\n]* → [^*\n]*\w)\*\*/gu)]);
  expect(ways.length).toBeGreaterThan(10);
  for (const [, way = ""] of ways) for (const step of way.split(" → ")) expect([...known], way).toContain(step);
});

test("wrangler has the commands that it is asked for", async () => {
  const [timeTravel, rollback] = await Promise.all([
    runCommand("wrangler", ["d1", "time-travel", "restore", "--help"], { quiet: true }),
    runCommand("wrangler", ["rollback", "--help"], { quiet: true }),
  ]);
  expect(timeTravel.output).toContain("--timestamp");
  expect(rollback.code).toBe(0);
});
