/**
 * The order in which files begin: first who waits more than it computes, so that others compute meanwhile. Begun last, as vitest begins small
 * files, the crowd's minute is one in which two cores do nothing.
 */
import { basename } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const WAITING = new Set(["crowd.test.ts"]);

export default class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const waits = ({ moduleId }: TestSpecification) => WAITING.has(basename(moduleId));
    return [...sorted.filter(waits), ...sorted.filter((file) => !waits(file))];
  }
}
