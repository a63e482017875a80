/**
 * `npm run mutants`: changes the code in thousands of places, one at a time, and asks the tests whether they notice. Who is not
 * noticed stands in survivors.json; the list may only shrink. See docs/mutants.md.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { setPriority } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { Results } from "./results.ts";
import { FOLDERS, folderOf, instrument, type Folder } from "./instrument.ts";
import type { Mutant, Plan, Word } from "./plan.ts";
import { report } from "./report.ts";
import type { Work } from "./session.ts";

const HELP = `npm run mutants -- [options]
  --only PATH     only mutants of files whose path starts with this
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
    only: { type: "string", default: "" },
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

/** Where a folder's tests are, the most direct first. */
const TESTS: Record<Folder, { project: Work["project"]; files: string[] }> = {
  protocol: {
    project: "node",
    files: ["test/protocol/**/*.test.ts", "test/client/**/*.test.ts", "test/web/**/*.test.ts"],
  },
  client: { project: "node", files: ["test/client/**/*.test.ts", "test/web/**/*.test.ts"] },
  "worker/room": { project: "worker", files: ["test/worker/**/*.test.ts"] },
  "worker/hub": { project: "worker", files: ["test/worker/**/*.test.ts"] },
};
const SPEED = {
  node: { controlEvery: 1, slack: 1_500, silence: 60_000 },
  worker: { controlEvery: 5, slack: 2_500, silence: 150_000 },
} as const;
/** ms of tests that one mutant gets before it counts as a survivor. */
const PATIENCE = { node: 60_000, worker: 20_000 } as const;

/** A mutant that is said to run, and nothing after it for so long, hung the process; a test's own time comes on top. */
const HUNG_MS = 30_000;

/** Mutants of one file that are run apart. */
const APART_MAX = 150;

/** Tests that draw their input draw the same each time, and are not more than it takes. */
const SEEDS = { node: "1,2,3,4,5,6", worker: "1" } as const;

const STATE = ".mutants";
const sha = (...parts: string[]) => createHash("sha256").update(parts.join("\0")).digest("base64url").slice(0, 16);
const shaOfFiles = (files: string[]) => sha(...files.map((file) => readFileSync(file, "utf8")));

process.chdir(resolve(import.meta.dirname, "../.."));
setPriority(10);
mkdirSync(STATE, { recursive: true });
const codeFile = resolve(STATE, `code-${process.pid}.json`);
const workFile = resolve(STATE, `work-${process.pid}.json`);

const folders = FOLDERS.filter(
  (folder) => options.only === "" || options.only.startsWith(folder) || folder.startsWith(options.only),
);
const { sources, code, mutants } = await instrument(FOLDERS);
// Of what was read then: somebody may write on meanwhile.
const sourceSha = new Map([...sources].map(([file, text]) => [file, sha(text)]));
const results = new Results(join(STATE, "results.jsonl"), options.fresh);

