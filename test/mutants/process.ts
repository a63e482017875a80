/** One process of the mutation run, from the outside: started, listened to, and ended when it falls silent. */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

/** How long a process may be silent, ms: by the clock, and by what it computes meanwhile, which other work on the machine does not lengthen. */
export interface Patience {
  silence: number;
  computing: number;
}

const LOOK_EVERY_MS = 1_000;
/** Of a tick of the kernel's clock, on every Linux that Node runs on. */
const TICK_MS = 10;

/** ms that the processes of a group have computed; 0 where that cannot be known. */
function computedBy(group: number): number {
  let ticks = 0;
  try {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/u.test(name))) {
      // Behind the name, which may have spaces: state, parent, group, …, and at 11 and 12 what it computed.
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /su, "")
        .split(" ");
      if (Number(fields[2]) === group) ticks += Number(fields[11]) + Number(fields[12]);
    }
  } catch {
    // It ended meanwhile, or there is no /proc: the clock counts.
  }
  return ticks * TICK_MS;
}

/**
 * Runs one process to its end, or until it is silent for so long.
 * @param silence ms
 * @param hear gets what it says; may give back how long it may be silent after that
 * @returns whether it came to its end
 */
export async function session(work: Work, silence: number, hear: (word: Word) => void | Patience): Promise<boolean> {
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
  let patience: Patience | void;
  /** What it had computed when it was looked at first since its last word. */
  let before: number | null = null;
  const look = setInterval(() => {
    const computed = computedBy(child.pid!);
    before ??= computed;
    if (patience && computed - before > patience.computing) end();
  }, LOOK_EVERY_MS);
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
      patience = hear(word);
      before = null;
      clearTimeout(watch);
      watch = setTimeout(end, patience?.silence ?? silence);
    }
  }
  clearTimeout(watch);
  clearInterval(look);
  end();
  process.off("exit", end);
  return isOver;
}
