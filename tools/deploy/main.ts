/**
 * `npm run deploy`: to the Cloudflare account that wrangler is signed in to.
 *
 *   node tools/deploy/main.ts [--dry-run] [--no-files] [--no-service-worker]
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT, runCommand } from "../run-command.ts";
import { buildWeb } from "../serve/build.ts";
import { deploy } from "./deploy.ts";

const { values } = parseArgs({
  allowNegative: true,
  options: {
    "dry-run": { type: "boolean", default: false },
    files: { type: "boolean", default: true },
    "service-worker": { type: "boolean", default: true },
  },
});

try {
  await deploy(
    { dryRun: values["dry-run"], files: values.files },
    {
      wrangler: (args, input) =>
        runCommand("wrangler", args, { quiet: true, env: { CI: "1" }, ...(input !== undefined && { input }) }),
      build: () => buildWeb(values["service-worker"]),
      write: (config, name) => writeFile(join(ROOT, name), config),
      ask: (address) => fetch(address, { signal: AbortSignal.timeout(10_000) }),
      print: console.log,
      pauseMs: 2_000,
    },
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