/** A sample that stays the same while the code does: by the hash of seed and fingerprint. */
function sampled(all: Mutant[]): Mutant[] {
  if (options.all || options.only.length > "worker/room/".length) return all;
  const size = Number(options.sample);
  const counted = all.filter(({ ignored }) => !ignored);
  return counted
    .map((mutant) => ({ mutant, rank: sha(options.seed, mutant.fingerprint) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, size)
    .map(({ mutant }) => mutant);
}

/** Runs one process to its end, or until it is silent for so long. @returns whether it came to its end */
async function session(work: Work, silence: number, hear: (word: Word) => void | number): Promise<boolean> {
  writeFileSync(workFile, JSON.stringify(work));
  const child = spawn(process.execPath, [join(import.meta.dirname, "session.ts"), workFile], {
    env: { ...process.env, MUTANTS_CODE: codeFile, PLACE_SEED: SEEDS[work.project], NODE_ENV: "test", VITEST: "1" },
    stdio: ["ignore", "pipe", process.env["MUTANTS_DEBUG"] ? "inherit" : "ignore"],
    detached: true,
  });
  const end = () => {
    try {
      process.kill(-child.pid!, "SIGKILL");
    } catch {
      // It is gone already.
    }
  };
  process.once("exit", end);
  let isOver = false;
  let watch = setTimeout(end, silence);
  for await (const line of createInterface({ input: child.stdout! })) {
    clearTimeout(watch);
    watch = setTimeout(end, silence);
    if (!line.startsWith("{")) continue;
    const word = JSON.parse(line) as Word;
    if ("over" in word) {
      isOver = true;
      // workerd now and then does not end by itself.
      setTimeout(end, 5_000).unref();
    } else {
      // Who knows what comes next may know how long that can take.
      const ms = hear(word);
      clearTimeout(watch);
      watch = setTimeout(end, ms ?? silence);
    }
  }
  clearTimeout(watch);
  end();
  process.off("exit", end);
  return isOver;
}

interface Reach {
  atImport: Record<string, number>;
  tests: Record<string, { duration: number; hits: Record<string, number>; fit: boolean }>;
}

/** What a test file reaches, by fingerprint, as long as neither it nor the code has changed. */
async function reachOf(project: Work["project"], file: string): Promise<Reach> {
  const seeds = /seed/u.test(readFileSync(file, "utf8")) ? SEEDS[project] : "";
  const key = sha(file, shaOfFiles([file]) + seeds, ...sourceSha.values());
  const kept = join(STATE, `reach-${key}.json`);
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, "utf8")) as Reach;
  const reach: Reach = { atImport: {}, tests: {} };
  const plan: Plan = { mode: "dry", tests: {}, durations: {}, hits: {}, unfit: [], ...SPEED[project] };
  const ended = await session({ project, files: [file], plan, actives: [] }, SPEED[project].silence, (word) => {
    if ("atImport" in word) reach.atImport = word.atImport;
    else if ("fit" in word) reach.tests[word.test] = { duration: word.duration, hits: word.hits, fit: word.fit };
  });
  const unfit = Object.entries(reach.tests).filter(([, { fit }]) => !fit);
  for (const [test] of unfit) console.log(`  ${file}: left out, for it does not pass twice in a row: ${test}`);
  if (ended) writeFileSync(kept, JSON.stringify(reach));
  return reach;
}

