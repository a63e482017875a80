#!/usr/bin/env bash
# @cortex-js/compute-engine 0.140.0 and evaluatex 2.2.0, which read formulas in LaTeX and calculate them, as fields for answers
# do.
#
# Guess: LaTeX says where a number ends and what a root's degree is; what they do not know they say, and a decimal comma in
# braces, as KaTeX and every German book set it (3{,}14), is a decimal comma. Seen: compute-engine takes it for a sign between
# thousands: 3{,}14 is 314, with no error, and bare "3,14" is a pair. 6/2(1+2), as typed, is 1 there and 9 in evaluatex; sin x/2
# is the sine of x/2 in one and half a sine in the other. \pm2 is a measurement of 0 ± 2, 0 to the 0 no number (1 in the other).
# evaluatex takes an argument for a factor: the cube root of 8, \sqrt[3]{8}, is 13.86 (the root of 3, times 8), \tan45 is tan 4
# times 5 (5.79), sin 2x the sine of 2, times x; "log 100" is NaN, and 3{,}14 throws. Powers, absolute values and mixed fractions
# in compute-engine are right.
#
# What it means: a number that a person gives comes in a field of its own, read by its own rule; a formula is shown back as it was
# read, before it counts.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @cortex-js/compute-engine@0.140.0 evaluatex@2.2.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { ComputeEngine } from "@cortex-js/compute-engine";
import evaluatex from "evaluatex";
const engine = new ComputeEngine();
const one = (latex) => engine.parse(latex).json;
const value = (latex) => engine.parse(latex).N().re;
const other = (latex, names = {}) => Number(evaluatex(latex, names, { latex: true })().toFixed(2));
const seen = {
  comma: [value("3{,}14"), one("3,14")],
  product: [value("6/2(1+2)"), other("6/2(1+2)")],
  sine: [one("\\sin x/2"), other("\\sin x/2", { x: 3 }), Number((Math.sin(3) / 2).toFixed(2))],
  plusMinus: one("\\pm2"),
  nought: [one("0^0"), other("0^0")],
  root: [value("\\sqrt[3]{8}"), other("\\sqrt[3]{8}")],
  tangent: [other("\\tan45"), Number((Math.tan(4) * 5).toFixed(2))],
  twice: [one("\\sin 2x"), other("\\sin 2x", { x: 3 }), Number((Math.sin(2) * 3).toFixed(2))],
  log: [value("\\log 100"), other("\\log 100")],
  mixed: value("2\\frac12"),
};
assert.throws(() => other("3{,}14"));
console.log(JSON.stringify(seen));
assert.deepEqual(seen, {
  comma: [314, ["Tuple", 3, 14]],
  product: [1, 9],
  sine: [["Sin", ["Multiply", ["Rational", 1, 2], "x"]], 0.07, 0.07],
  plusMinus: ["Measurement", 0, 2],
  nought: ["NaN", 1],
  root: [2, 13.86],
  tangent: [5.79, 5.79],
  twice: [["Sin", ["Multiply", 2, "x"]], 2.73, 2.73],
  log: [2, NaN],
  mixed: 2.5,
});
JS
./node_modules/.bin/node run.mjs
