#!/usr/bin/env bash
# math-expressions 1.8.1, which learning platforms ask whether a pupil's answer equals the right one.
#
# Guess: it compares values, by trying numbers; what it cannot read (an equation, a comma, a unit) is an error, as many signs are
# ("π", \log_2). Seen: it reads as far as it can and takes that for the whole, without a word. "x=2" equals "x=3", as both are x;
# so do x<3 and x<4, x_1 and x_2, "3,14" and "3,15" (all text behind the comma is left), in LaTeX a÷b and a÷c (\div) and 7 mod 3
# equals 7. 50% is 50 and not a half, "2 1/2" is 2/2, e is a number and 1e3 is three times it, 5 km are five times k times m.
# Where it does read it is right: sin² + cos² is 1, √(x²) is not x, 0.333 is a third within what it allows. (Its package needs
# --ignore-scripts: its own install step calls a tool that it does not bring.)
#
# What it means: an answer goes to such a library only after a check that every sign of it was read, for instance by letting it
# write the answer back, and an equation is compared side by side.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts math-expressions@1.8.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import expressions from "math-expressions";
const texts = (one, other) => expressions.fromText(one).equals(expressions.fromText(other));
const latex = (one, other) => expressions.fromLatex(one).equals(expressions.fromLatex(other));
const seen = {
  texts: [
    ["x=2", "x=3"],
    ["x<3", "x<4"],
    ["x_1", "x_2"],
    ["3,14", "3,15"],
    ["50%", "0.5"],
    ["2 1/2", "2.5"],
    ["2 1/2", "1"],
    ["1e3", "1000"],
    ["5km", "k*5*m"],
  ].map(([one, other]) => `${one} ${texts(one, other) ? "is" : "is not"} ${other}`),
  latex: [
    ["a\\div b", "a\\div c"],
    ["7\\bmod3", "7"],
    ["x_1", "x_2"],
  ].map(([one, other]) => latex(one, other)),
  right: [latex("\\sin^2x+\\cos^2x", "1"), texts("sqrt(x^2)", "x"), texts("0.333", "1/3")],
  back: expressions.fromText("x=2").toString(),
};
console.log(seen);
assert.deepEqual(seen, {
  texts: [
    "x=2 is x=3",
    "x<3 is x<4",
    "x_1 is x_2",
    "3,14 is 3,15",
    "50% is not 0.5",
    "2 1/2 is not 2.5",
    "2 1/2 is 1",
    "1e3 is not 1000",
    "5km is k*5*m",
  ],
  latex: [true, true, true],
  right: [true, false, true],
  back: "x",
});
assert.throws(() => expressions.fromText("π"));
JS
node run.mjs
