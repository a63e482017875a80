/**
 * The report accounts for every entry and every part of one: what is in the fixtures either makes a difference to what is brought, or
 * is named as left out.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ExportFiles } from "../../imports/export-files.ts";
import { planImport, type Plan } from "../../imports/plan.ts";
import { readHistory } from "../../imports/read-history.ts";
import { findingLines, planSummary } from "../../tools/place/import/report.ts";

const ROOT = join(import.meta.dirname, "..", "fixtures");
const EXPORTS = [
  ...["imports/slack-2017", "imports/slack-2026", "imports/slack-grid", "imports/slack-dump", "imports/discord-2026"],
  ...["imported-class/slack-export", "imported-class/discord-export"],
];
const NOW = Date.parse("2026-11-20T00:00:00Z");
/** All other files hold messages. */
const LISTS = new Set([
  "channels.json",
  "groups.json",
  "dms.json",
  "users.json",
  "org_users.json",
  "integration_logs.json",
]);
const encoder = new TextEncoder();

async function contentsOf(name: string): Promise<Map<string, unknown>> {
  const folder = join(ROOT, name);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = paths
    .sort()
    .map(async (path) => [path.slice(folder.length + 1), JSON.parse(await readFile(path, "utf8"))] as const);
  return new Map(await Promise.all(read));
}

async function planOf(contents: ReadonlyMap<string, unknown>): Promise<Plan> {
  const files: ExportFiles = {
    name: "fixture",
    isSingle: false,
    paths: [...contents.keys()],
    read: (path) => Promise.resolve(encoder.encode(JSON.stringify(contents.get(path)))),
    async *stream() {},
    close: () => undefined,
  };
  return planImport(await readHistory(files), [], NOW);
}

/** All of it that can be seen: what is brought, and what the report says, without the places of parts. */
const outcomeOf = (plan: Plan) =>
  JSON.stringify([
    plan.title,
    [...plan.people.values()],
    plan.channels,
    plan.findings.allBroken,
    plan.findings.allLeftOut,
    plan.findings.allChanged,
  ]);

interface Leaf {
  holder: Record<string, unknown> | unknown[];
  key: string | number;
  /** Without the numbers of lists. */
  path: string;
  value: string | number | true;
}

function* leavesIn(value: unknown, path = "", holder?: Leaf["holder"], key?: Leaf["key"]): Generator<Leaf> {
  if (Array.isArray(value)) for (const [n, item] of value.entries()) yield* leavesIn(item, path, value, n);
  else if (typeof value === "object" && value !== null)
    for (const [name, inner] of Object.entries(value))
      yield* leavesIn(inner, path === "" ? name : `${path}.${name}`, value as Record<string, unknown>, name);
  else if (
    holder &&
    key !== undefined &&
    ((typeof value === "string" && value !== "") || (typeof value === "number" && value !== 0) || value === true)
  )
    yield { holder, key, path, value };
}

/** Another value of the kind, so far away that nothing rounds it off. */
function changed(value: Leaf["value"]): unknown {
  if (value === true) return false;
  if (typeof value === "number") return value + 98_765;
  if (/^\d{10}\.\d{6}$/u.test(value)) return value.replace(/^\d{10}/u, (seconds) => String(Number(seconds) - 98_765));
  if (!Number.isNaN(Date.parse(value)) && /^\d{4}-/u.test(value)) return value.replace(/^\d{4}/u, "2021");
  if (/^\d+$/u.test(value)) return String(BigInt(value) + 98_765n);
  // Of an address, what is left when it has lost its keys.
  return value.includes("://") ? value.replace("://", "://x.") : `${value}x`;
}

describe("every part of an entry is accounted for (R35)", () => {
  it.each(EXPORTS)("%s: parts that neither make a difference nor are named: 0", async (name) => {
    const contents = await contentsOf(name);
    const plan = await planOf(contents);
    const before = outcomeOf(plan);
    const named = plan.findings.allParts.flatMap(({ names }) => [...names]);
    /** Lists and files say which of them a part is of. */
    const isNamed = (path: string) => {
      const part = path.replace(/^(?:file\.|attachments\.files\.)/u, "files.");
      return named.some((each) => [part, `users.${part}`, `channels.${part}`].includes(each));
    };
    const leftOut = new Set(
      [...plan.findings.allLeftOut, ...plan.findings.allBroken.map(({ place }) => ({ places: [place] }))].flatMap(
        ({ places }) => places,
      ),
    );
    /** An entry that is left out is named as a whole, and so is a file. */
    const isLeftOut = (file: string, entry: number) =>
      [file, `${file}, entry ${entry + 1}`, `${file}, message ${entry + 1}`].some((place) => leftOut.has(place));
    const seen = new Map<string, boolean>();
    for (const [file, content] of contents) {
      const list = Array.isArray(content) ? content : ((content as { messages?: unknown[] }).messages ?? []);
      const name = file.split("/").at(-1) ?? "";
      const kind = LISTS.has(name) ? name : "message";
      for (const [n, entry] of [...list, ...(Array.isArray(content) ? [] : [content])].entries()) {
        if (isLeftOut(file, n)) continue;
        for (const { holder, key, path, value } of leavesIn(entry)) {
          if (entry === content && path.startsWith("messages.")) continue;
          // One that made a difference somewhere is taken; else it is tried at every place that it has.
          const id = `${entry === content ? "file" : kind}: ${path}`;
          if (isNamed(path) || seen.get(id) === true) continue;
          const own = holder as Record<string | number, unknown>;
          own[key] = changed(value);
          seen.set(id, outcomeOf(await planOf(contents)) !== before);
          own[key] = value;
        }
      }
    }
    expect(seen.size).toBeGreaterThan(5);
    expect([...seen].filter(([, isTaken]) => !isTaken).map(([path]) => path)).toEqual([]);
  });

  it.each(EXPORTS)("%s: each entry is a message, left out or unreadable", async (name) => {
    const plan = await planOf(await contentsOf(name));
    const taken = new Set(plan.channels.flatMap(({ messages }) => messages.map(({ place }) => place))).size;
    const broken = plan.findings.allBroken.filter(({ place }) => /, (?:entry|message|answer) \d+$/u.test(place)).length;
    expect(taken + plan.findings.entriesLeftOut + broken).toBe(plan.findings.entries);
    expect(planSummary(plan).join("\n")).toContain(`Of ${plan.findings.entries} entr`);
  });
});

it("a part that nobody has thought of is named, with its path", async () => {
  const contents = await contentsOf("imports/slack-2026");
  const day = contents.get("lab-notes/2026-03-02.json") as Record<string, unknown>[];
  day[0]!["thoughts"] = { of: "nobody" };
  const plan = await planOf(contents);
  expect(findingLines(plan.findings, false).join("\n")).toContain("1 × parts that PLACE does not know (thoughts.of)");
});
