/**
 * One process of the mutation run: `session.ts WORK.json`. Says on its standard output, a line of JSON each, what it found; whoever
 * started it ends it when it says nothing for too long.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { RunnerTask } from "vitest";
import { createVitest } from "vitest/node";
import { WORD, type Plan } from "./plan.ts";
import type { Project } from "./settings.ts";

export interface Work {
  project: Project;
  files: string[];
  plan: Plan;
  /** One run of the files for each of these, in `whole`. */
  actives: string[];
}

const work = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as Work;
const tell = (line: object) => process.stdout.write(JSON.stringify(line) + "\n");

const vitest = await createVitest("test", {
  config: resolve(import.meta.dirname, "vitest.config.ts"),
  // The worker's tests are in two: those that share a runtime, and those that have their own.
  project: `${work.project}*`,
  watch: false,
  bail: work.plan.mode === "whole" ? 1 : 0,
  reporters: [
    {
      onUserConsoleLog({ content }) {
        for (const line of content.split("\n"))
          if (line.startsWith(WORD)) process.stdout.write(line.slice(WORD.length) + "\n");
      },
    },
  ],
});

/** @returns the name of a test that failed, or that something outside of the tests did; none where all passed */
async function run(plan: Plan): Promise<string | undefined> {
  vitest.provide("mutants", plan);
  vitest.state.filesMap.clear();
  await vitest.start(work.files);
  const failed = vitest.state.getFiles().filter((file) => file.result?.state === "fail");
  if (failed.length === 0) return undefined;
  return failed.flatMap((file) => failuresIn(file.tasks))[0] ?? "(the import)";
}

const failuresIn = (tasks: RunnerTask[]): string[] =>
  tasks.flatMap((task) =>
    task.type === "suite" ? failuresIn(task.tasks) : task.result?.state === "fail" ? [task.fullTestName] : [],
  );

if (work.plan.mode === "whole") {
  // What fails by itself kills nothing.
  const isFit = (await run(work.plan)) === undefined;
  if (!isFit) tell({ unfit: work.files.join(" ") });
  for (const active of isFit ? work.actives : []) {
    const failed = await run({ ...work.plan, active });
    tell(failed === undefined ? { survived: [active], test: "" } : { killed: [active], test: failed, late: [] });
  }
} else {
  const failed = await run(work.plan);
  if (failed !== undefined && work.plan.mode !== "kill")
    for (const file of vitest.state.getFiles())
      for (const error of file.result?.errors ?? []) console.error(file.filepath, error.message);
}
tell({ over: work.files.join(" ") });
await vitest.close();
process.exit(0);
