/** Asks the tests of a folder about its mutants, one test file after the other, the quick ones first. */
import { globSync } from "node:fs";
import { apart, wholeFolder } from "./apart.ts";
import type { Findings } from "./findings.ts";
import type { Folder } from "./instrument.ts";
import type { Mutant, Plan, Word } from "./plan.ts";
import { instrumentedAs, session } from "./process.ts";
import type { Reach, Reaches } from "./reach.ts";
import { APART_MAX, HUNG_MS, LOOP_MS, PATIENCE, SPEED, TESTS, type Project } from "./settings.ts";
import type { TestSources } from "./test-sources.ts";

/** What is there to ask with. */
export interface Run {
  /** All instrumented code: path → text. */
  code: Record<string, string>;
  findings: Findings;
  reaches: Reaches;
  tests: TestSources;
}
type Reached = ReadonlyMap<string, Reach>;

/** @param testsUnder only test files whose path starts with this */
export async function ask(run: Run, folder: Folder, wanted: Mutant[], testsUnder: string): Promise<void> {
  const { project } = TESTS[folder];
  const sources = new Set(wanted.map(({ file }) => file));
  // Other code would run slower than it has to.
  const code = Object.fromEntries(Object.entries(run.code).filter(([file]) => sources.has(file)));
  const spent = new Map<string, number>();
  const reached = new Map<string, Reach>();
  for (const file of testsOf(folder, run.reaches).filter((each) => each.startsWith(testsUnder))) {
    if (wanted.every((mutant) => run.findings.killerOf(mutant))) break;
    const asked = new Asked(run, project, file, wanted, spent);
    if (!run.reaches.isKnown(project, file, sources)) {
      instrumentedAs(run.code);
      await asked.meet();
      // What went wrong on the way is left out of it.
      if (!run.reaches.isKnown(project, file, sources)) await run.reaches.ask(project, file);
    }
    const reach = run.reaches.of(file, sources);
    reached.set(file, reach);
    instrumentedAs(code);
    await asked.toTheEnd(reach, reached);
  }
  if (project === "node") return wholeFolder(run, folder, wanted, reached);
  leaveOutImports(wanted, reached);
}

/** The most direct first, and of those the quick ones; who is not known yet comes behind them. */
function testsOf(folder: Folder, reaches: Reaches): string[] {
  const groups = TESTS[folder].files.map((pattern) => globSync(pattern).sort());
  const files = groups.flatMap((group) => {
    const durations = new Map(group.map((file) => [file, reaches.durationOf(file) ?? Infinity]));
    return group.toSorted((a, b) => durations.get(a)! - durations.get(b)! || 0);
  });
  return [...new Set(files)];
}

const seconds = (since: number) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

const patienceFor = (duration = 0) => ({ silence: HUNG_MS + 6 * duration, computing: LOOP_MS + 3 * duration });

function mostHits({ tests }: Reach): Record<string, number> {
  const hits: Record<string, number> = {};
  for (const test of Object.values(tests))
    for (const [id, count] of Object.entries(test.hits)) hits[id] = Math.max(hits[id] ?? 0, count);
  return hits;
}

/** workerd takes seconds to start, so that nobody is asked about what happens only then. */
function leaveOutImports(wanted: Mutant[], reached: Reached): void {
  const all = [...reached.values()];
  const inTests = new Set(all.flatMap(({ tests }) => Object.values(tests)).flatMap(({ hits }) => Object.keys(hits)));
  for (const mutant of wanted)
    if (!inTests.has(mutant.id) && all.some(({ atImport }) => atImport.has(mutant.id)))
      mutant.ignored = "runs while workerd imports the code, and only then";
}

/** One test file, asked until it has nothing to say any more. */
class Asked {
  readonly #run: Run;
  readonly #project: Project;
  readonly #file: string;
  readonly #byId: ReadonlyMap<string, Mutant>;
  /** Mutant → ms of tests that it got. */
  readonly #spent: Map<string, number>;
  readonly #unfit = new Set<string>();
  readonly #done = new Set<string>();
  #isPoisoned = false;

  constructor(run: Run, project: Project, file: string, wanted: Mutant[], spent: Map<string, number>) {
    this.#run = run;
    this.#project = project;
    this.#file = file;
    this.#byId = new Map(wanted.map((mutant) => [mutant.id, mutant]));
    this.#spent = spent;
  }

