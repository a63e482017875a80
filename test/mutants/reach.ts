/**
 * Which mutants each test reaches. It is asked of the tests once, and again only of a test file that was changed and, when code was
 * changed, of those that ran code of that file before: what a test never ran cannot change what it does.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Mutant, Plan, Word } from "./plan.ts";
import { session } from "./process.ts";
import { SEEDS, SPEED, STATE, type Project } from "./settings.ts";
import { sha } from "./test-sources.ts";

/** Number of a mutant within its file → how often the code is passed. */
type Hits = Record<string, number>;
interface Kept {
  /** Of the test file, and of what its tests draw. */
  sha: string;
  /** How often it was asked because a test did not pass twice in a row. */
  tries: number;
  /** The files of code that were there. */
  known: string[];
  tests: Record<string, { duration: number; fit: boolean }>;
  files: Record<string, { sha: string; atImport: Hits; tests: Record<string, Hits> }>;
}

/** Of one test file, by the mutants' numbers in this run. */
export interface Reach {
  atImport: Set<string>;
  tests: Record<string, { duration: number; fit: boolean; hits: Record<string, number> }>;
}

const TRIES = 2;
const FOLDER = join(STATE, "reach");

export class Reaches {
  readonly #sourceSha: ReadonlyMap<string, string>;
  /** File of code → its mutants, in order. */
  readonly #mutants: Map<string, Mutant[]>;
  readonly #byId: ReadonlyMap<string, Mutant>;
  readonly #place = new Map<string, string>();

  constructor(sourceSha: ReadonlyMap<string, string>, mutants: Mutant[], fresh: boolean) {
    this.#sourceSha = sourceSha;
    this.#mutants = Map.groupBy(mutants, ({ file }) => file);
    this.#byId = new Map(mutants.map((mutant) => [mutant.id, mutant]));
    for (const inFile of this.#mutants.values()) inFile.forEach(({ id }, place) => this.#place.set(id, String(place)));
    if (fresh) rmSync(FOLDER, { recursive: true, force: true });
    mkdirSync(FOLDER, { recursive: true });
  }

  /** @param file of tests. @param wanted files of code. @returns whether nothing has to be run to know it */
  isKnown(project: Project, file: string, wanted: Iterable<string>): boolean {
    const kept = this.#kept(file);
    return kept?.sha === shaOf(project, file) && !this.#isStale(kept, [...wanted]);
  }

  /** @returns mean ms of its tests, when it was asked last, whatever has changed since */
  durationOf(file: string): number | undefined {
    const tests = Object.values(this.#kept(file)?.tests ?? {});
    return tests.length > 0 ? tests.reduce((sum, { duration }) => sum + duration, 0) / tests.length : undefined;
  }

  /** What is known of it. */
  of(file: string, wanted: Iterable<string>): Reach {
    return this.#inThisRun(this.#kept(file)!, new Set(wanted));
  }

  /** The names of its tests, when it was asked last. */
  testsOf(file: string): string[] {
    return Object.keys(this.#kept(file)?.tests ?? {});
  }

  /** Runs its tests without a mutant. */
  async ask(project: Project, file: string): Promise<void> {
    const listener = this.listener(project, file);
    const plan: Plan = { mode: "dry", tests: {}, durations: {}, hits: {}, unfit: [], ...SPEED[project] };
    const work = { project, files: [file], plan, actives: [] };
    listener.end(await session(work, SPEED[project].silence, (word) => void listener.hear(word)));
  }

  /** Hears what a process says of what its tests reach, and keeps it when it has come to its end. */
  listener(project: Project, file: string): { hear(word: Word): boolean; end(isWhole: boolean): void } {
    const before = this.#kept(file);
    const sha = shaOf(project, file);
    const tries = before?.sha === sha && this.#isUnfit(before) ? before.tries + 1 : 1;
    const kept: Kept = { sha, tries, known: [...this.#sourceSha.keys()], tests: {}, files: {} };
    return {
      hear: (word) => this.#hear(kept, word),
      end: (isWhole) => {
        // Nothing is known of what did not come to its end: it is asked again.
        if (!isWhole) kept.known = [];
        else if (kept.tries >= TRIES)
          for (const [test, { fit }] of Object.entries(kept.tests))
            if (!fit) console.log(`  ${file}: left out, for it does not pass twice in a row: ${test}`);
        writeFileSync(placeOf(file), JSON.stringify(kept));
      },
    };
  }

  #kept(file: string): Kept | undefined {
    const place = placeOf(file);
    return existsSync(place) ? (JSON.parse(readFileSync(place, "utf8")) as Kept) : undefined;
  }

  #isUnfit({ tests }: Kept): boolean {
    return Object.values(tests).some(({ fit }) => !fit);
  }

  #isStale(kept: Kept, wanted: string[]): boolean {
    if (kept.tries < TRIES && this.#isUnfit(kept)) return true;
    const known = new Set(kept.known);
    return wanted.some((source) => {
      if (!known.has(source)) return true;
      const reached = kept.files[source];
      return reached !== undefined && reached.sha !== this.#sourceSha.get(source);
    });
  }

  /** @returns whether it was said of what is reached */
  #hear(kept: Kept, word: Word): boolean {
    const fileOf = (source: string) =>
      (kept.files[source] ??= { sha: this.#sourceSha.get(source)!, atImport: {}, tests: {} });
    const each = (hits: Hits, take: (mutant: Mutant, place: string, count: number) => void) => {
      for (const [id, count] of Object.entries(hits)) take(this.#byId.get(id)!, this.#place.get(id)!, count);
    };
    if ("atImport" in word)
      each(word.atImport, (mutant, place, count) => (fileOf(mutant.file).atImport[place] = count));
    else if ("fit" in word) {
      kept.tests[word.test] = { duration: word.duration, fit: word.fit };
      each(word.hits, ({ file: source }, place, count) => ((fileOf(source).tests[word.test] ??= {})[place] = count));
    } else return false;
    return true;
  }

  #inThisRun(kept: Kept, wanted: ReadonlySet<string>): Reach {
    const tests: Reach["tests"] = {};
    for (const [test, { duration, fit }] of Object.entries(kept.tests)) tests[test] = { duration, fit, hits: {} };
    const atImport = new Set<string>();
    for (const [source, reached] of Object.entries(kept.files)) {
      if (!wanted.has(source)) continue;
      const mutants = this.#mutants.get(source)!;
      for (const place of Object.keys(reached.atImport)) atImport.add(mutants[Number(place)]!.id);
      for (const [test, hits] of Object.entries(reached.tests))
        for (const [place, count] of Object.entries(hits)) tests[test]!.hits[mutants[Number(place)]!.id] = count;
    }
    return { atImport, tests };
  }
}

const placeOf = (file: string) => join(FOLDER, `${sha(file)}.json`);

function shaOf(project: Project, file: string): string {
  const text = readFileSync(file, "utf8");
  return sha(text, /seed/u.test(text) ? SEEDS[project] : "");
}
