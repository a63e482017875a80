#!/usr/bin/env bash
# @stryker-mutator/instrumenter 10.1.1, the part of StrykerJS that puts faults into a program to see whether its tests find them:
# what it changes in one line of code, with nothing left out by its settings.
#
# Guess: it has a change for every operator of the language and every literal that decides something; 10 knows the newer ones. Seen:
# `??`, `?.` and `??=` are there. NUMBERS are not: a page of 50, a limit, a port, a month are never another. Nor is a condition with
# `? :` whose question is a name or a call: `if (ready)` is asked both ways, `ready ? a : b` never. Never changed are what an
# argument or a field is where nobody gives it (`size = 50`), a missing `await`, `in`, `instanceof`, `delete`, `**`, `>>>` and all
# of & | ^, null and undefined, `map`, `flat`, `replaceAll`, `toSorted` and `findLast` (their elders `sort`, `reverse` and `filter`
# are), the values of an enum, and a bare `return`. `-1` in `at(-1)` becomes +1. So a score of a hundred says nothing of where a
# page ends.
#
# What it means: limits have tests of their own, on both sides of each.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @stryker-mutator/instrumenter@10.1.1 @stryker-mutator/api@10.1.1 typed-inject@5.0.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { commonTokens } from "@stryker-mutator/api/plugin";
import { createInstrumenter } from "@stryker-mutator/instrumenter";
import { createInjector } from "typed-inject";
const silent = new Proxy({}, { get: () => () => undefined });
const instrumenter = createInjector()
  .provideValue(commonTokens.logger, silent)
  .provideValue(commonTokens.getLogger, () => silent)
  .injectFunction(createInstrumenter);
const options = { plugins: null, excludedMutations: [], ignorers: [] };
async function changes(content) {
  const { mutants } = await instrumenter.instrument([{ name: "a.ts", content, mutate: true }], options);
  return mutants.map(({ replacement }) => replacement.replaceAll(/\s+/gu, " "));
}
const left = [
  "const page = 50;",
  "const day = 86_400n;",
  "const a = ready ? b : c;",
  "const a = ready() ? b : c;",
  "const { size = 50 } = b;",
  "await a;",
  "const a = b in c;",
  "const a = b instanceof C;",
  "delete a.b;",
  "const a = b ** c;",
  "const a = (b >>> c) | (d & e) ^ f;",
  "const a = null;",
  "const a = b.map(c);",
  "const a = b.flat();",
  "const a = b.replaceAll(c, d);",
  "const a = b.toSorted();",
  "const a = b.findLast(c);",
  "enum E { A = 1, B = 2 }",
];
const seen = { left: [] };
for (const line of left) if ((await changes(line)).length === 0) seen.left.push(line);
for (const line of ["a = b ?? c;", "a ??= b;", "a = b?.c;", "if (ready) a = b;", "a = b.sort();", "a = b.filter(c);", "a = b.at(-1);", "a = 'b';"]) seen[line] = await changes(line);
console.log(seen);
assert.deepEqual(seen, {
  left,
  "a = b ?? c;": ["b && c"],
  "a ??= b;": ["a &&= b"],
  "a = b?.c;": ["b.c"],
  "if (ready) a = b;": ["true", "false"],
  "a = b.sort();": ["b"],
  "a = b.filter(c);": ["b"],
  "a = b.at(-1);": ["+1"],
  "a = 'b';": ['""'],
});
JS
./node_modules/.bin/node run.mjs
