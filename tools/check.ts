/**
 * `npm run check`: everything that takes seconds, as many steps at once as there are cores. All steps run, so that one look shows all that is
 * wrong. Of the tests there run those that hold a rule for all files and those that are nearest to what differs from main; `-- --all` runs all
 * that need no workerd. What is known from the last time is kept in node_modules/.cache (types, lint, format): delete that folder to begin
 * from nothing.
 */
import { mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { changedFiles } from "./check/changed-files.ts";
import {
  OF_CODE,
  OF_COMPONENTS,
  OF_PAGE,
  OF_WORKER,
  testsNear,
  testsOfAllFiles,
  type Kind,
} from "./check/near-tests.ts";
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

const all = sources();
const changed = await changedFiles();
let others = 0;
/** The tests of that kind that a change asks for: none is no step. Workerd is not started for a change that does not reach it. */
function near(what: string, project: string, kind: Kind, more: string[] = []): Step[] {
  const found = testsNear(changed, all, kind);
  others += found.others;
  const always = kind === OF_WORKER ? [] : testsOfAllFiles(all.tests, kind);
  const files = [...new Set([...always, ...found.chosen])];
  return files.length === 0 ? [] : [tests(`${what}, ${files.length} files`, project, [...more, ...files])];
}

const lanes = Math.max(2, availableParallelism());
await runAtOnce(FIRST, lanes);
await runAtOnce(
  [
    ...near("worker tests", "worker*", OF_WORKER),
    ...(process.argv.includes("--all")
      ? [
          tests("all tests of the page", "node", ["test/web"]),
          tests("all other fast tests", "node", [...TOGETHER, "test/client", "test/protocol", "test/tools"]),
          tests("all components", "render", TOGETHER),
        ]
      : [
          ...near("tests of the page", "node", OF_PAGE),
          ...near("fast tests", "node", OF_CODE, TOGETHER),
          ...near("components", "render", OF_COMPONENTS, TOGETHER),
        ]),
    ...STEPS,
  ],
  lanes,
);

if (others > 0) console.log(`The change reaches ${others} more test files; \`npm test\` runs all.`);
console.log(failed.length === 0 ? "All checks passed." : `Failed: ${failed.join("; ")}.`);
process.exit(failed.length === 0 ? 0 : 1);
