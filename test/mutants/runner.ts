/**
 * Runs the tests of one file again and again, each time with another mutant switched on, in the same process: the code is
 * imported once, and a mutant is a variable. The same for Node and inside workerd.
 */
import { inject, TestRunner, type RunnerTestCase } from "vitest";
import { WORD, type Candidates, type Plan, type Word } from "./plan.ts";

declare module "vitest" {
  interface ProvidedContext {
    mutants: Plan;
  }
}

/** What the instrumented code reads and writes (Stryker's instrumenter). */
interface Switch {
  activeMutant: string;
  currentTestId: string | undefined;
  hitCount: number;
  hitLimit: number;
  mutantCoverage: { static: Record<string, number>; perTest: Record<string, Record<string, number>> };
}

const scope = globalThis as { __stryker__?: Switch };
// Tests may put the clock away.
const { setTimeout: later, clearTimeout: never } = globalThis;
const SAID_MS = 100;
const SLOW_MS = 700;
const now = () => performance.now();
const say = (word: Word) => console.log(WORD + JSON.stringify(word));
const nameOf = (test: RunnerTestCase) => test.fullTestName ?? test.name;

/** What is done with a test: one step a repeat. */
class Steps {
  readonly #plan: Plan;
  readonly #test: string;
  readonly #queue: (string | null)[];
  readonly #survived: string[] = [];
  #unproven: string[] = [];
  #late: string[] = [];
  #at = 0;
  /** Failed once, slowly, and is tried a second time. */
  #doubted: string | null = null;
  isPoisoned = false;

  /** @param queue null is a run without a mutant */
  constructor(plan: Plan, test: string, queue: (string | null)[]) {
    this.#plan = plan;
    this.#test = test;
    this.#queue = queue;
  }

  get current(): string | null {
    return this.#queue[this.#at] ?? null;
  }