async function run(folder: Folder, wanted: Mutant[]): Promise<void> {
  const { project, files: patterns } = TESTS[folder];
  const { controlEvery, slack, silence } = SPEED[project];
  const files = patterns
    .flatMap((pattern) => globSync(pattern).sort())
    .filter((file) => file.startsWith(options.tests));
  const reaches = new Map<string, Reach>();
  for (const file of files) reaches.set(file, await reachOf(project, file));
  const testSha = new Map(files.map((file) => [file, shaOfFiles([file])]));
  const stateOf = (mutant: Mutant) => results.of(mutant.fingerprint, sourceSha.get(mutant.file)!);
  const isAlive = (mutant: Mutant) => {
    const { killedBy } = stateOf(mutant);
    return !killedBy || killedBy.sha !== testSha.get(killedBy.file);
  };
  const byId = new Map(wanted.map((mutant) => [mutant.id, mutant]));
  const mean = (file: string) => {
    const all = Object.values(reaches.get(file)!.tests);
    return all.reduce((sum, { duration }) => sum + duration, 0) / Math.max(1, all.length);
  };
  const spent = new Map<string, number>();
  const hits: Record<string, number> = {};
  for (const { tests } of reaches.values())
    for (const test of Object.values(tests))
      for (const [id, count] of Object.entries(test.hits)) hits[id] = Math.max(hits[id] ?? 0, count);

  for (const file of files.toSorted((a, b) => mean(a) - mean(b))) {
    const reach = reaches.get(file)!;
    const unfit = new Set(Object.keys(reach.tests).filter((test) => !reach.tests[test]!.fit));
    const done = new Set<string>();
    let every: number = controlEvery;
    let poor = 0;
    let careful = false;
    for (;;) {
      const tests: Plan["tests"] = {};
      const durations: Plan["durations"] = {};
      let count = 0;
      for (const [test, { hits: reached, duration }] of Object.entries(reach.tests)) {
        if (unfit.has(test)) continue;
        const ids = Object.keys(reached).filter((id) => {
          const mutant = byId.get(id);
          if (!mutant || !isAlive(mutant) || done.has(`${id} ${test}`)) return false;
          if (stateOf(mutant).survivedIn[file] === testSha.get(file)) return false;
          const total = (spent.get(id) ?? 0) + duration;
          if (total > PATIENCE[project]) return false;
          spent.set(id, total);
          return true;
        });
        if (ids.length === 0) continue;
        count += ids.length;
        tests[test] = ids;
        durations[test] = duration;
      }
      if (count === 0) break;
      for (const [test, ids] of Object.entries(tests))
        for (const id of ids) spent.set(id, (spent.get(id) ?? 0) - durations[test]!);
      const began = Date.now();
      let killed = 0;
      let progressed = false;
      let runs: { id: string; test: string } | null = null;
      const plan: Plan = { mode: "kill", tests, durations, hits, unfit: [], careful, controlEvery: every, slack };
      const ended = await session({ project, files: [file], plan, actives: [] }, silence, (word) => {
        runs = "runs" in word ? { id: word.runs, test: word.test } : null;
        if ("runs" in word) return HUNG_MS + 6 * (durations[word.test] ?? 0);
        if ("killed" in word)
          for (const id of word.killed) {
            progressed = true;
            killed += 1;
            const mutant = byId.get(id)!;
            const isLate = word.late.includes(id);
            results.killed(mutant.fingerprint, sourceSha.get(mutant.file)!, {
              file,
              sha: testSha.get(file)!,
              test: word.test,
              isLate,
            });
          }
        else if ("survived" in word) {
          progressed = true;
          for (const id of word.survived) {
            done.add(`${id} ${word.test}`);
            spent.set(id, (spent.get(id) ?? 0) + durations[word.test]!);
          }
        } else if ("unfit" in word) {
          progressed = true;
          unfit.add(word.unfit);
        }
      });
      // The one after which nothing was said took the whole process with it.
      const hung = runs as { id: string; test: string } | null;
      if (hung) {
        progressed = true;
        killed += 1;
        const mutant = byId.get(hung.id)!;
        const by = { file, sha: testSha.get(file)!, test: hung.test, isLate: true };
        results.killed(mutant.fingerprint, sourceSha.get(mutant.file)!, by);
      }
      console.log(
        `  ${file}: ${killed} killed in ${((Date.now() - began) / 1000).toFixed(1)} s${ended ? "" : ", and began anew"}`,
      );
      // Whoever left something behind gets a process that looks after each kill.
      poor = every === 1 && killed <= 2 && !hung ? poor + 1 : 0;
      const isCareful: boolean = careful;
      careful ||= !ended || !progressed;
      if (poor === 2 || (every === 1 && !progressed && isCareful === careful)) {
        const ids = new Set(Object.values(tests).flat());
        const alive = [...ids].map((id) => byId.get(id)!).filter(isAlive);
        // Each costs a start, and workerd's takes seconds: where it is too many, they are left to the other files.
        if (project === "worker" || alive.length > APART_MAX) break;
        await apart(project, [file], alive, reaches, testSha);
        break;
      }
      every = 1;
    }
    // Only who lived through every test of the file that reaches it.
    for (const mutant of wanted) {
      const reaching = Object.entries(reach.tests).filter(
        ([test, { hits: all }]) => mutant.id in all && !unfit.has(test),
      );
      if (reaching.length > 0 && isAlive(mutant) && reaching.every(([test]) => done.has(`${mutant.id} ${test}`)))
        results.survived(mutant.fingerprint, sourceSha.get(mutant.file)!, file, testSha.get(file)!);
    }
  }
  if (project === "node") return whole(folder, wanted.filter(isAlive), reaches, testSha);
  const inTests = new Set(
    [...reaches.values()].flatMap(({ tests }) => Object.values(tests)).flatMap(({ hits: all }) => Object.keys(all)),
  );
  for (const mutant of wanted)
    if (!inTests.has(mutant.id) && [...reaches.values()].some(({ atImport }) => mutant.id in atImport))
      mutant.ignored = "runs while workerd imports the code, and only then";
}

/** What runs while the code is imported can only be changed before: one run of the files for each. */
async function whole(
  folder: Folder,
  alive: Mutant[],
  reaches: Map<string, Reach>,
  testSha: Map<string, string>,
): Promise<void> {
  const groups = new Map<string, Mutant[]>();
  for (const mutant of alive) {
    const files = direct(
      [...reaches].filter(([, { atImport }]) => mutant.id in atImport).map(([file]) => file),
      folder,
    );
    if (files.length === 0) continue;
    const key = files.join(" ");
    groups.set(key, [...(groups.get(key) ?? []), mutant]);
  }
  for (const [key, group] of groups) await apart(TESTS[folder].project, key.split(" "), group, reaches, testSha);
}

