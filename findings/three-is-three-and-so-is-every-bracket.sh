#!/usr/bin/env bash
# nerdamer 1.1.13, algebra by text (`nerdamer("2*(3+4)")`), as its package loads it and as `nerdamer/all.js`.
#
# Guess: each call is for itself, but for what `setVar` and `setFunction` keep; "3=3" is an equation, or an error where the part
# that solves equations is not loaded. Seen: without that part "=" is an assignment, also to a number. After one `nerdamer("3=3")`,
# which gives 3 and throws nothing, every bracket in the process is 3 for whoever comes next: cos(0) is -0.99, 2*(3+4) is 6, (5) is
# 3, sqrt(9) is 1.73. So does "a=2" with a given as a value ({ a: 1 }). It lasts until somebody calls `flush` and `clearVars`. With
# all.js it is the equation "3=3" and nothing changes.
#
# What it means: what one person types into a shared calculator changes the sums of all others; such a thing runs in a process, or
# a worker, of one question.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund nerdamer@1.1.13 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
if (process.argv[2]) {
  const { default: nerdamer } = await import(process.argv[2]);
  const sums = () => ["cos(0)", "2*(3+4)", "(5)", "sqrt(9)"].map((text) => Number(Number(nerdamer(text).evaluate().text()).toFixed(2)));
  const before = sums();
  const answer = nerdamer(process.argv[3], { a: 1 }).toString();
  const after = sums();
  nerdamer.flush();
  nerdamer.clearVars();
  console.log(JSON.stringify({ before, answer, after, flushed: sums() }));
} else {
  const run = (entry, text) => JSON.parse(execFileSync(process.execPath, ["run.mjs", entry, text]));
  const seen = { core: run("nerdamer", "3=3"), value: run("nerdamer", "a=2"), all: run("nerdamer/all.js", "3=3") };
  console.log(JSON.stringify(seen, null, 1));
  const right = [1, 14, 5, 3];
  const three = [-0.99, 6, 3, 1.73];
  assert.deepEqual(seen.core, { before: right, answer: "3", after: three, flushed: right });
  assert.deepEqual([seen.value.before, seen.value.after], [right, [-0.42, 4, 2, 1.41]]);
  assert.deepEqual([seen.all.answer, seen.all.after], ["3=3", right]);
}
JS
node run.mjs
