import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

/** Every import of a file of ours: of values, of types, for effect, fetched later, and of styles. */
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+|@import\s+(?:url\()?)["']([^"']+)["']/gu;

function importsOf(file: string, files: ReadonlySet<string>): string[] {
  return [...readFileSync(file, "utf8").matchAll(IMPORT)].flatMap(([, source = ""]) => {
    const path = source.startsWith("#lib/")
      ? join("web/src/lib", source.slice("#lib/".length))
      : source.startsWith(".")
        ? normalize(join(dirname(file), source))
        : "";
    return files.has(path) ? [path] : [];
  });
}

/** Groups of more than one that reach each other, by Tarjan. */
function circles(graph: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const found: string[][] = [];
  const [index, low, stack] = [new Map<string, number>(), new Map<string, number>(), [] as string[]];
  const visit = (node: string) => {
    index.set(node, index.size);
    low.set(node, index.get(node) ?? 0);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(node, Math.min(low.get(node) ?? 0, low.get(next) ?? 0));
    }
    if (low.get(node) !== index.get(node)) return;
    const group = stack.splice(stack.indexOf(node));
    if (group.length > 1) found.push(group.sort());
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return found;
}

const files = new Set(
  readdirSync("web", { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(?:ts|svelte|css)$/u.test(file) && !file.includes(".svelte-kit"))
    .map((file) => normalize(join("web", file))),
);
const graph = new Map([...files].map((file) => [file, new Set(importsOf(file, files))]));

test("no files of the page import each other in a circle, by value or by type, now or later", () => {
  expect(graph.size).toBeGreaterThan(300);
  expect(circles(graph)).toEqual([]);
});

test("no folders of the page import each other in a circle", () => {
  const folders = new Map<string, Set<string>>();
  for (const [file, imports] of graph)
    for (const each of imports) {
      const [from, to] = [dirname(file), dirname(each)];
      if (from !== to) folders.set(from, (folders.get(from) ?? new Set()).add(to));
    }
  expect(folders.size).toBeGreaterThan(40);
  expect(circles(folders)).toEqual([]);
});

test("circles are found where there are some", () => {
  const graphOf = (edges: string[]) =>
    new Map(edges.map((edge) => edge.split(">")).map(([from = "", to = ""]) => [from, new Set([to])]));
  expect(circles(graphOf(["a>b", "b>c", "c>a", "d>a"]))).toEqual([["a", "b", "c"]]);
  expect(circles(graphOf(["a>b", "b>c", "d>a"]))).toEqual([]);
});
