#!/usr/bin/env bash
# mathjs 15.2.0, expr-eval 2.0.2, fparser 4.2.0, math-expression-evaluator 2.0.7 and nerdamer 1.1.13, calculating what people type,
# as bots and fields for sums do.
#
# Guess: they differ in functions and in what they refuse (no sign between two numbers); what two of them take has one value. Seen:
# -2^2 is 4 in fparser and -4 in the rest; 2^3^2 is 64 in math-expression-evaluator and 512 in the rest. That one, with ten million
# downloads a month, also reads 1e3 as the number e, once, and 3 (8.15), takes sin(30) in degrees (0.5, the others -0.99) and
# atan(1) as 45; log(100) is 2 there and 4.6 in the rest, and log10(100) is 100. "1 2/3", a number and two thirds, is two thirds in
# nerdamer, where "2 3" is six. 50%+1 is 0 in mathjs and expr-eval (the rest of a division by +1) and 1.5 in nerdamer; 100+10% is
# 110 in mathjs and 100.1 in nerdamer. -5%3 is 1 or -2, 3!! is 720 or 3, round(-2.5) is -3 or -2. No one knows ×, ÷, − or a comma,
# as keyboards of phones and half of the world write them; each says so.
#
# What it means: a chat that shows what a bot counted says which calculator it was; a poll or a grade never goes through one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund mathjs@15.2.0 expr-eval@2.0.2 fparser@4.2.0 math-expression-evaluator@2.0.7 nerdamer@1.1.13 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import exprEval from "expr-eval";
import Formula from "fparser";
import Mexp from "math-expression-evaluator";
import * as mathjs from "mathjs";
import nerdamer from "nerdamer";
const values = { x: 4 };
const calculators = [
  (text) => mathjs.evaluate(text, { ...values }),
  (text) => exprEval.Parser.evaluate(text, values),
  (text) => (Formula.default ?? Formula).calc(text, values),
  (text) => new (Mexp.default ?? Mexp)().eval(text),
  (text) => nerdamer(text, values).evaluate().text(),
];
const all = (text) =>
  calculators.map((calculate) => {
    try {
      const value = Number(calculate(text));
      return Number.isFinite(value) ? Number(value.toFixed(3)) : null;
    } catch {
      return "throws";
    }
  });
const texts = ["(2)(3)", "1 2/3", "2 3", "-2^2", "2^3^2", "1e3", "sin(30)", "atan(1)", "log(100)", "log10(100)", "50%+1", "100+10%", "1/2x", "-5%3", "3!!", "round(-2.5)", "2×3", "6÷2", "2−1", "1,5+1"];
const seen = Object.fromEntries(texts.map((text) => [text, all(text)]));
console.log(seen);
const no = "throws";
assert.deepEqual(seen, {
  "(2)(3)": [6, no, no, 6, 6],
  "1 2/3": [no, no, no, no, 0.667],
  "2 3": [no, no, no, no, 6],
  "-2^2": [-4, -4, 4, -4, -4],
  "2^3^2": [512, 512, 512, 64, 512],
  "1e3": [1000, 1000, 1000, 8.155, 1000],
  "sin(30)": [-0.988, -0.988, -0.988, 0.5, -0.988],
  "atan(1)": [0.785, 0.785, 0.785, 45, 0.785],
  "log(100)": [4.605, 4.605, 4.605, 2, 4.605],
  "log10(100)": [2, 2, 2, 100, 2],
  "50%+1": [0, 0, no, no, 1.5],
  "100+10%": [110, no, no, no, 100.1],
  "1/2x": [no, no, no, no, 2],
  "-5%3": [1, -2, no, no, -2],
  "3!!": [720, 720, no, 720, 3],
  "round(-2.5)": [-3, -2, -2, no, -2],
  "2×3": [no, no, no, no, no],
  "6÷2": [no, no, no, no, no],
  "2−1": [no, no, no, no, no],
  "1,5+1": [no, no, no, no, no],
});
JS
./node_modules/.bin/node run.mjs
