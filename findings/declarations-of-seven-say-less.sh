#!/usr/bin/env bash
# typescript 7.0.2, the compiler written anew, beside 6.0.3: the declarations that each writes of one file, used by the other and by
# itself, and plain JavaScript with types in its remarks.
#
# Guess: seven is a translation of six line by line; what differs is speed, what was dropped with a notice, and the order of names
# in a union (sorted, where six has them as it met them). Seen: a function that returns { s } or { n } may be asked for `.s` in its
# own file under both. Six writes `n?: undefined` into its declaration for that; seven does not, for what a conditional expression
# gives (for an array of the same two it does), so whoever installs the package gets an error for what works in its source, from six
# and from seven. In JavaScript `function(string): number` of JSDoc is an error now ("'}' expected"), and what is called with a
# number is none; a function with `@class` is no class any more, and `new` of it is `any`; a name given by `@enum` is no type.
#
# What it means: a package built with seven is tried from outside, by its declarations, before it goes out.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund typescript@7.0.2 six@npm:typescript@6.0.3 node@24.21.0 >/dev/null 2>&1
cat >lib.ts <<'TS'
export const either = (first: boolean) => (first ? { s: 1 } : { n: 2 });
export const list = [{ s: 1 }, { n: 2 }];
export const sign = (x: number) => (x > 0 ? "pos" : x < 0 ? "neg" : "zero");
export const inside = either(true).s;
TS
cat >use.ts <<'TS'
import { either, list } from "./lib.js";
export const one = list[0]!.s;
export const two = either(true).s;
TS
cat >plain.js <<'JS'
/** @class */
export function Person() {}
export const person = new Person();
/** @type {function(string): number} */
export let size = (text) => text.length;
export const wrong = size(1);
/** @enum {number} */
export const Mark = { good: 1 };
/** @type {Mark} */
export let mark = 1;
JS
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync } from "node:fs";
const compilers = { six: "six", seven: "typescript" };
function tsc(compiler, ...more) {
  const options = ["--strict", "--target", "es2024", "--module", "esnext", "--moduleResolution", "bundler", ...more];
  const { stdout } = spawnSync(process.execPath, [`node_modules/${compilers[compiler]}/bin/tsc`, ...options], { encoding: "utf8" });
  return [...stdout.matchAll(/\((\d+),\d+\): error (TS\d+)/gu)].map(([, line, code]) => `${line} ${code}`);
}
const seen = {};
for (const compiler of ["six", "seven"]) {
  const own = tsc(compiler, "--noEmit", "lib.ts", "use.ts");
  tsc(compiler, "--declaration", "--emitDeclarationOnly", "--outDir", compiler, "lib.ts");
  copyFileSync("use.ts", `${compiler}/use.ts`);
  const text = readFileSync(`${compiler}/lib.d.ts`, "utf8").replace(/\s+/gu, " ");
  seen[compiler] = {
    own,
    either: /either: \(first: boolean\) => (.*?);? export/u.exec(text)[1],
    sign: /sign: \(x: number\) => (.*?);/u.exec(text)[1],
    usedBySix: tsc("six", "--noEmit", `${compiler}/use.ts`),
    usedBySeven: tsc("seven", "--noEmit", `${compiler}/use.ts`),
    plain: tsc(compiler, "--noEmit", "--allowJs", "--checkJs", "plain.js"),
  };
}
console.log(seen);
const error = ["3 TS2339"];
assert.deepEqual(seen, {
  six: {
    own: [],
    either: "{ s: number; n?: undefined; } | { n: number; s?: undefined; }",
    sign: '"zero" | "pos" | "neg"',
    usedBySix: [],
    usedBySeven: [],
    plain: ["6 TS2345"],
  },
  seven: {
    own: [],
    either: "{ s: number; } | { n: number; }",
    sign: '"neg" | "pos" | "zero"',
    usedBySix: error,
    usedBySeven: error,
    plain: ["3 TS7009", "4 TS1005", "5 TS7006", "9 TS2749"],
  },
});
JS
./node_modules/.bin/node run.mjs
