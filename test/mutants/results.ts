/** What earlier runs found, beside the repository: a line for each finding, so that a run that was ended goes on where it was. */
import { appendFileSync, existsSync, readFileSync, rmSync } from "node:fs";

export interface Killer {
  file: string;
  /** Of that test, as it was: see test-sources.ts. */
  id: string;
  test: string;
  /** Noticed because the test took too long. */
  isLate: boolean;
}
interface State {
  killedBy?: Killer;
  /** The tests that it lived through, as they were. */
  survivedIn: Set<string>;
}
type Line = { fingerprint: string; code: string } & ({ by: Killer } | { in: string[] });

const NOTHING: State = { survivedIn: new Set() };

export class Results {
  readonly #file: string;
  readonly #states = new Map<string, State>();

  constructor(file: string, fresh: boolean) {
    this.#file = file;
    if (fresh) rmSync(file, { force: true });
    if (!existsSync(file)) return;
    for (const line of readFileSync(file, "utf8").split("\n")) if (line !== "") this.#apply(JSON.parse(line) as Line);
  }

  /** @param code hash of the file that the mutant is in */
  of(fingerprint: string, code: string): State {
    return this.#states.get(`${code} ${fingerprint}`) ?? NOTHING;
  }

  killed(fingerprint: string, code: string, by: Killer): void {
    this.#add({ fingerprint, code, by });
  }

  survived(fingerprint: string, code: string, tests: string[]): void {
    const { survivedIn } = this.of(fingerprint, code);
    const fresh = tests.filter((test) => !survivedIn.has(test));
    if (fresh.length > 0) this.#add({ fingerprint, code, in: fresh });
  }

  #add(line: Line): void {
    this.#apply(line);
    appendFileSync(this.#file, JSON.stringify(line) + "\n");
  }

  #apply(line: Line): void {
    const key = `${line.code} ${line.fingerprint}`;
    const state = this.#states.get(key) ?? { survivedIn: new Set() };
    this.#states.set(key, state);
    if ("by" in line) state.killedBy = line.by;
    else for (const test of line.in) state.survivedIn.add(test);
  }
}
