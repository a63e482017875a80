/** Which of the worker's tests have most to say about a change. They start workerd for each file, so that not all of them can run at once. */
import { basename } from "node:path/posix";
import type { Source } from "../measure/files.ts";
import { importsOf, type Imports } from "../measure/imports.ts";

/** As many test files as run in the time that the other checks take. */
const MOST = 8;
const IS_WORKER_TEST = /^test\/worker\/.*\.test\.ts$/u;
const COUNTS = /^(?:worker|protocol|migrations|test\/worker|test\/support)\//u;
/** Through these everything is reached: that a test imports one of them says nothing about what it tests. */
const REACHES_ALL = new Set(["worker/index.ts", "worker/app.ts", "worker/routes/index.ts", "protocol/index.ts"]);
/** A test of the same noun comes after one that imports the file itself, and before one that imports it by way of another. */
const SAME_NOUN = 1.5;
/** And one of the noun of a route that uses the file, last of these. */
const NOUN_OF_ROUTE = 2.5;
const IS_ROUTE = /^worker\/routes\//u;
const FURTHEST = 3;

export interface WorkerTests {
  /** The nearest first, as paths from the root. */
  chosen: string[];
  /** How many more are near to the change, and were left out. */
  others: number;
}

/**
 * A test is near to a changed file that it imports, itself or by way of at most two others, and to one of the same noun: most tests ask by
 * HTTP and import nothing of what answers. `bans.test.ts` is of `worker/store/bans.ts`, and of every file that `worker/routes/bans.ts` imports.
 * @param changed paths from the root
 */
export function workerTestsOf(
  changed: string[],
  { code, tests }: { code: Source[]; tests: Source[] },
  most = MOST,
): WorkerTests {
  const relevant = new Set(changed.filter((path) => COUNTS.test(path) && path.endsWith(".ts")));
  if (relevant.size === 0) return { chosen: [], others: 0 };
  const imports = importsOf([...code, ...tests].filter(({ path }) => COUNTS.test(path)));
  const nouns = new Set([...relevant].filter((path) => !path.startsWith("test/")).flatMap(nounsOf));
  const users = [...imports].filter(([path, targets]) => IS_ROUTE.test(path) && !relevant.isDisjointFrom(targets));
  const nounsOfRoutes = new Set(users.flatMap(([path]) => nounsOf(path)));
  const near = [...imports.keys()]
    .filter((path) => IS_WORKER_TEST.test(path))
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

/** `worker/store/join-workspace.ts` → join, workspace: a plural is the same word. */
function nounsOf(path: string): string[] {
  const words = basename(path)
    .replace(/(?:\.test)?\.ts$/u, "")
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