  /** Finds out what it reaches, and asks it about that in the same process. */
  async meet(): Promise<void> {
    const { findings, reaches, tests } = this.#run;
    const alive = [...this.#byId.values()].filter((mutant) => !findings.killerOf(mutant));
    const left = alive.map(({ id }) => [id, PATIENCE[this.#project] - (this.#spent.get(id) ?? 0)] as const);
    const lived = reaches.testsOf(this.#file).map((test) => {
      const testId = tests.idOf(this.#file, test);
      return [test, alive.filter((mutant) => findings.livedThrough(mutant, testId)).map(({ id }) => id)] as const;
    });
    const listener = reaches.listener(this.#project, this.#file);
    const candidates = { left: Object.fromEntries(left), lived: Object.fromEntries(lived) };
    const plan: Plan = {
      mode: "both",
      tests: {},
      durations: {},
      hits: {},
      unfit: [],
      candidates,
      ...SPEED[this.#project],
    };
    const durations: Record<string, number> = {};
    const { ended } = await this.#once(plan, durations, (word) => {
      if ("fit" in word) durations[word.test] = word.duration;
      return listener.hear(word);
    });
    listener.end(ended && !this.#isPoisoned);
  }

  async toTheEnd(reach: Reach, reached: Reached): Promise<void> {
    for (const [test, { fit }] of Object.entries(reach.tests)) if (!fit) this.#unfit.add(test);
    const hits = mostHits(reach);
    const { controlEvery, slack } = SPEED[this.#project];
    let every: number = controlEvery;
    let poor = 0;
    let careful = false;
    for (;;) {
      const tests = this.#questions(reach);
      if (Object.keys(tests).length === 0) return;
      const durations = Object.fromEntries(Object.keys(tests).map((test) => [test, reach.tests[test]!.duration]));
      const plan: Plan = { mode: "kill", tests, durations, hits, unfit: [], careful, controlEvery: every, slack };
      const { ended, killed, progressed, hung } = await this.#once(plan, durations);
      // Whoever left something behind gets a process that looks after each kill.
      poor = every === 1 && killed <= 2 && !hung ? poor + 1 : 0;
      const wasCareful: boolean = careful;
      careful ||= !ended || !progressed;
      if (poor === 2 || (every === 1 && !progressed && wasCareful === careful)) {
        const alive = [...new Set(Object.values(tests).flat())]
          .map((id) => this.#byId.get(id)!)
          .filter((mutant) => !this.#run.findings.killerOf(mutant));
        // Each costs a start, and workerd's takes seconds: where it is too many, they are left to the other files.
        if (this.#project === "node" && alive.length <= APART_MAX)
          await apart(this.#run, this.#project, [this.#file], alive, reached);
        return;
      }
      every = 1;
    }
  }

  /** Test → the mutants that live, that it reaches, and that it was not asked about. */
  #questions(reach: Reach): Plan["tests"] {
    const { findings, tests: sources } = this.#run;
    const tests: Plan["tests"] = {};
    const planned = new Map<string, number>();
    for (const [test, { hits, duration }] of Object.entries(reach.tests)) {
      if (this.#unfit.has(test)) continue;
      const testId = sources.idOf(this.#file, test);
      const ids = Object.keys(hits).filter((id) => {
        const mutant = this.#byId.get(id);
        if (!mutant || findings.killerOf(mutant) || this.#done.has(`${id} ${test}`)) return false;
        if (findings.livedThrough(mutant, testId)) {
          this.#done.add(`${id} ${test}`);
          this.#spend(id, duration);
          return false;
        }
        const total = (this.#spent.get(id) ?? 0) + (planned.get(id) ?? 0) + duration;
        if (total > PATIENCE[this.#project]) return false;
        planned.set(id, (planned.get(id) ?? 0) + duration);
        return true;
      });
      if (ids.length > 0) tests[test] = ids;
    }
    return tests;
  }

  #spend(id: string, ms: number): void {
    this.#spent.set(id, (this.#spent.get(id) ?? 0) + ms);
  }

  /** @param takes whether somebody else has heard this */
  async #once(plan: Plan, durations: Readonly<Record<string, number>>, takes: (word: Word) => boolean = () => false) {
    const { findings, tests: sources } = this.#run;
    const began = Date.now();
    let killed = 0;
    let progressed = false;
    let runs: { id: string; test: string } | null = null;
    const kill = (id: string, test: string, isLate: boolean) => {
      progressed = true;
      killed += 1;
      findings.killed(this.#byId.get(id)!, { file: this.#file, id: sources.idOf(this.#file, test), test, isLate });
    };
    const work = { project: this.#project, files: [this.#file], plan, actives: [] };
    const ended = await session(work, SPEED[this.#project].silence, (word) => {
      runs = "runs" in word ? { id: word.runs, test: word.test } : null;
      if (takes(word)) return undefined;
      if ("runs" in word) return patienceFor(durations[word.test]);
      if ("goesOn" in word) return patienceFor(word.ms);
      if ("killed" in word) for (const id of word.killed) kill(id, word.test, word.late.includes(id));
      else if ("survived" in word) {
        progressed = true;
        for (const id of word.survived) {
          this.#done.add(`${id} ${word.test}`);
          this.#spend(id, durations[word.test]!);
          findings.survived(this.#byId.get(id)!, [sources.idOf(this.#file, word.test)]);
        }
      } else if ("unfit" in word) {
        progressed = true;
        this.#unfit.add(word.unfit);
      } else if ("poisoned" in word) this.#isPoisoned = true;
      return undefined;
    });
    // The one after which nothing was said took the whole process with it.
    const hung = runs as { id: string; test: string } | null;
    if (hung) kill(hung.id, hung.test, true);
    console.log(`  ${this.#file}: ${killed} killed in ${seconds(began)}${ended ? "" : ", and began anew"}`);
    return { ended, killed, progressed, hung };
  }
}
