/** The numbers of all runs, brought together: medians, what they are judged by, a table. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../../tools/run-command.ts";
import type { Goal, Outcome } from "./scenario.ts";
import { median } from "./stats.ts";

export interface Line {
  quantity: string;
  /** Median of the runs. */
  value: number;
  runs: number[];
  goal?: Goal;
  /** Reached what is at least wanted; absent where nothing is. */
  ok?: boolean;
}

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
    const runs = outcomes.map(({ measured }) => measured[i]?.value ?? Number.NaN);
    const line: Line = { quantity, value: median(runs), runs };
    return goal ? { ...line, goal, ok: reaches(line.value, goal) } : line;
  });
}

export function mediansOf(outcomes: Outcome[]): Record<string, number> {
  const names = Object.keys(outcomes[0]?.raw ?? {});
  return Object.fromEntries(names.map((name) => [name, median(outcomes.map(({ raw }) => raw[name] ?? Number.NaN))]));
}

function reaches(value: number, { better, atLeast }: Goal): boolean {
  return better === "more" ? value >= atLeast : value <= atLeast;
}

export function tableOf(lines: Line[]): string {
  const rows = lines.map(({ quantity, value, goal, ok }) => {
    const sign = goal?.better === "more" ? "≥" : "≤";
    const bound = (limit: number) => (goal ? `${sign} ${figure(limit)}` : "");
    return [
      quantity,
      `${figure(value)} ${goal?.unit ?? ""}`.trim(),
      bound(goal?.atLeast ?? 0),
      bound(goal?.aim ?? 0),
      ok === undefined ? "" : ok ? "ok" : "NOT",
    ];
  });
  return table(["quantity", "measured", "at least", "aim", ""], rows);
}

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
