/** What is known of each mutant: which test noticed it, and which ones it lived through. */
import type { Mutant } from "./plan.ts";
import type { Killer, Results } from "./results.ts";
import type { TestSources } from "./test-sources.ts";

export class Findings {
  readonly #results: Results;
  readonly #sourceSha: ReadonlyMap<string, string>;
  readonly #tests: TestSources;

  constructor(results: Results, sourceSha: ReadonlyMap<string, string>, tests: TestSources) {
    this.#results = results;
    this.#sourceSha = sourceSha;
    this.#tests = tests;
  }

  /** None where it lives: where no test noticed it that is still there as it was. */
  killerOf({ fingerprint, file }: Mutant): Killer | undefined {
    const { killedBy } = this.#results.of(fingerprint, this.#sourceSha.get(file)!);
    return killedBy && this.#tests.has(killedBy.id) ? killedBy : undefined;
  }

  livedThrough({ fingerprint, file }: Mutant, test: string): boolean {
    return this.#results.of(fingerprint, this.#sourceSha.get(file)!).survivedIn.has(test);
  }

  killed({ fingerprint, file }: Mutant, by: Killer): void {
    this.#results.killed(fingerprint, this.#sourceSha.get(file)!, by);
  }

  survived({ fingerprint, file }: Mutant, tests: string[]): void {
    this.#results.survived(fingerprint, this.#sourceSha.get(file)!, tests);
  }
}