  /**
   * @param isSlow it took much longer than usual: on a machine that is busy with something else this need not be the mutant's doing
   * @returns whether there is another one
   */
  done(failed: boolean, isLate: boolean, isSlow: boolean, gone: Set<string>): boolean {
    const id = this.current;
    if (id !== null && failed && isSlow && this.#doubted !== id) {
      this.#doubted = id;
      return true;
    }
    if (id === null) {
      if (failed && this.#at === 0) {
        say({ unfit: this.#test });
        return false;
      }
      if (failed) return this.#poisoned();
      this.#prove(gone);
    } else if (failed) {
      this.#unproven.push(id);
      if (isLate) this.#late.push(id);
      if (this.#unproven.length >= this.#plan.controlEvery) this.#queue.splice(this.#at + 1, 0, null);
    } else this.#survived.push(id);
    this.#at += 1;
    if (this.#at === this.#queue.length && this.#unproven.length > 0) this.#queue.push(null);
    if (this.#at < this.#queue.length) return true;
    if (this.#survived.length > 0) say({ survived: this.#survived, test: this.#test });
    return false;
  }

  #prove(gone: Set<string>): void {
    if (this.#unproven.length === 0) return;
    for (const id of this.#unproven) gone.add(id);
    say({ killed: this.#unproven, test: this.#test, late: this.#late });
    this.#unproven = [];
    this.#late = [];
  }

  /** The test fails without a mutant now: what came before has left something behind. */
  #poisoned(): boolean {
    // The control before this one kill has passed, so the kill was its own.
    if (this.#unproven.length === 1) say({ killed: this.#unproven, test: this.#test, late: this.#late });
    else say({ unsure: this.#unproven, test: this.#test });
    this.isPoisoned = true;
    return false;
  }
}

export default class MutantRunner extends TestRunner {
  readonly #plan = inject("mutants");
  readonly #gone = new Set<string>();
  readonly #switch: Switch = (scope.__stryker__ ??= {
    activeMutant: "",
    currentTestId: undefined,
    hitCount: 0,
    hitLimit: Infinity,
    mutantCoverage: { static: {}, perTest: {} },
  });
  #steps: Steps | null = null;
  #isLate = false;
  #started = 0;
  #first = { duration: 0, failed: false };
  /** ms that each mutant got, of what it may get in `both`. */
  readonly #spent = new Map<string, number>();
  #durations: Record<string, number>;
  #hits: Record<string, number>;
  #isPoisoned = false;
  #saidImport = false;
  /** What is to be done with the test was just found out by its last run. */
  #isFresh = false;

  constructor(config: ConstructorParameters<typeof TestRunner>[0]) {
    super(config);
    this.#durations = { ...this.#plan.durations };
    this.#hits = this.#plan.hits;
    this.#switch.mutantCoverage = { static: {}, perTest: {} };
    this.#switch.currentTestId = undefined;
    this.#activate(this.#plan.active ?? null);
  }

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    await super.onBeforeRunTask(test);
    const { mode } = this.#plan;
    if (!this.#saidImport && (mode === "dry" || mode === "both")) {
      say({ atImport: this.#switch.mutantCoverage.static });
      this.#saidImport = true;
    }
    if (mode === "dry") test.repeats = 1;
    if (this.#plan.unfit.includes(nameOf(test))) test.mode = "skip";
    if (mode === "both") {
      this.#steps = null;
      if (this.#isPoisoned) test.mode = "skip";
      else test.repeats = Number.MAX_SAFE_INTEGER;
    }
    if (mode !== "kill") return;
    const name = nameOf(test);
    if (this.#isPoisoned || !(this.#plan.tests[name] ?? []).some((id) => !this.#gone.has(id))) {
      test.mode = "skip";
      return;
    }
    // First without a mutant: what fails by itself kills nothing.
    const ids = this.#plan.tests[name]!.filter((id) => !this.#gone.has(id));
    this.#steps = new Steps(this.#plan, name, [null, ...ids]);
    test.repeats = Number.MAX_SAFE_INTEGER;
  }

  override onBeforeTryTask(test: RunnerTestCase, options: { retry: number; repeats: number }): void {
    this.#switch.currentTestId = nameOf(test);
    this.#isLate = false;
    this.#started = now();
    if (this.#steps) this.#activate(this.#steps.current);
    super.onBeforeTryTask(test, options);
  }

  async runTask(test: RunnerTestCase): Promise<void> {
    const run = TestRunner.getTestFn(test);
    if (!this.#steps && this.#plan.mode !== "whole") return run();
    const current = this.#steps?.current ?? null;
    // So that a process that hangs is found out soon; at which mutant, a careful one tells.
    if (this.#steps && !this.#plan.careful) say({ goesOn: nameOf(test), ms: this.#durations[nameOf(test)] ?? 0 });
    if (this.#plan.careful && current !== null) {
      say({ runs: current, test: nameOf(test) });
      // It goes out before a loop of microtasks can keep everything from going out.
      await new Promise((resolve) => later(resolve, SAID_MS));
    }
    const limit = 3 * (this.#durations[nameOf(test)] ?? 1_000) + this.#plan.slack;
    let timer: ReturnType<typeof later> | undefined;
    const tooLong = new Promise<never>((_resolve, reject) => {
      timer = later(() => {
        this.#isLate = true;
        reject(new Error("the mutant takes too long"));
      }, limit);
    });
    try {
      await Promise.race([run(), tooLong]);
    } finally {
      never(timer);
    }
  }

  override async onAfterRetryTask(test: RunnerTestCase, options: { retry: number; repeats: number }): Promise<void> {
    await super.onAfterRetryTask(test, options);
    const { repeats } = options;
    const result = test.result as NonNullable<typeof test.result> & { pending?: boolean };
    const failed = result.state === "fail";
    const { mode } = this.#plan;
    if (mode === "whole") return;
    if (!this.#steps) {
      this.#dry(test, repeats, failed);
      if (mode === "dry") return;
    }
    this.#activate(null);
    delete result.errors;
    result.attempts = [];
    result.state = "pass";
    if (repeats === 0 && mode === "both") return;
    // That ends the repeats.
    if (!this.#goesOn(test, failed)) result.pending = true;
  }

  /** A run without a mutant, of which the second tells what was found. */
  #dry(test: RunnerTestCase, repeats: number, failed: boolean): void {
    const duration = now() - this.#started;
    if (repeats === 0) {
      this.#first = { duration, failed };
      return;
    }
    const name = nameOf(test);
    const hits = this.#switch.mutantCoverage.perTest[name] ?? {};
    const fit = !failed && !this.#first.failed;
    this.#durations[name] = Math.max(duration, this.#first.duration);
    say({ test: name, duration: this.#durations[name], hits, fit });
    if (!this.#plan.candidates) return;
    this.#hits = { ...hits };
    const ids = fit ? this.#candidatesFor(name, Object.keys(hits), this.#plan.candidates) : [];
    this.#steps = new Steps(this.#plan, name, ids);
    this.#isFresh = true;
  }

  #candidatesFor(test: string, reached: string[], { left, lived }: Candidates): string[] {
    const duration = this.#durations[test]!;
    const known = new Set(lived[test]);
    const ids = reached.filter((id) => {
      const total = (this.#spent.get(id) ?? 0) + duration;
      // A test without any I/O takes no time in workerd.
      return id in left && !this.#gone.has(id) && !known.has(id) && total <= left[id]!;
    });
    for (const id of ids) this.#spent.set(id, (this.#spent.get(id) ?? 0) + duration);
    return ids;
  }

  #goesOn(test: RunnerTestCase, failed: boolean): boolean {
    if (this.#isFresh) {
      this.#isFresh = false;
      return this.#steps!.current !== null;
    }
    const isSlow = now() - this.#started > 2 * (this.#durations[nameOf(test)] ?? 0) + SLOW_MS;
    const goesOn = this.#steps!.done(failed, this.#isLate, this.#isLate || isSlow, this.#gone);
    if (this.#steps!.isPoisoned) {
      this.#isPoisoned = true;
      say({ poisoned: nameOf(test) });
    }
    return goesOn;
  }

  #activate(id: string | null): void {
    this.#switch.hitCount = 0;
    // A loop that would not end throws instead.
    this.#switch.hitLimit = id === null ? Infinity : 100 * (this.#hits[id] ?? 0) + 20_000;
    this.#switch.activeMutant = id ?? "";
  }
}
