/** Which tests have most to say about a change, so that the others can be left to `npm test`. */
import { basename } from "node:path/posix";
import type { Source } from "../measure/files.ts";
import { importsOf, type Imports } from "../measure/imports.ts";

/** Tests that run in one way, and of them as many files as run in the time that the other checks take. */
export interface Kind {
  tests: RegExp;
  /** What these tests can depend on: a change elsewhere asks nothing of them. */
  counts: RegExp;
  most: number;
}

/** They start workerd, and ask by HTTP what they hardly ever import. */
export const OF_WORKER: Kind = {
  tests: /^test\/worker\/.*\.test\.ts$/u,
  counts: /^(?:worker|protocol|migrations|test\/worker|test\/support)\//u,
  most: 8,
};
/** Files share a process; none of them puts a module in the place of another. */
export const OF_CODE: Kind = {
  tests: /^test\/(?:client|protocol|tools)\/.*\.test\.ts$/u,
  counts: /^(?!web\/|test\/(?:web|worker|e2e|faults)\/)/u,
  most: 40,
};
export const OF_PAGE: Kind = {
  tests: /^test\/web\/(?!render\/).*\.test\.ts$/u,
  counts: /^(?:web|client|protocol|test\/web|test\/support)\//u,
  most: 24,
};
export const OF_COMPONENTS: Kind = { ...OF_PAGE, tests: /^test\/web\/render\/.*\.test\.ts$/u, most: 16 };

/** Through these everything is reached: that a test imports one of them says nothing about what it tests. */
const REACHES_ALL = new Set(["worker/index.ts", "worker/app.ts", "worker/routes/index.ts", "protocol/index.ts"]);
/** A test that reads the repository by itself holds a rule for all files, and no import says which. */
const READS_FILES = /\breadFile|\breaddir|\bglobSync|\bsources\(\)|import\.meta\.glob/u;
/** A test of the same noun comes after one that imports the file itself, and before one that imports it by way of another. */
const SAME_NOUN = 1.5;
/** And one of the noun of a route that uses the file, last of these. */
const NOUN_OF_ROUTE = 2.5;
const IS_CODE = /\.(?:ts|svelte)$/u;
const IS_ROUTE = /^worker\/routes\//u;
const FURTHEST = 3;

export interface NearTests {
  /** The nearest first, as paths from the root. */
  chosen: string[];
  /** How many more are near to the change, and were left out. */
  others: number;
}

/**
 * A test is near to a changed file that it imports, itself or by way of at most two others, and to one of the same noun: tests of the
 * worker ask by HTTP and import nothing of what answers. `bans.test.ts` is of `worker/store/bans.ts`, and of every file that
 * `worker/routes/bans.ts` imports.
 * @param changed paths from the root
 */
export function testsNear(
  changed: string[],
  { code, tests }: { code: Source[]; tests: Source[] },
  { tests: isTest, counts, most }: Kind,
): NearTests {
  const relevant = new Set(changed.filter((path) => counts.test(path) && IS_CODE.test(path)));
  if (relevant.size === 0) return { chosen: [], others: 0 };
  const imports = importsOf([...code, ...tests].filter(({ path }) => counts.test(path)));
  const nouns = new Set([...relevant].filter((path) => !path.startsWith("test/")).flatMap(nounsOf));
  const users = [...imports].filter(([path, targets]) => IS_ROUTE.test(path) && !relevant.isDisjointFrom(targets));
  const nounsOfRoutes = new Set(users.flatMap(([path]) => nounsOf(path)));
  const near = [...imports.keys()]
    .filter((path) => isTest.test(path))
    .map((path) => {
      const words = nounsOf(path);
      const byNoun = words.some((noun) => nouns.has(noun)) ? SAME_NOUN : Infinity;
      const byRoute = words.some((noun) => nounsOfRoutes.has(noun)) ? NOUN_OF_ROUTE : Infinity;
      return { path, distance: Math.min(byNoun, byRoute, distanceTo(path, relevant, imports)) };
    })
    .filter(({ distance }) => distance <= FURTHEST)
    .sort((a, b) => a.distance - b.distance || (a.path < b.path ? -1 : 1));
  return { chosen: near.slice(0, most).map(({ path }) => path), others: Math.max(0, near.length - most) };
}

/** Of these tests the files that hold a rule for the whole repository, whatever was changed. */
export function testsOfAllFiles(tests: Source[], { tests: isTest }: Kind): string[] {
  return tests.filter(({ path, text }) => isTest.test(path) && READS_FILES.test(text)).map(({ path }) => path);
}

/** `worker/store/join-workspace.ts` → join, workspace, as `JoinWorkspace.svelte`: a plural is the same word. */
function nounsOf(path: string): string[] {
  const words = basename(path)
    .replace(/(?:\.test|\.svelte)?\.(?:ts|svelte)$/u, "")
    .replaceAll(/(?<=[a-z])(?=[A-Z])/gu, "-")
    .toLowerCase()
    .split("-");
  return words.filter((word) => word !== "index").map((word) => word.replace(/s$/u, ""));
}

/** Imports from there to the nearest of these files; 0: it is one of them. */
function distanceTo(from: string, targets: Set<string>, imports: Imports): number {
  const seen = new Set([from]);
  let edge = [from];
  for (let distance = 0; edge.length > 0 && distance <= FURTHEST; distance++) {
    if (edge.some((path) => targets.has(path))) return distance;
    const next = edge.filter((path) => !REACHES_ALL.has(path)).flatMap((path) => [...(imports.get(path) ?? [])]);
    edge = [...new Set(next)].filter((path) => !seen.has(path));
    for (const path of edge) seen.add(path);
  }
  return Infinity;
}
