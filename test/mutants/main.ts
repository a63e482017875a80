/**
 * `npm run mutants`: changes the code in thousands of places, one at a time, and asks the tests whether they notice. Who is not
 * noticed stands in survivors.json; the list may only shrink. See docs/mutants.md.
 */
import { mkdirSync } from "node:fs";
import { getPriority, setPriority } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { ask } from "./ask.ts";
import { Findings } from "./findings.ts";
import { FOLDERS, folderOf, instrument } from "./instrument.ts";
import type { Mutant } from "./plan.ts";
import { Reaches } from "./reach.ts";
import { readList, report } from "./report.ts";
import { Results } from "./results.ts";
import { STATE, TESTS } from "./settings.ts";
import { sha, TestSources } from "./test-sources.ts";

const HELP = `npm run mutants -- [options]
  --only PATH     only mutants of files whose path starts with this; may be given several times
  --tests PATH    only tests of files whose path starts with this: for a look at a few, never for the list
  --sample N      of the room's mutants, only N, chosen by --seed (default 400)
  --all           every mutant of the room too
  --seed N        default 1
  --update        write survivors.json anew
  --known         run nothing: tell what earlier runs found
  --fresh         forget what earlier runs found
  --list          print the survivors of what was run`;

const { values: options } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: [] },
    tests: { type: "string", default: "" },
    sample: { type: "string", default: "400" },
    all: { type: "boolean", default: false },
    seed: { type: "string", default: "1" },
    update: { type: "boolean", default: false },
    known: { type: "boolean", default: false },
    fresh: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (options.help) {
  console.log(HELP);
  process.exit(0);
}

process.chdir(resolve(import.meta.dirname, "../.."));
setPriority(Math.max(10, getPriority()));
mkdirSync(STATE, { recursive: true });

const { sources, code, mutants } = await instrument(FOLDERS);
// Of what was read then: somebody may write on meanwhile.
const sourceSha = new Map([...sources].map(([file, text]) => [file, sha(text)]));
const tests = new TestSources();
const findings = new Findings(new Results(join(STATE, "found.jsonl"), options.fresh), sourceSha, tests);
const reaches = new Reaches(sourceSha, mutants, options.fresh);

const isMeant = (file: string) => options.only.length === 0 || options.only.some((path) => file.startsWith(path));

/** A sample that stays the same while the code does: by the hash of seed and fingerprint. */
function sampled(all: Mutant[]): Mutant[] {
  if (options.all || options.only.some((path) => path.length > "worker/room/".length)) return all;
  return all
    .filter(({ ignored }) => !ignored)
    .map((mutant) => ({ mutant, rank: sha(options.seed, mutant.fingerprint) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, Number(options.sample))
    .map(({ mutant }) => mutant);
}

const listed = new Set(readList().map(({ mutant }) => mutant));
const examined: Mutant[] = [];
const scored: Mutant[] = [];
/** Folders that the same tests know are asked about together: most of it is to start. */
const together = Map.groupBy(FOLDERS, (folder) => TESTS[folder].files.join());
for (const group of together.values()) {
  const wanted: Mutant[] = [];
  for (const folder of group) {
    const all = mutants.filter((mutant) => folderOf(mutant.file) === folder && isMeant(mutant.file));
    const sample = new Set(TESTS[folder].project === "worker" ? sampled(all) : all);
    // A line of the list is true as long as its mutant lives: each is asked about.
    const chosen = all.filter((mutant) => sample.has(mutant) || listed.has(mutant.fingerprint));
    const counted = chosen.filter(({ ignored }) => !ignored);
    if (all.length > 0) console.log(`${folder}: ${counted.length} of ${all.length} mutants`);
    wanted.push(...counted);
    examined.push(...chosen);
    scored.push(...sample);
  }
  if (!options.known && wanted.length > 0)
    await ask({ code, findings, reaches, tests }, group[0]!, wanted, options.tests);
}
const passed = report({
  examined,
  scored,
  all: mutants,
  killerOf: (mutant) => findings.killerOf(mutant),
  isMeant,
  update: options.update,
  list: options.list,
});
process.exit(passed ? 0 : 1);
