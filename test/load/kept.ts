/**
 * `npm run kept`: measures every row of test/load/kept.json and ends with 1 where one is 20 % worse than it is kept, by its name.
 * `--keep` writes down what became better. Rows and bytes are tests too; the CPU of a delivery is measured here alone, every night.
 */
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT, runCommand } from "../../tools/run-command.ts";
import { ensureBuilt } from "../../tools/serve/build.ts";
import { KEPT, said, tightened, toldIn, verdictOf } from "../support/kept.ts";
import { builtBytes } from "./built-bytes.ts";
import { deliveryCpuRatio } from "./delivery-cpu.ts";

/** A worker that takes longer to start is refused by the platform. Milliseconds. */
const START_UP_MS = 1_000;
const TESTS = "test/worker/budget.test.ts";

const { values: options } = parseArgs({ options: { keep: { type: "boolean", default: false } } });
const print = (line: string) => console.log(line);

/** Rows by the tests that hold them. A test that failed without a row that is worse is a failure of its own. */
async function rowsWritten(): Promise<Map<string, number>> {
  const args = ["run", "--project", "worker*", TESTS, "--disable-console-intercept"];
  const { code, output } = await runCommand("vitest", args, { quiet: true });
  const told = toldIn(output);
  const isTold = [...told].some(([name, now]) => verdictOf(now, KEPT[name as keyof typeof KEPT]) === "worse");
  if (code !== 0 && !isTold) throw new Error(`${output}\n${TESTS} failed (above), and rows were not counted.`);
  const names = Object.keys(KEPT).filter((name) => name.startsWith("rows "));
  return new Map(names.map((name) => [name, told.get(name) ?? KEPT[name as keyof typeof KEPT]]));
}

/** Milliseconds in which the worker's own code runs at its start, by wrangler's profile on this machine. */
async function startUpMs(): Promise<number> {
  const profile = join(tmpdir(), `place-start-up-${process.pid}.cpuprofile`);
  const { output } = await runCommand("wrangler", ["check", "startup", "--outfile", profile], { quiet: true });
  return Number(/Active: (?<ms>[\d.]+) ms/u.exec(output)?.groups?.["ms"] ?? Number.NaN);
}

await ensureBuilt(print);
const measured = new Map<string, number>([...(await rowsWritten()), ...(await builtBytes())]);
measured.set("server CPU of a delivery, by the bare object's", await deliveryCpuRatio(print));

const worse: string[] = [];
for (const [name, kept] of Object.entries(KEPT)) {
  const now = measured.get(name) ?? Number.NaN;
  const verdict = verdictOf(now, kept);
  print(`${verdict.padEnd(8)} ${said(name, now, kept)}`);
  if (verdict === "worse") worse.push(name);
}
const ms = await startUpMs();
print(`The worker starts in ${ms} ms here; the platform allows ${START_UP_MS}.`);
if (!(ms < START_UP_MS)) worse.push("start-up of the worker");

const next = tightened(KEPT, measured);
const better = Object.keys(next).filter((name) => next[name] !== KEPT[name as keyof typeof KEPT]);
if (options.keep && better.length > 0) {
  await writeFile(join(ROOT, "test", "load", "kept.json"), `${JSON.stringify(next, null, 2)}\n`);
  print(`Kept from now on: ${better.join("; ")}.`);
} else if (better.length > 0) {
  print(`Better than it is kept: ${better.join("; ")}. \`npm run kept -- --keep\` writes it down.`);
}
if (worse.length > 0) console.error(`Worse than it is kept: ${worse.join("; ")}.`);
process.exit(worse.length > 0 ? 1 : 0);
