/** The numbers of all samples, brought together: medians, their spread, what they are judged by, a table. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../../tools/run-command.ts";
import type { Goal, Outcome } from "./scenario.ts";
import { median, spreadOf, type Spread } from "./stats.ts";

export interface Line {
  quantity: string;
  /** Median of the samples. */
  value: number;
  samples: number[];
  /** Where the median lies in nine of ten cases; null for less than five samples. */
  spread: Spread | null;
  goal?: Goal;
  verdict?: Verdict;
  /** The other build's. */
  other?: { value: number; samples: number[] };
  /** This build's by the other's, sample by sample; absent where the other's is 0. */
  byOther?: { value: number; spread: Spread | null; verdict: "better" | "worse" | "" };
}

/** Whether what is at least wanted was reached; "undecided" where the spread reaches to both sides of it. */
type Verdict = "ok" | "NOT" | "undecided";

export interface Report {
  at: string;
  host: { cpus: number; model: string; memoryGb: number; loadAtStart: number; loadAtEnd: number };
  quick: boolean;
  lines: Line[];
  /** By scenario: medians of the raw numbers. */
  raw: Record<string, Record<string, number>>;
}

export function linesOf(outcomes: Outcome[]): Line[] {
  const first = outcomes[0]?.measured ?? [];
  return first.map(({ quantity, goal }, i) => {
    const samples = outcomes.map(({ measured }) => measured[i]?.value ?? Number.NaN);
    const line: Line = { quantity, value: median(samples), samples, spread: spreadOf(samples) };
    if (goal) Object.assign(line, { goal, verdict: verdictOf(line, goal) });
    const beside = outcomes.flatMap(({ measured }) => measured[i]?.beside ?? []);
    return beside.length === samples.length ? { ...line, ...besides(samples, beside, goal) } : line;
  });
}

function besides(samples: number[], beside: number[], goal?: Goal): Pick<Line, "other" | "byOther"> {
  const other = { value: median(beside), samples: beside };
  const ratios = samples.map((value, i) => value / (beside[i] ?? Number.NaN));
  if (!ratios.every(Number.isFinite)) return { other };
  const spread = spreadOf(ratios);
  const isMore = goal?.better === "more";
  const isOff = spread !== null && (spread.low > 1 || spread.high < 1);
  const verdict = !goal || !isOff ? "" : spread.low > 1 === isMore ? "better" : "worse";
  return { other, byOther: { value: median(ratios), spread, verdict } };
}

/** The unrounded spread decides; where too few samples were taken for one, the median alone. */
function verdictOf({ value, spread }: Pick<Line, "value" | "spread">, { better, atLeast }: Goal): Verdict {
  if (!Number.isFinite(value)) return "NOT";
  const reaches = (some: number) => (better === "more" ? some >= atLeast : some <= atLeast);
  if (spread && reaches(spread.low) !== reaches(spread.high)) return "undecided";
  return reaches(value) ? "ok" : "NOT";
}

/** A spread of so much of the median, or less, is narrow: more samples would tell nothing more. */
const NARROW = 0.08;

/** Whether more samples would change nothing: every line is decided, or its spread is narrow. */
export function isSettled(outcomes: Outcome[]): boolean {
  return linesOf(outcomes).every(({ value, spread, goal, verdict, byOther }) => {
    if (!goal) return true;
    if (!spread) return false;
    if (spread.high - spread.low <= NARROW * Math.abs(value)) return true;
    if (verdict === "undecided") return false;
    // Also whether it is better or worse than the other build.
    return !byOther?.spread || byOther.verdict !== "" || byOther.spread.high - byOther.spread.low <= NARROW;
  });
}

export function mediansOf(outcomes: Outcome[]): Record<string, number> {
  const names = Object.keys(outcomes[0]?.raw ?? {});
  return Object.fromEntries(names.map((name) => [name, median(outcomes.map(({ raw }) => raw[name] ?? Number.NaN))]));
}

export function tableOf(lines: Line[]): string {
  const hasOther = lines.some(({ other }) => other !== undefined);
  const rows = lines.map(({ quantity, value, spread, samples, goal, verdict = "", other, byOther }) => {
    const sign = goal?.better === "more" ? "≥" : "≤";
    const bound = (limit: number) => (goal ? `${sign} ${figure(limit)}` : "");
    return [
      quantity,
      `${figure(value)} ${goal?.unit ?? ""}`.trim(),
      samples.length > 1 ? `${rangeOf(spread)} (${samples.length})` : "",
      bound(goal?.atLeast ?? 0),
      bound(goal?.aim ?? 0),
      verdict,
      ...(hasOther
        ? [
            other ? figure(other.value) : "",
            byOther ? `${figure(byOther.value)} ${byOther.spread ? `(${rangeOf(byOther.spread)})` : ""}`.trim() : "",
            byOther?.verdict ?? "",
          ]
        : []),
    ];
  });
  return table(
    [
      "quantity",
      "measured",
      "spread",
      "at least",
      "aim",
      "",
      ...(hasOther ? ["other build", "× other build", ""] : []),
    ],
    rows,
  );
}

const rangeOf = (spread: Spread | null) => (spread ? `${figure(spread.low)} … ${figure(spread.high)}` : "?");

export function rawTableOf(raw: Record<string, number>): string {
  return table(
    ["", "median"],
    Object.entries(raw).map(([name, value]) => [name, figure(value)]),
  );
}

/** A table that reads well as it is and as Markdown. */
function table(head: string[], rows: string[][]): string {
  const widths = head.map((cell, i) => Math.max(3, cell.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`;
  return [line(head), `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...rows.map(line)].join("\n");
}

/** Three figures are all that a run of seconds can tell. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return "?";
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}

/** On what, and how busy it was: figures from another machine, or from a busy one, are others. */
export function hostOf({ at, host, quick }: Report): string {
  const load = `load ${figure(host.loadAtStart)} before, ${figure(host.loadAtEnd)} after`;
  const line = `${at.slice(0, 10)}, ${host.cpus} cores (${host.model}), ${host.memoryGb} GB, ${load}${quick ? "; a quick run" : ""}.`;
  const isBusy = host.loadAtStart > host.cpus;
  return isBusy ? `${line} **Other programs had the cores: delays, and ratios of delays, say little here.**` : line;
}

/** Replaces what stands between `<!-- NAME -->` and `<!-- /NAME -->` in docs/NAME.md. */
export async function putIntoDocs(name: string, text: string): Promise<void> {
  const file = join(ROOT, "docs", `${name}.md`);
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const page = await readFile(file, "utf8");
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no place for ${begin}`);
  await writeFile(file, `${page.slice(0, from)}${begin}\n\n${text}\n\n${page.slice(to)}`);
}
