/**
 * A process' run from the import on for each mutant: for what happens while code is imported, and for a test file that cannot go on
 * after a mutant.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Run } from "./ask.ts";
import type { Folder } from "./instrument.ts";
import type { Mutant, Plan } from "./plan.ts";
import { session } from "./process.ts";
import type { Reach } from "./reach.ts";
import type { Work } from "./session.ts";
import { SPEED, STATE, TESTS, type Project } from "./settings.ts";
import { sha } from "./test-sources.ts";

/** What runs while the code is imported can only be changed before: one run of the files for each. */
export async function wholeFolder(
  run: Run,
  folder: Folder,
  wanted: Mutant[],
  reached: ReadonlyMap<string, Reach>,
): Promise<void> {
  const groups = new Map<string, Mutant[]>();
  for (const mutant of wanted) {
    if (run.findings.killerOf(mutant)) continue;
    const files = direct(
      [...reached].filter(([, { atImport }]) => atImport.has(mutant.id)).map(([file]) => file),
      folder,
    );
    if (files.length === 0) continue;
    const key = files.join(" ");
    groups.set(key, [...(groups.get(key) ?? []), mutant]);
  }
  for (const [key, group] of groups) await apart(run, TESTS[folder].project, key.split(" "), group, reached);
}

/** A run of these files from the import on for each of these mutants, one after the other. */
export async function apart(
  { findings, tests }: Run,
  project: Project,
  files: string[],
  mutants: Mutant[],
  reached: ReadonlyMap<string, Reach>,
): Promise<void> {
  const together = `apart ${sha(...files.map((file) => tests.shaOf(file)))}`;
  let left = mutants.filter((mutant) => !findings.livedThrough(mutant, together));
  const size = left.length;
  const began = Date.now();
  let killed = 0;
  const all = files.flatMap((file) => Object.entries(reached.get(file)!.tests));
  const durations = Object.fromEntries(all.map(([test, { duration }]): [string, number] => [test, duration]));
  const unfit = all.flatMap(([test, { fit }]) => (fit ? [] : [test]));
  const plan: Plan = { mode: "whole", tests: {}, durations, hits: {}, unfit, ...SPEED[project] };
  const kill = (mutant: Mutant, test: string, isLate: boolean) => {
    killed += 1;
    findings.killed(mutant, { file: files[0]!, id: tests.idInOneOf(files, test), test, isLate });
  };
  while (left.length > 0) {
    const answered = new Set<string>();
    const byId = new Map(left.map((mutant) => [mutant.id, mutant]));
    const work: Work = { project, files: inOne(files), plan, actives: left.map(({ id }) => id) };
    let isFit = true;
    await session(work, SPEED[project].silence, (word) => {
      if ("unfit" in word) isFit = false;
      for (const id of "killed" in word ? word.killed : "survived" in word ? word.survived : []) {
        const mutant = byId.get(id)!;
        answered.add(id);
        if ("killed" in word) kill(mutant, word.test, false);
        else findings.survived(mutant, [together]);
      }
    });
    if (!isFit) {
      console.log(`  ${files.join(" ")}: not run apart, for it fails without a mutant`);
      return;
    }
    // The one at which it fell silent took the whole process with it.
    const hung = left.find(({ id }) => !answered.has(id));
    if (hung) {
      answered.add(hung.id);
      kill(hung, "(the process hung)", true);
    }
    left = left.filter(({ id }) => !answered.has(id));
  }
  const which = files.length === 1 ? files[0] : `${files.length} files`;
  const took = ((Date.now() - began) / 1000).toFixed(1);
  if (size > 0) console.log(`  ${which}, each apart: ${killed} of ${size} killed in ${took} s`);
}

/** Files whose tests have nothing around them are run as one: most of such a run is to start. */
function inOne(files: string[]): string[] {
  const hasHooks = (file: string) => /^(?:before|after|vi\.)/mu.test(readFileSync(file, "utf8"));
  if (files.length < 2 || files.some(hasHooks)) return files;
  const merged = join(STATE, `${sha(...files)}.test.ts`);
  writeFileSync(merged, files.map((file) => `import ${JSON.stringify(resolve(file))};\n`).join(""));
  return [merged];
}

/** A folder's own tests are asked about what happens at import; others only where it has none. */
function direct(files: string[], folder: Folder): string[] {
  const own = files.filter((file) => file.startsWith(`test/${folder}/`));
  if (own.length > 0) return own;
  return files.slice(0, 4);
}
