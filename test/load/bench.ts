/**
 * `npm run bench`: measures PLACE beside two bare yardsticks and, where wanted, beside another checkout of PLACE, on the same machine
 * in the same minutes (docs/bench.md). Prints a table, writes JSON, and ends with 1 where a number misses what is at least wanted.
 * `--docs` puts the tables into docs/.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { cpus, loadavg, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "../../tools/run-command.ts";
import { otherCheckout } from "./checkout.ts";
import { hostOf, isSettled, linesOf, mediansOf, putIntoDocs, rawTableOf, tableOf, type Report } from "./report.ts";
import { startBench } from "./running.ts";
import type { Outcome, Scenario } from "./scenario.ts";
import { SCENARIOS } from "./scenarios/index.ts";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    beside: { type: "string" },
    runs: { type: "string", default: "1" },
    only: { type: "string" },
    json: { type: "string" },
    docs: { type: "boolean", default: false },
  },
});
const runs = Number(options.runs);
const names = options.only?.split(",") ?? SCENARIOS.map(({ name }) => name);
const unknown = names.find((name) => !SCENARIOS.some((scenario) => scenario.name === name));
if (unknown !== undefined || !Number.isInteger(runs) || runs < 1) {
  console.error(
    `node test/load/bench.ts [--quick] [--beside FOLDER] [--runs 1] [--only ${SCENARIOS.map(({ name }) => name).join(",")}] [--json FILE] [--docs]`,
  );
  process.exit(2);
}

const bench = startBench(options.quick, options.beside === undefined ? null : otherCheckout(options.beside));
const outcomes = new Map<string, Outcome[]>();
const loadAtStart = loadavg()[0] ?? 0;
let isEnding = false;
/** Servers that do not stop by then are killed. */
const GIVE_UP_MS = 10_000;
/** A fault in a socket's handler ends the bench, and may not leave servers behind. */
async function giveUp(error: unknown): Promise<void> {
  // Servers that stop reset their connections, which are faults of their own.
  if (isEnding) return;
  isEnding = true;
  console.error(error);
  setTimeout(() => process.exit(1), GIVE_UP_MS);
  // What was measured until then took its time too. First, since a server that is being killed may take longer than it is waited for.
  if (outcomes.size > 0) await conclude().catch(console.error);
  await bench.restart().catch(console.error);
  process.exit(1);
}
process.on("uncaughtException", (error) => void giveUp(error));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void giveUp(`stopped by ${signal}`));

/**
 * So many samples as it takes to know the spread of all its ratios, at most so many as the scenario allows. Each counts at once, so that
 * a bench that is interrupted has lost no more than the one that it was taking.
 */
async function take({ name, samples = { least: 1, most: 1 }, run }: Scenario): Promise<void> {
  const { least, most } = options.quick ? { least: 1, most: 1 } : samples;
  const taken: Outcome[] = [];
  const before = outcomes.get(name) ?? [];
  while (!isEnding && (taken.length < least || (taken.length < most && !isSettled(taken)))) {
    await bench.refresh();
    const began = performance.now();
    taken.push(await run(bench));
    outcomes.set(name, [...before, ...taken]);
    console.error(`${name}: sample ${taken.length} (${((performance.now() - began) / 1000).toFixed(0)} s)`);
  }
}

for (let run = 1; run <= runs; run++) {
  for (const scenario of SCENARIOS) {
    if (!names.includes(scenario.name) || (scenario.once && run > 1)) continue;
    await take(scenario).catch(giveUp);
  }
  await bench.restart();
}

// Who ends the bench early has written what there is, and ends the process.
if (isEnding) await new Promise<never>(() => undefined);
const report = await conclude();
process.exit(report.lines.some(({ verdict }) => verdict === "NOT") ? 1 : 0);

/** Writes and prints what was measured. */
async function conclude(): Promise<Report> {
  const [cpu] = cpus();
  const measured: Report = {
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
  const file = options.json ?? join(ROOT, "bench-results", `${measured.at.slice(0, 19).replaceAll(":", "")}.json`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(measured, null, 2)}\n`);

  for (const [name, raw] of Object.entries(measured.raw)) console.log(`\n${name}\n\n${rawTableOf(raw)}`);
  const texts: Record<string, string> = { bench: `${hostOf(measured)}\n\n${tableOf(measured.lines)}` };
  for (const some of outcomes.values()) Object.assign(texts, some[0]?.texts);
  for (const [name, text] of Object.entries(texts)) {
    if (name !== "bench") console.log(`\n${text}`);
    // A table of some scenarios, or of a run that did not end, is not the table of all.
    if (options.docs && !isEnding && (name !== "bench" || options.only === undefined)) await putIntoDocs(name, text);
  }
  console.log(`\n${tableOf(measured.lines)}\n\nWritten to ${file}.`);
  return measured;
}
