import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";
import { ON_THE_WAY } from "../../web/first-load.ts";

/** What has no place in the first load: a schema, a parser or a sanitiser costs every first visit 2 to 14 KB. */
const TOO_HEAVY = ["valibot", "marked", "dompurify", "highlight.js", "katex", "bits-ui", "emoji-picker-element"];
// Types leave no trace in what is built, and `import(…)` is fetched when it is needed.
const IMPORT = /^\s*(?:import|export)\s+(?!type\b)(?:(?<names>[^"';]*?)\s+from\s+)?"(?<source>[^"]+)"/gmu;
const ONLY_TYPES = /^\{(?:\s*type [^,}]+,?)*\s*\}$/u;

function importsOf(file: string): string[] {
  if (!existsSync(file)) return [];
  return [...readFileSync(file, "utf8").matchAll(IMPORT)]
    .filter(({ groups }) => !ONLY_TYPES.test(groups?.["names"]?.trim() ?? ""))
    .map(({ groups }) => groups?.["source"] ?? "");
}

/** The file that is meant, or null for a package. */
function fileOf(source: string, importer: string): string | null {
  if (source.startsWith("#lib/")) return join("web/src/lib", source.slice("#lib/".length));
  return source.startsWith(".") ? normalize(join(dirname(importer), source)) : null;
}

/** All files that these import, and how what is too heavy came. */
function broughtBy(entries: string[]): { cameBy: Map<string, string | null>; found: string[] } {
  const cameBy = new Map<string, string | null>(entries.map((file) => [file, null]));
  const wayTo = (file: string): string => {
    const before = cameBy.get(file);
    return before ? `${wayTo(before)} → ${file}` : file;
  };
  const found: string[] = [];
  for (const file of cameBy.keys()) {
    for (const source of importsOf(file)) {
      const next = fileOf(source, file);
      if (next !== null && !cameBy.has(next)) cameBy.set(next, file);
      if (next === null && TOO_HEAVY.some((name) => source === name || source.startsWith(`${name}/`)))
        found.push(`${wayTo(file)} → ${source}`);
    }
  }
  return { cameBy, found };
}

test("R149: nor does what stands beside the words and comes right after them", () => {
  expect(broughtBy(["web/src/lib/shell/beside.ts"]).found).toEqual([]);
});

const NAMESPACE = /^\s*import \* as (?<name>\w+) from "[.#][^"]*";$/gmu;
/** Namespaces of our own modules that are spread, assigned or handed on in a file. */
function wholeModulesIn(file: string): string[] {
  const code = readFileSync(file, "utf8");
  const names = [...code.matchAll(NAMESPACE)].map(({ groups }) => groups?.["name"] ?? "");
  const rest = code.replaceAll(NAMESPACE, "");
  return names.filter((name) => new RegExp(`(?:\\.\\.\\.|[(=,]\\s*)${name}\\s*[;,)}]`, "u").test(rest));
}

test("R149: what stands beside the words comes in one file: no module is a value there, and the list's stop for Tab is no file of its own", () => {
  const { cameBy } = broughtBy([...ON_THE_WAY.map((page) => `web/src${page}`), "web/src/lib/shell/beside.ts"]);
  const files = [...cameBy.keys()].filter((file) => existsSync(file) && file.startsWith("web/src/lib/"));
  // A module as a value needs the bundler's runtime, which is a file.
  expect(files.filter((file) => wholeModulesIn(file).length > 0)).toEqual([]);
  expect(files.length).toBeGreaterThan(100);
  expect([...cameBy.keys()]).toContain("web/src/lib/base/ui/one-tab-stop.ts");
});

test("R159: what is fetched before the first channel brings no schemas, no parser and no sanitiser along", () => {
  const { cameBy, found } = broughtBy(ON_THE_WAY.map((page) => `web/src${page}`));
  // Nor the grammar of messages, which comes with the first of them that has markup.
  expect([...cameBy.keys()]).not.toContain("protocol/markup/blocks.ts");
  expect(cameBy.size, "the walk reaches the components of a channel").toBeGreaterThan(100);
  expect(found).toEqual([]);
});
