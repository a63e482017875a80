/** The scores, and the list of survivors, which may only shrink. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { FOLDERS, folderOf } from "./instrument.ts";
import type { Mutant } from "./plan.ts";
import type { Killer } from "./results.ts";

const LIST = "test/mutants/survivors.json";
const TARGET = 90;

interface Listed {
  mutant: string;
  /** Why no test can tell it from the code, where that is so. */
  equivalent?: string;
}

interface Found {
  examined: Mutant[];
  /** Those of them that stand for all: who stands in the list is asked about as well, and would count too often. */
  scored: Mutant[];
  all: Mutant[];
  killerOf(mutant: Mutant): Killer | undefined;
  /** Whether that file was asked about. */
  isMeant(file: string): boolean;
  update: boolean;
  list: boolean;
}

/** The list of survivors as it stands. */
export function readList(): Listed[] {
  return existsSync(LIST) ? (JSON.parse(readFileSync(LIST, "utf8")) as Listed[]) : [];
}

/** @returns whether all is as the list says */
export function report({ examined, scored, all, killerOf, isMeant, update, list }: Found): boolean {
  const counted = examined.filter(({ ignored }) => !ignored);
  const survivors = counted.filter((mutant) => !killerOf(mutant));
  const listed = readList();
  const reasons = new Map(listed.map(({ mutant, equivalent }) => [mutant, equivalent]));

  for (const folder of FOLDERS) {
    const here = scored.filter(({ file, ignored }) => !ignored && folderOf(file) === folder);
    if (here.length === 0) continue;
    console.log(`\n${"killed".padStart(13)}  of  alive`);
    for (const file of [...new Set(here.map((mutant) => mutant.file))])
      console.log(
        row(
          here.filter((mutant) => mutant.file === file),
          file,
        ),
      );
    console.log(row(here, folder));
    const late = here.filter((mutant) => killerOf(mutant)?.isLate).length;
    const existing = all.filter(({ file }) => folderOf(file) === folder);
    console.log(
      `  ${late} of them were noticed by the time that a test took. ${existing.length} mutants are there in all.`,
    );
    const reasonsHere = Map.groupBy(
      existing.filter(({ ignored }) => ignored),
      ({ ignored }) => ignored,
    );
    for (const [reason, { length }] of reasonsHere) console.log(`  ${length} are left out by rule: ${reason}.`);
  }
  if (list) for (const { file, line, fingerprint } of survivors) console.log(`${file}:${line}  ${fingerprint}`);

  const alive = new Set(survivors.map(({ fingerprint }) => fingerprint));
  const seen = new Set(counted.map(({ fingerprint }) => fingerprint));
  const existing = new Set(all.map(({ fingerprint }) => fingerprint));
  const unlisted = [...alive].filter((fingerprint) => !reasons.has(fingerprint));
  // Noticed now, or of code that is no more.
  const isDone = ({ mutant }: Listed) => (seen.has(mutant) && !alive.has(mutant)) || !existing.has(mutant);
  const done = listed.filter((each) => isMeant(each.mutant.split(" ", 1)[0]!) && isDone(each));
  if (update) {
    const gone = new Set(done.map(({ mutant }) => mutant));
    const kept = [
      ...listed.filter(({ mutant }) => !gone.has(mutant)),
      ...unlisted.map((mutant): Listed => ({ mutant })),
    ];
    const lines = kept.toSorted((a, b) => (a.mutant < b.mutant ? -1 : 1)).map((each) => `  ${JSON.stringify(each)}`);
    writeFileSync(LIST, `[\n${lines.join(",\n")}\n]\n`);
    console.log(`\n${LIST}: ${kept.length} survivors`);
    return true;
  }
  if (unlisted.length > 0) console.log(`\nAlive, and not in the list:\n  ${unlisted.join("\n  ")}`);
  if (done.length > 0) {
    const lines = done.map(({ mutant }) => mutant).join("\n  ");
    console.log(`\nNoticed now or gone, and to be taken off the list (--update):\n  ${lines}`);
  }
  return unlisted.length === 0 && done.length === 0;

  function row(mutants: Mutant[], name: string): string {
    const dead = mutants.filter(killerOf).length;
    const score = (100 * dead) / mutants.length;
    const mark = score < TARGET ? " <" : "";
    return `${score.toFixed(1).padStart(5)} % ${String(dead).padStart(5)} ${String(mutants.length).padStart(5)} ${String(mutants.length - dead).padStart(5)}  ${name}${mark}`;
  }
}
