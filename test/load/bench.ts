/**
 * `npm run bench`: measures PLACE beside two bare yardsticks, on the same machine in the same minutes (docs/bench.md).
 * Prints a table, writes JSON, and ends with 1 where a number misses what is at least wanted. `--docs` puts the tables into docs/.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { cpus, loadavg, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "../../tools/run-command.ts";
import { hostOf, linesOf, mediansOf, putIntoDocs, rawTableOf, tableOf, type Report } from "./report.ts";
import type { Bench, Outcome, Scenario } from "./scenario.ts";
import { busy } from "./scenarios/busy.ts";
import { classTalk } from "./scenarios/class.ts";
import { day } from "./scenarios/day.ts";
import { firstLoad } from "./scenarios/first-load.ts";
import { firstRequest } from "./scenarios/first-request.ts";
import { flood } from "./scenarios/flood.ts";
import { growth } from "./scenarios/growth.ts";
import { history } from "./scenarios/history.ts";
import { memory } from "./scenarios/memory.ts";
import { rows } from "./scenarios/rows.ts";
import { storm } from "./scenarios/storm.ts";
import { startPlace, startYardsticks, type PlaceTarget, type Yardsticks } from "./targets.ts";

const SCENARIOS: Scenario[] = [
  flood,
  classTalk,
  history,
  storm,
  growth,
  memory,
  rows,
  day,
  firstLoad,
  firstRequest,
  busy,
];

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    runs: { type: "string" },
    only: { type: "string" },
    json: { type: "string" },
    docs: { type: "boolean", default: false },
  },
});
const runs = Number(options.runs ?? (options.quick ? 1 : 3));
const names = options.only?.split(",") ?? SCENARIOS.map(({ name }) => name);
const unknown = names.find((name) => !SCENARIOS.some((scenario) => scenario.name === name));
if (unknown !== undefined || !Number.isInteger(runs) || runs < 1) {
  console.error(
    `node test/load/bench.ts [--quick] [--runs 3] [--only ${SCENARIOS.map(({ name }) => name).join(",")}] [--json FILE] [--docs]`,
  );
  process.exit(2);
}

let place: Promise<PlaceTarget> | null = null;
let yardsticks: Promise<Yardsticks> | null = null;
const longHistory = options.quick ? 10_000 : 100_000;

async function stopAll(): Promise<void> {
  const running = [place, yardsticks];
  [place, yardsticks] = [null, null];
  for (const each of running) await (await each)?.stop();
}
const bench: Bench = {
  quick: options.quick,
  longHistory,
  place: () => (place ??= startPlace(longHistory)),
  yardsticks: () => (yardsticks ??= startYardsticks()),
  restart: stopAll,
};
let isEnding = false;
/** A fault in a socket's handler ends the bench, and may not leave servers behind. */
async function giveUp(error: unknown): Promise<void> {
  // Servers that stop reset their connections, which are faults of their own.
  if (isEnding) return;
  isEnding = true;
  console.error(error);
  await stopAll().catch(console.error);
  process.exit(1);
}
process.on("uncaughtException", (error) => void giveUp(error));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void giveUp(`stopped by ${signal}`));

const loadAtStart = loadavg()[0] ?? 0;
const outcomes = new Map<string, Outcome[]>();
for (let run = 1; run <= runs; run++) {
  for (const scenario of SCENARIOS) {
    if (!names.includes(scenario.name) || (scenario.once && run > 1)) continue;
    const began = performance.now();
    const outcome = await scenario.run(bench).catch(giveUp);
    if (!outcome) break;
    outcomes.set(scenario.name, [...(outcomes.get(scenario.name) ?? []), outcome]);
    console.error(`run ${run}: ${scenario.name} (${((performance.now() - began) / 1000).toFixed(0)} s)`);
  }
  await stopAll();
}

const [cpu] = cpus();
const report: Report = {
  at: new Date().toISOString(),
  host: {
    cpus: cpus().length,
    model: cpu?.model ?? "",
    memoryGb: Math.round(totalmem() / 2 ** 30),
    loadAtStart,
    loadAtEnd: loadavg()[0] ?? 0,
  },
  quick: options.quick,
  lines: [...outcomes.values()].flatMap(linesOf),
  raw: Object.fromEntries([...outcomes].map(([name, some]) => [name, mediansOf(some)])),
};
const file = options.json ?? join(ROOT, "bench-results", `${report.at.slice(0, 19).replaceAll(":", "")}.json`);
await mkdir(dirname(file), { recursive: true });
await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);

for (const [name, raw] of Object.entries(report.raw)) console.log(`\n${name}\n\n${rawTableOf(raw)}`);
const texts: Record<string, string> = { bench: `${hostOf(report)}\n\n${tableOf(report.lines)}` };
for (const some of outcomes.values()) Object.assign(texts, some[0]?.texts);
for (const [name, text] of Object.entries(texts)) {
  if (name !== "bench") console.log(`\n${text}`);
  if (options.docs) await putIntoDocs(name, text);
}
console.log(`\n${tableOf(report.lines)}\n\nWritten to ${file}.`);
process.exit(report.lines.some(({ ok }) => ok === false) ? 1 : 0);
