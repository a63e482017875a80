/** `npm run check`: everything that takes seconds. All steps run, so that one look shows all that is wrong. */
import { runCommand } from "./run-command.ts";

const STEPS: [what: string, command: string, args: string[]][] = [
  ["kit", "svelte-kit", ["sync"]],
  ["texts", "node", ["web/texts.ts"]],
  ["format", "prettier", ["--check", "--cache", "--log-level", "warn", "."]],
  ["lint", "eslint", ["--cache", "--cache-location", "node_modules/.cache/eslint/", "."]],
  ["types: protocol, client, tools, tests", "tsc", ["-p", "."]],
  ["types: worker", "tsc", ["-p", "worker"]],
  ["types: worker tests", "tsc", ["-p", "test/worker"]],
  ["types: workers of the bench", "tsc", ["-p", "test/load/workers"]],
  ["types: web", "svelte-check", ["--tsconfig", "web/tsconfig.json", "--output", "human"]],
  ["migrations", "node", ["tools/check-migrations.ts"]],
  ["fast tests", "vitest", ["run", "--project", "node", "--project", "render", "--reporter", "dot"]],
];

const failed: string[] = [];
for (const [what, command, args] of STEPS) {
  const began = Date.now();
  const { code, output } = await runCommand(command, args, { quiet: true });
  console.log(`${code === 0 ? "ok    " : "FAILED"} ${what} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  if (code === 0) continue;
  failed.push(what);
  console.log(`${output.trim()}\n`);
}
console.log(failed.length === 0 ? "All checks passed." : `Failed: ${failed.join("; ")}.`);
process.exit(failed.length === 0 ? 0 : 1);
