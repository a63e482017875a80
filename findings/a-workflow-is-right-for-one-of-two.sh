#!/usr/bin/env bash
# @actions/workflow-parser 0.3.61 (GitHub's own, beneath its editor's help) and @action-validator/core 0.6.0 (in pre-commit hooks
# and CI), asked whether workflows of GitHub Actions are right.
#
# Guess: the second has GitHub's schema, so it finds at least what a schema can say and refuses nothing that GitHub takes. Seen:
# it passes what GitHub's refuses: one key twice, an event's type that does not exist ("opend"), an unknown function or `secrets`
# in a job's `if`, an expression cut off after "==", a minute 61 in a cron line, two steps of one id. And it refuses what GitHub's
# takes: `permissions: models: read`, newer than its schema, and an empty list in a matrix, saying "OneOf conditions are not met"
# of the whole job, as for nearly everything. A shell that does not exist and `uses: foo` pass both. GitHub's has two steps, and
# after `parseWorkflow` alone, which its manual shows first, the cron line, the ids and a missing job in `needs` are not seen yet.
# It cannot be imported in Node as it comes, for its JSON lacks the import attribute that Node wants; it has to be bundled.
#
# What it means: a workflow is right when it ran; both checks stand before that, and a green one of either is no proof.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @actions/workflow-parser@0.3.61 @action-validator/core@0.6.0 esbuild@0.28.2 \
  node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { build } from "esbuild";
await assert.rejects(import("@actions/workflow-parser"), { code: "ERR_IMPORT_ATTRIBUTE_MISSING" });
const stdin = { contents: 'export * from "@actions/workflow-parser";', resolveDir: process.cwd() };
await build({ stdin, bundle: true, platform: "node", format: "cjs", outfile: "parser.cjs" });
const require = createRequire(import.meta.url);
const { NoOperationTraceWriter, convertWorkflowTemplate, parseWorkflow } = require("./parser.cjs");
const { validateWorkflow } = require("@action-validator/core");
const job = (lines, on = "push") => `on: ${on}\njobs:\n  a:\n    runs-on: ubuntu-latest\n${lines}`;
const step = "    steps:\n      - run: echo\n";
const cron = (line) => job(step, `\n  schedule:\n    - cron: '${line}'`);
const workflows = {
  plain: job(step),
  twice: job(`    timeout-minutes: 5\n    timeout-minutes: 6\n${step}`),
  type: job(step, "\n  pull_request:\n    types: [opend]"),
  function: job(`    if: \${{ foo() }}\n${step}`),
  secrets: job(`    if: \${{ secrets.X != '' }}\n${step}`),
  cut: job(`    if: \${{ github.ref == }}\n${step}`),
  models: job(`    permissions:\n      models: read\n${step}`),
  matrix: job(`    strategy:\n      matrix:\n        v: []\n${step}`),
  six: cron("0 0 0 * * *"),
  minute: cron("61 * * * *"),
  ids: job("    steps:\n      - run: x\n        id: a\n      - run: y\n        id: a\n"),
  shell: job("    steps:\n      - run: x\n        shell: fish\n"),
  uses: job("    steps:\n      - uses: foo\n"),
  needs: job(`    needs: b\n${step}`),
  unknown: job(`    foo: 1\n${step}`),
};
const word = (errors) => (errors.length > 0 ? "refused" : "taken");
const seen = {};
for (const [name, content] of Object.entries(workflows)) {
  const { context, value } = parseWorkflow({ name: "a.yml", content }, new NoOperationTraceWriter());
  const first = word(context.errors.getErrors());
  if (value) await convertWorkflowTemplate(context, value, undefined, { errorPolicy: 1 });
  seen[name] = [first, word(context.errors.getErrors()), word(validateWorkflow(content).errors)].join(" ");
}
console.log(seen);
assert.deepEqual(seen, {
  plain: "taken taken taken",
  twice: "refused refused taken",
  type: "refused refused taken",
  function: "refused refused taken",
  secrets: "refused refused taken",
  cut: "refused refused taken",
  models: "taken taken refused",
  matrix: "taken taken refused",
  six: "taken refused refused",
  minute: "taken refused taken",
  ids: "taken refused taken",
  shell: "taken taken taken",
  uses: "taken taken taken",
  needs: "taken refused refused",
  unknown: "refused refused refused",
});
JS
./node_modules/.bin/node run.mjs
