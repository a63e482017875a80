#!/usr/bin/env bash
# @swc/core 1.16.22, terser 5.51.2, oxc-minify 0.157.0 (what Vite 8 and Rolldown have) and esbuild 0.28.2, which make programs
# smaller, each with its own settings: a program run before and after.
#
# Guess: after so many years of test suites they differ in size; what they change is said in their manuals (names of functions
# within a module, `toString`). Seen: swc cuts a case: of `switch ("live") { default: a(); case "dev": b(); break; case "x": c(); }`
# only a() stays, though nothing breaks out of it. oxc writes `{ __proto__ }` with a known value as `{1}`, which no engine reads.
# terser copies an argument as if `arguments` were tied to it, which it is not where another argument has a default, and has a
# function of a dead block live outside of it. `const Shown = class Named {}` has another name afterwards in all four. And a `try`
# that asks whether something works is answered beforehand with yes, by each for other questions: swc for `Array(-1)` and a language
# that localeCompare refuses, oxc for `decodeURIComponent("%")` and `Number(1n)`, terser for `1n + 1`; esbuild alone keeps all of
# them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @swc/core@1.16.22 terser@5.51.2 oxc-minify@0.157.0 esbuild@0.28.2 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import vm from "node:vm";
import { minify as swc } from "@swc/core";
import { transform } from "esbuild";
import { minify as oxc } from "oxc-minify";
import { minify as terser } from "terser";
const makers = [
  async (program) => program,
  async (program) => (await swc(program, { compress: true, mangle: true, module: false })).code,
  async (program) => (await terser(program)).code,
  async (program) => (await oxc("a.js", program, { sourceType: "script" })).code,
  async (program) => (await transform(program, { minify: true })).code,
];
const run = (program) => {
  try {
    const context = vm.createContext({});
    vm.runInContext(program, context);
    return JSON.parse(JSON.stringify(context.out));
  } catch (error) {
    return error.name;
  }
};
const all = (program) => Promise.all(makers.map(async (make) => run(await make(program))));
const asked = (what) => all(`var out; try { ${what}; out = "yes" } catch { out = "no" }`);
const cases = '{ default: out.push("a"); case "dev": out.push("b"); break; case "x": out.push("c") }';
const seen = {
  falls: await all(`var out = []; switch ("live") ${cases}`),
  known: await all(`var out = []; const mode = "live"; switch (mode) ${cases}`),
  proto: await all("const __proto__ = 1; var out = Object.keys({ __proto__ }).length"),
  argument: await all("var out = (function (a, b = 1) { arguments[0] = 9; return a })(1)"),
  dead: await all("var out = []; if (0) { function g() {} } out.push(typeof g)"),
  name: await all("const Shown = class Named {}; var out = Shown.name"),
  array: await asked("Array(-1)"),
  language: await asked('"a".localeCompare("b", "xx-")'),
  percent: await asked('decodeURIComponent("%")'),
  whole: await asked("Number(1n); 1n + 1"),
};
console.log(seen);
assert.deepEqual(seen, {
  falls: [["a", "b"], ["a"], ["a", "b"], ["a", "b"], ["a", "b"]],
  known: [["a", "b"], ["a"], ["a", "b"], ["a", "b"], ["a", "b"]],
  proto: [1, 1, 0, "SyntaxError", 1],
  argument: [1, 1, 9, 1, 1],
  dead: [["undefined"], ["undefined"], ["function"], ["undefined"], ["undefined"]],
  name: ["Named", "Shown", "Shown", "Shown", "Shown"],
  array: ["no", "yes", "no", "no", "no"],
  language: ["no", "yes", "no", "no", "no"],
  percent: ["no", "no", "no", "yes", "no"],
  whole: ["no", "yes", "yes", "no", "no"],
});
JS
./node_modules/.bin/node run.mjs
