/** Which file imports which, types and dynamic imports included. */
import { dirname, join, normalize } from "node:path/posix";
import ts from "typescript";
import type { Source } from "./files.ts";

/** File → files that it imports. What comes from packages is left out. */
export type Imports = Map<string, Set<string>>;

const ALIASES: [prefix: string, folder: string][] = [
  ["#lib/", "web/src/lib/"],
  ["$lib/", "web/src/lib/"],
];
const ENDINGS = ["", ".ts", ".svelte.ts", ".d.ts", ".svelte", "/index.ts"];

/** @param dynamic whether `import()` counts: it makes no circle when modules are loaded, but is one for who reads */
export function importsOf(files: Source[], { dynamic = true } = {}): Imports {
  const known = new Set(files.map(({ path }) => path));
  return new Map(
    files.map(({ path, text }) => {
      const targets = specifiersIn(path, text, dynamic).map((specifier) => resolve(path, specifier, known));
      return [path, new Set(targets.filter((target) => target !== undefined && target !== path) as string[])];
    }),
  );
}

function specifiersIn(path: string, text: string, dynamic: boolean): string[] {
  const scripts = path.endsWith(".svelte")
    ? [...text.matchAll(/<script[^>]*>(.*?)<\/script>/gsu)].map(([, script]) => script ?? "").join("\n") +
      // Dynamic imports stand in the markup too: {#await import("…")}.
      (dynamic ? [...text.matchAll(/\{#await (import\("[^"]+"\))/gu)].map(([, call]) => `\n${call};`).join("") : "")
    : text;
  const all = ts.preProcessFile(scripts, true, true).importedFiles.map(({ fileName }) => fileName);
  if (dynamic) return all;
  const lazy = new Set([...scripts.matchAll(/\bimport\(\s*"([^"]+)"/gu)].map(([, specifier]) => specifier));
  return all.filter((specifier) => !lazy.has(specifier));
}

function resolve(from: string, specifier: string, known: Set<string>): string | undefined {
  const alias = ALIASES.find(([prefix]) => specifier.startsWith(prefix));
  if (!alias && !specifier.startsWith(".")) return undefined;
  const target = alias ? alias[1] + specifier.slice(alias[0].length) : normalize(join(dirname(from), specifier));
  return ENDINGS.map((ending) => target + ending).find((path) => known.has(path));
}

/**
 * Groups in which everything reaches everything: strongly connected components of more than one (Tarjan 1972).
 * @returns the largest first
 */
export function circlesIn(graph: Imports): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const circles: string[][] = [];
  const visit = (node: string): void => {
    order.set(node, order.size);
    low.set(node, order.get(node) ?? 0);
    stack.push(node);
    onStack.add(node);
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) visit(next);
      if (onStack.has(next)) low.set(node, Math.min(low.get(node) ?? 0, low.get(next) ?? 0));
    }
    if (low.get(node) !== order.get(node)) return;
    const group = stack.splice(stack.indexOf(node));
    for (const member of group) onStack.delete(member);
    if (group.length > 1) circles.push(group.sort());
  };
  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return circles.sort((a, b) => b.length - a.length);
}

/** The same between folders: `folderOf` names the folder of a file, or undefined for one that is not asked about. */
export function betweenFolders(imports: Imports, folderOf: (path: string) => string | undefined): Imports {
  const graph: Imports = new Map();
  for (const [from, targets] of imports) {
    const folder = folderOf(from);
    if (folder === undefined) continue;
    const all = graph.get(folder) ?? new Set();
    graph.set(folder, all);
    for (const target of targets) {
      const other = folderOf(target);
      if (other !== undefined && other !== folder) all.add(other);
    }
  }
  return graph;
}
