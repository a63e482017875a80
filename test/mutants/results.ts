/** What earlier runs found, beside the repository: a line for each finding, so that a run that was ended goes on where it was. */
import { appendFileSync, existsSync, readFileSync, rmSync } from "node:fs";

export interface Killer {
  file: string;
  /** Of that file, as it was. */
  sha: string;
  test: string;
  /** Noticed because the test took too long. */
  isLate: boolean;
}
interface State {
  killedBy?: Killer;
  /** Test file → its hash, as it was when the mutant lived through it. */
  survivedIn: Record<string, string>;
}
type Line = { fingerprint: string; code: string } & ({ by: Killer } | { in: string; sha: string });

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
    return this.#states.get(`${code} ${fingerprint}`) ?? { survivedIn: {} };
  }

  killed(fingerprint: string, code: string, by: Killer): void {
    this.#add({ fingerprint, code, by });
  }

  survived(fingerprint: string, code: string, file: string, sha: string): void {
    if (this.of(fingerprint, code).survivedIn[file] !== sha) this.#add({ fingerprint, code, in: file, sha });
  }

  #add(line: Line): void {
    this.#apply(line);
    appendFileSync(this.#file, JSON.stringify(line) + "\n");
  }

  #apply(line: Line): void {
    const key = `${line.code} ${line.fingerprint}`;
    const state = this.#states.get(key) ?? { survivedIn: {} };
    this.#states.set(key, state);
    if ("by" in line) state.killedBy = line.by;
    else state.survivedIn[line.in] = line.sha;
  }
}
