/**
 * What a message and a first visit cost at most, held against test/load/kept.json (docs/bench.md, "What is kept"). Every row is a
 * count or a ratio, of which less is better: no row is a time, which would say more about the machine than about the program.
 */
import table from "../load/kept.json" with { type: "json" };

export type KeptName = keyof typeof table;
export type KeptRows = Readonly<Record<string, number>>;

export const KEPT: Readonly<Record<KeptName, number>> = table;

/** From so much of the kept value on a row is worse, and at most so much of it is worth being kept instead. Percent. */
const WORSE = 120;
const BETTER = 90;

export type Verdict = "worse" | "better" | "as kept";

/** What is no number is worse: nothing was measured. */
export function verdictOf(now: number, kept: number): Verdict {
  // Rounded, since 2.2 times 1.2 is a little more than 2.64.
  const percent = Number(((now / kept) * 100).toFixed(6));
  if (!Number.isFinite(percent) || percent >= WORSE) return "worse";
  return percent <= BETTER ? "better" : "as kept";
}

/** One sentence that names the row. */
export function said(name: string, now: number, kept: number): string {
  const percent = Math.round(Math.abs(now / kept - 1) * 100);
  const how = now === kept ? "as it is kept" : `${percent} % ${now > kept ? "worse" : "better"}`;
  return `${name}: ${now}, kept at ${kept} in test/load/kept.json, which is ${how}`;
}

/** Where a test tells what it measured; `npm run kept` reads it. */
const MARK = "measured for test/load/kept.json: ";

/** @throws Error that names the row, where it is 20 % worse than what is kept */
export function expectKept(name: KeptName, now: number): void {
  const kept = KEPT[name];
  if (now !== kept) console.log(MARK + JSON.stringify({ name, now }));
  if (verdictOf(now, kept) === "worse") throw new Error(said(name, now, kept));
}

/** What tests told in their output; a row of which nothing was told is as it is kept. */
export function toldIn(output: string): Map<string, number> {
  const told = new Map<string, number>();
  for (const line of output.split("\n")) {
    const at = line.indexOf(MARK);
    if (at === -1) continue;
    const { name, now } = JSON.parse(line.slice(at + MARK.length)) as { name: string; now: number };
    told.set(name, now);
  }
  return told;
}

/** The rows with those that are better put in the place of what was kept; none is ever made worse by it. */
export function tightened(kept: KeptRows, measured: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(kept).map(([name, value]) => {
      const now = measured.get(name);
      return [name, now !== undefined && verdictOf(now, value) === "better" ? now : value];
    }),
  );
}
