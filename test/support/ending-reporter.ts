/**
 * Tells what vitest's JSON reporter leaves out: errors that no test is to blame for, and by which a run fails all the same. And ends a run
 * that does not end. Now and then (vitest 5.1.1 with the plugin 1.4.10, its runtime idle) the runner of the worker's tests stands
 * still after all its files have told their outcome. What they told is what counts: it is written as vitest's JSON reporter would have.
 */
import { writeFileSync } from "node:fs";
import type { Reporter, SerializedError, TestModule, TestSpecification } from "vitest/node";
import { strayErrorsOf } from "../../tools/stray-errors.ts";

/** A runner that ends by itself does so within a second or two. */
const PATIENCE_MS = 30_000;

export default class EndingReporter implements Reporter {
  #expected = 0;
  readonly #ended: TestModule[] = [];

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.#expected = specifications.length;
  }

  onTestModuleEnd(module: TestModule): void {
    this.#ended.push(module);
    const report = process.env["PLACE_TEST_REPORT"];
    // It keeps nobody from ending.
    if (this.#ended.length === this.#expected && report) setTimeout(() => this.#end(report), PATIENCE_MS).unref();
  }

  onTestRunEnd(_modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const report = process.env["PLACE_TEST_REPORT"];
    if (report && errors.length > 0) writeFileSync(strayErrorsOf(report), JSON.stringify(errors.map(inWords)));
  }

  #end(report: string): never {
    const testResults = this.#ended.map((module) => ({
      name: module.moduleId,
      status: module.state(),
      message: module.errors()[0]?.message ?? "",
      assertionResults: [...module.children.allTests()].map((test) => ({
        status: test.result().state,
        fullName: test.fullName,
        failureMessages: test.result().errors?.map(({ message }) => message) ?? [],
      })),
    }));
    const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
    const count = (state: string) => tests.filter(({ status }) => status === state).length;
    const isFailed = count("failed") > 0 || testResults.some(({ status }) => status === "failed");
    writeFileSync(
      report,
      JSON.stringify({ numPassedTests: count("passed"), numFailedTests: count("failed"), testResults }),
    );
    console.error(`All ${this.#expected} files told their outcome, and the runner did not end: it was ended.`);
    process.exit(isFailed ? 1 : 0);
  }
}

/** Where it was thrown says more than its message. */
const inWords = ({ message, stack = "" }: SerializedError): string =>
  stack.includes(message) ? stack : `${message}\n${stack}`;
