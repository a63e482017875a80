/** `npm test`: every test there is, in order of cost; the last line sums them up. Arguments choose suites by name. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { findChromium } from "./chromium.ts";
import { ROOT, runCommand } from "./run-command.ts";
import { strayErrors } from "./stray-errors.ts";
import { runWatched } from "./watched-command.ts";

interface Counts {
  passed: number;
  failed: number;
  /** A line for each test that failed, said again at the end: of a long output often only the end is kept. */
  lines: string[];
}
interface Suite {
  name: string;
  run(report: string): Promise<Counts>;
}

/** The longest file is silent for two minutes, on a loaded machine; one in which every test takes all its time, for longer. */
const SILENCE_MS = 6 * 60_000;

const SUITES: Suite[] = [
  { name: "node", run: (report) => vitest("node", report) },
  { name: "render", run: (report) => vitest("render", report) },
  { name: "worker", run: (report) => vitest("worker*", report) },
  { name: "faults", run: (report) => vitest("faults", report) },
  { name: "e2e", run: playwright },
];

async function vitest(project: string, report: string): Promise<Counts> {
  const args = ["run", "--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  args.push("--reporter=./test/support/ending-reporter.ts");
  process.env["PLACE_TEST_REPORT"] = report;
  let { code, stoodStill } = await runWatched("vitest", args, SILENCE_MS);
  if (stoodStill) {
    console.error(`The runner of ${project} said nothing for ${SILENCE_MS / 60_000} minutes; it is run once more.`);
    ({ code, stoodStill } = await runWatched("vitest", args, SILENCE_MS));
  }
  interface Report {
    numPassedTests: number;
    numFailedTests: number;
    testResults: {
      name: string;
      status: string;
      message: string;
      assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
    }[];
  }
  return counted(code, report, ({ numPassedTests, numFailedTests, testResults }: Report) => {
    // A file that does not load has no tests to count, and is a failure all the same.
    const broken = testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
    const lines = testResults.flatMap((file) =>
      file.assertionResults
        .filter((test) => test.status === "failed")
        .map((test) => `${relative(ROOT, file.name)}: ${test.fullName}: ${firstLines(test.failureMessages[0])}`),
    );
    lines.push(...broken.map((file) => `${relative(ROOT, file.name)}: ${firstLine(file.message)}`));
    return { passed: numPassedTests, failed: numFailedTests + broken.length, lines };
  });
}

async function playwright(report: string): Promise<Counts> {
  if (!findChromium()) {
    console.error("No Chromium was found for the browser tests. Install it, or name it: CHROMIUM=/path/to/chromium");
    return { passed: 0, failed: 1, lines: ["There is no Chromium."] };
  }
  const { code } = await runCommand("playwright", ["test", "--reporter=list,json"], {
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  });
  interface Report {
    stats: { expected: number; unexpected: number; flaky: number };
    errors: { message?: string }[];
    suites: PlaywrightSuite[];
  }
  return counted(code, report, ({ stats, errors, suites }: Report) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    lines: [...suites.flatMap(unexpected), ...errors.map((error) => firstLine(error.message))],
  }));
}

interface PlaywrightSuite {
  specs: { title: string; file: string; tests: { status: string; results: { error?: { message?: string } }[] }[] }[];
  suites?: PlaywrightSuite[];
}

function unexpected(suite: PlaywrightSuite): string[] {
  const here = suite.specs.flatMap((spec) =>
    spec.tests
      .filter((test) => test.status === "unexpected")
      .map((test) => `${spec.file}: ${spec.title}: ${firstLine(test.results.at(-1)?.error?.message)}`),
  );
  return [...here, ...(suite.suites ?? []).flatMap(unexpected)];
}

/** What a property found stands below its first line. */
const LINES = 10;
const firstLines = (text = "no words") =>
  stripVTControlCharacters(text).trim().split("\n").slice(0, LINES).join("\n  ").slice(0, 2_000);
const firstLine = (text?: string) => firstLines(text).split("\n")[0] ?? "";

/** A runner that fails without a failed test (it crashed, or wrote no report) counts as one failure. */
async function counted<R>(code: number, report: string, count: (report: R) => Counts): Promise<Counts> {
  const text = await readFile(report, "utf8").catch(() => null);
  const counts = text === null ? { passed: 0, failed: 0, lines: [] } : count(JSON.parse(text) as R);
  if (code === 0 || counts.failed > 0) return counts;
  const stray = (await strayErrors(report)).map((error) => `No test failed, but: ${firstLines(error)}`);
  const lines = stray.length > 0 ? stray : [`The runner ended with code ${code} and named no failed test.`];
  return { ...counts, failed: 1, lines };
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !SUITES.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`There is no suite "${unknown[0]}". There are: ${SUITES.map((suite) => suite.name).join(", ")}.`);
  process.exit(1);
}

const folder = await mkdtemp(join(tmpdir(), "place-test-"));
const total: Counts = { passed: 0, failed: 0, lines: [] };
// Vite reads tsconfig files that kit generates, and `npm ci` takes them away.
await runCommand("svelte-kit", ["sync"], { quiet: true });
for (const suite of SUITES) {
  if (wanted.length > 0 && !wanted.includes(suite.name)) continue;
  console.log(`\n== ${suite.name}`);
  const counts = await suite.run(join(folder, `${suite.name}.json`));
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.lines.push(...counts.lines.map((line) => `FAILED ${suite.name}: ${line}`));
}
await rm(folder, { recursive: true, force: true });
if (total.lines.length > 0) console.log(`\n${total.lines.join("\n")}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
