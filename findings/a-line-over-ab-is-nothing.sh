#!/usr/bin/env bash
# mathlive 0.111.1, the field for formulas of many learning platforms, by its functions that need no page (`mathlive/ssr`): LaTeX
# into AsciiMath and MathML, AsciiMath back, and LaTeX to be spoken.
#
# Guess: what it can set it can also say in its other forms; what it cannot it keeps as LaTeX or throws, and what it writes it
# reads. Seen: of a line over AB, a box, an exclamation mark over "=", \underline, \not= and \ce{H2O} the AsciiMath is nothing, or
# the formula without them: "a\not=b" is "a b". In MathML 3{,}14 becomes 3.14 (a German comma an English point), a hat over ABC is
# the WORD "undefined", and a line over AB is nothing, but for a note on the console. Its own AsciiMath it reads otherwise:
# root(3)(8) is the letters r, o, o, t, a matrix a tuple of tuples, two lines of an equation one, tilde x the letters "tildex",
# and `floor(x)` brackets around "#?". And `convertLatexToSpeakableText`, offered in the same file, throws a TypeError at every
# formula where there is no page.
#
# What it means: the LaTeX that was typed is what is stored, compared and sent; other forms are made from it when they are needed,
# by a tool for that one form.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund mathlive@0.111.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import * as mathlive from "mathlive/ssr";
const { convertAsciiMathToLatex: back, convertLatexToAsciiMath: ascii, convertLatexToMathMl: mathml } = mathlive;
const forms = Object.fromEntries(
  ["\\overline{AB}", "\\boxed{x}", "\\overset{!}{=}", "\\underline{x}", "a\\not=b", "\\ce{H2O}"].map((latex) => [latex, ascii(latex).trim()]),
);
const seen = {
  comma: mathml("3{,}14"),
  hat: mathml("\\widehat{ABC}").match(/<mo>([^<]*)<\/mo><\/mover>/)[1],
  line: mathml("\\overline{AB}"),
  root: [ascii("\\sqrt[3]{8}"), back("root(3)(8)")],
  matrix: [ascii("\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}"), back("((1,2),(3,4))")],
  lines: [ascii("\\begin{align}a&=b\\\\c&=d\\end{align}"), back("a=b\nc=d")],
  tilde: back(ascii("\\tilde x")),
  floor: back("floor(x)"),
};
console.log(forms, seen);
assert.deepEqual(forms, {
  "\\overline{AB}": "",
  "\\boxed{x}": "",
  "\\overset{!}{=}": "",
  "\\underline{x}": "",
  "a\\not=b": "a b",
  "\\ce{H2O}": "",
});
assert.deepEqual(seen, {
  comma: "<mn>3.14</mn>",
  hat: "undefined",
  line: "",
  root: ["root(3)(8)", "root\\left(3\\right)\\left(8\\right)"],
  matrix: ["((1,2),(3,4))", "\\left(\\left(1,2\\right),\\left(3,4\\right)\\right)"],
  lines: ["a=b\nc=d", "a=b"],
  tilde: "tildex",
  floor: "\\left\\lfloor#?\\right\\rfloor \\left(x\\right)",
});
assert.throws(() => mathlive.convertLatexToSpeakableText("x^2"), TypeError);
JS
./node_modules/.bin/node run.mjs