/** A run of these files from the import on for each of these mutants, one after the other. */
async function apart(
  project: Work["project"],
  files: string[],
  mutants: Mutant[],
  reaches: Map<string, Reach>,
  testSha: Map<string, string>,
): Promise<void> {
  const mark = `whole ${files.join(" ")}`;
  const together = sha(...files.map((file) => testSha.get(file)!));
  const shaOf = (mutant: Mutant) => sourceSha.get(mutant.file)!;
  let left = mutants.filter((each) => results.of(each.fingerprint, shaOf(each)).survivedIn[mark] !== together);
  const size = left.length;
  const began = Date.now();
  let killed = 0;
  const durations = Object.fromEntries(
    files.flatMap((file) =>
      Object.entries(reaches.get(file)!.tests).map(([test, { duration }]): [string, number] => [test, duration]),
    ),
  );
  const unfit = files.flatMap((file) =>
    Object.entries(reaches.get(file)!.tests).flatMap(([test, { fit }]) => (fit ? [] : [test])),
  );
  const plan: Plan = { mode: "whole", tests: {}, durations, hits: {}, unfit, ...SPEED[project] };
  const kill = (mutant: Mutant, test: string, isLate: boolean) =>
    results.killed(mutant.fingerprint, shaOf(mutant), { file: files[0]!, sha: testSha.get(files[0]!)!, test, isLate });
  while (left.length > 0) {
    const heard = new Set<string>();
    const byId = new Map(left.map((mutant) => [mutant.id, mutant]));
    const work: Work = { project, files: inOne(files), plan, actives: left.map(({ id }) => id) };
    let isFit = true;
    await session(work, SPEED[project].silence, (word) => {
      if ("unfit" in word) isFit = false;
      for (const id of "killed" in word ? word.killed : "survived" in word ? word.survived : []) {
        const mutant = byId.get(id)!;
        heard.add(id);
        if ("survived" in word) results.survived(mutant.fingerprint, shaOf(mutant), mark, together);
        else {
          killed += 1;
          kill(mutant, "(run apart)", false);
        }
      }
    });
    if (!isFit) {
      console.log(`  ${files.join(" ")}: not run apart, for it fails without a mutant`);
      return;
    }
    // The one at which it fell silent took the whole process with it.
    const hung = left.find(({ id }) => !heard.has(id));
    if (hung) {
      heard.add(hung.id);
      kill(hung, "(the process hung)", true);
    }
    left = left.filter(({ id }) => !heard.has(id));
  }
  if (size > 0)
    console.log(
      `  ${files.length === 1 ? files[0] : `${files.length} files`}, each apart: ${killed} of ${size} killed in ${((Date.now() - began) / 1000).toFixed(1)} s`,
    );
}

/** Files whose tests have nothing around them are run as one: most of such a run is to start. */
function inOne(files: string[]): string[] {
  const hasHooks = (file: string) => /^(?:before|after|vi\.)/mu.test(readFileSync(file, "utf8"));
  if (files.length < 2 || files.some(hasHooks)) return files;
  const merged = join(STATE, `${sha(...files)}.test.ts`);
  writeFileSync(merged, files.map((file) => `import ${JSON.stringify(resolve(file))};\n`).join(""));
  return [merged];
}

/** A folder's own tests are asked about what happens at import; others only where it has none. */
function direct(files: string[], folder: Folder): string[] {
  const own = files.filter((file) => file.startsWith(`test/${folder}/`));
  if (own.length > 0) return own;
  return files.slice(0, 4);
}

writeFileSync(codeFile, JSON.stringify(code));
const examined: Mutant[] = [];
for (const folder of folders) {
  const all = mutants.filter((mutant) => folderOf(mutant.file) === folder && mutant.file.startsWith(options.only));
  const chosen = TESTS[folder].project === "worker" ? sampled(all) : all;
  const wanted = chosen.filter(({ ignored }) => !ignored);
  console.log(`${folder}: ${wanted.length} of ${all.length} mutants`);
  if (!options.known) await run(folder, wanted);
  examined.push(...chosen);
}
const testShas = new Map(globSync("test/**/*.test.ts").map((file) => [file, shaOfFiles([file])]));
const passed = report({
  examined,
  all: mutants,
  killerOf: (mutant) => {
    const { killedBy } = results.of(mutant.fingerprint, sourceSha.get(mutant.file)!);
    return killedBy && killedBy.sha === testShas.get(killedBy.file) ? killedBy : undefined;
  },
  update: options.update,
  list: options.list,
});
process.exit(passed ? 0 : 1);
