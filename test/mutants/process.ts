/** One process of the mutation run, from the outside: started, listened to, and ended when it falls silent. */
import { spawn } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Word } from "./plan.ts";
import type { Work } from "./session.ts";
import { SEEDS, STATE } from "./settings.ts";

const codeFile = resolve(STATE, `code-${process.pid}.json`);
const workFile = resolve(STATE, `work-${process.pid}.json`);
process.once("exit", () => {
  for (const file of [codeFile, workFile]) rmSync(file, { force: true });
});

/** @param code path from the root → what the processes that follow are to read there */
export function instrumentedAs(code: Record<string, string>): void {
  writeFileSync(codeFile, JSON.stringify(code));
}

/**
 * Runs one process to its end, or until it is silent for so long.
 * @param silence ms
 * @param hear gets what it says; may give back how many ms it may be silent after that
 * @returns whether it came to its end
 */
export async function session(work: Work, silence: number, hear: (word: Word) => void | number): Promise<boolean> {
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
