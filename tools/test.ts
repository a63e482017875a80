/** `npm test`: every test there is, in order of cost; the last line sums them up. Arguments choose suites by name. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findChromium } from "./chromium.ts";
import { runCommand } from "./run-command.ts";

interface Counts {
  passed: number;
  failed: number;
}
interface Suite {
  name: string;
  run(report: string): Promise<Counts>;
}

const SUITES: Suite[] = [
  { name: "node", run: (report) => vitest("node", report) },
  { name: "worker", run: (report) => vitest("worker", report) },
  { name: "faults", run: (report) => vitest("faults", report) },
  { name: "e2e", run: playwright },
];

async function vitest(project: string, report: string): Promise<Counts> {
  const args = ["run", "--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { code } = await runCommand("vitest", args);
  interface Report {
    numPassedTests: number;
    numFailedTests: number;
    testResults: { status: string; assertionResults: unknown[] }[];
  }
  return counted(code, report, ({ numPassedTests, numFailedTests, testResults }: Report) => {
    // A file that does not load has no tests to count, and is a failure all the same.
    const broken = testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0).length;
    return { passed: numPassedTests, failed: numFailedTests + broken };
  });
}

async function playwright(report: string): Promise<Counts> {
  if (!findChromium()) {
    console.error("No Chromium was found for the browser tests. Install it, or name it: CHROMIUM=/path/to/chromium");
    return { passed: 0, failed: 1 };
  }
  const { code } = await runCommand("playwright", ["test", "--reporter=list,json"], {
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  });
  interface Report {
    stats: { expected: number; unexpected: number; flaky: number };
    errors: unknown[];
  }
  return counted(code, report, ({ stats, errors }: Report) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
  }));
}

/** A runner that fails without a failed test (it crashed, or wrote no report) counts as one failure. */
async function counted<R>(code: number, report: string, count: (report: R) => Counts): Promise<Counts> {
  const text = await readFile(report, "utf8").catch(() => null);
  const counts = text === null ? { passed: 0, failed: 0 } : count(JSON.parse(text) as R);
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !SUITES.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`There is no suite "${unknown[0]}". There are: ${SUITES.map((suite) => suite.name).join(", ")}.`);
  process.exit(1);
}

const folder = await mkdtemp(join(tmpdir(), "place-test-"));
const total: Counts = { passed: 0, failed: 0 };
// Vite reads tsconfig files that kit generates, and `npm ci` takes them away.
await runCommand("svelte-kit", ["sync"], { quiet: true });
for (const suite of SUITES) {
  if (wanted.length > 0 && !wanted.includes(suite.name)) continue;
  console.log(`\n== ${suite.name}`);
  const counts = await suite.run(join(folder, `${suite.name}.json`));
  total.passed += counts.passed;
  total.failed += counts.failed;
}
await rm(folder, { recursive: true, force: true });
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
