/**
 * `npm run check`: everything that takes seconds, as many steps at once as there are cores. All steps run, so that one look shows all that is
 * wrong. What is known from the last time is kept in node_modules/.cache (types, lint, format): delete that folder to begin from nothing.
 */
import { mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { changedFiles } from "./check/changed-files.ts";
import { workerTestsOf } from "./check/worker-tests.ts";
import { sources } from "./measure/files.ts";
import { ROOT, runCommand } from "./run-command.ts";

interface Step {
  what: string;
  command: string;
  args: string[];
}

const CACHE = join("node_modules", ".cache");
mkdirSync(join(ROOT, CACHE), { recursive: true });

const types = (what: string, project: string): Step => ({
  what: `types: ${what}`,
  command: "tsc",
  args: [
    "-p",
    project,
    "--incremental",
    "--tsBuildInfoFile",
    join(CACHE, "tsc", `${project.replaceAll(/\W/gu, "_")}.json`),
  ],
});
const tests = (what: string, project: string, more: string[] = []): Step => ({
  what,
  command: "vitest",
  args: ["run", "--project", project, "--reporter", "dot", ...more],
});
/** Files share a process here: half the time. Not those that put a module in the place of another; `npm test` gives each file its own. */
const TOGETHER = ["--no-isolate"];

/** What the other steps read: kit's tsconfig files and the compiled texts. */
const FIRST: Step[] = [
  { what: "kit", command: "svelte-kit", args: ["sync"] },
  { what: "texts", command: "node", args: ["web/texts.ts"] },
];
/** The longest first, so that none of them is left over at the end. */
const STEPS: Step[] = [
  tests("fast tests of the page", "node", ["test/web"]),
  tests("fast tests", "node", [...TOGETHER, "test/client", "test/protocol", "test/tools"]),
  tests("components", "render", TOGETHER),
  {
    what: "types: web",
    command: "svelte-check",
    args: ["--tsconfig", "./tsconfig.page.json", "--output", "human", "--incremental"],
  },
  {
    what: "lint",
    command: "eslint",
    args: ["--cache", "--cache-strategy", "content", "--cache-location", join(CACHE, "eslint/"), "."],
  },
  { what: "format", command: "prettier", args: ["--check", "--cache", "--log-level", "warn", "."] },
  types("protocol, client, tools, tests", "."),
  types("worker tests", "test/worker"),
  types("worker", "worker"),
  types("service worker", "web/src/service-worker"),
  types("workers of the bench", "test/load/workers"),
  { what: "unused", command: "knip", args: ["--no-progress"] },
  { what: "migrations", command: "node", args: ["tools/check-migrations.ts"] },
  { what: "privacy page", command: "node", args: ["tools/privacy.ts"] },
];

const failed: string[] = [];
async function run({ what, command, args }: Step): Promise<void> {
  const began = Date.now();
  const { code, output } = await runCommand(command, args, { quiet: true });
  console.log(`${code === 0 ? "ok    " : "FAILED"} ${what} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  if (code === 0) return;
  failed.push(what);
  console.log(`${output.trim()}\n`);
}

async function runAtOnce(steps: Step[], lanes: number): Promise<void> {
  const left = [...steps];
  const lane = async () => {
    for (let step = left.shift(); step; step = left.shift()) await run(step);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

const changed = await changedFiles();
const { chosen, others } = workerTestsOf(changed, sources());
const lanes = Math.max(2, availableParallelism());
await runAtOnce(FIRST, lanes);
await runAtOnce(
  chosen.length === 0 ? STEPS : [tests("worker tests of what changed", "worker*", chosen), ...STEPS],
  lanes,
);

if (chosen.length > 0) console.log(`Of the worker's tests there ran: ${chosen.join(" ")}.`);
if (others > 0) console.log(`The change reaches ${others} more of them; \`npm test -- worker\` runs all.`);
console.log(failed.length === 0 ? "All checks passed." : `Failed: ${failed.join("; ")}.`);
process.exit(failed.length === 0 ? 0 : 1);
