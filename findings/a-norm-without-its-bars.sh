#!/usr/bin/env bash
# tex2typst 0.6.2, `tex2typst` and `typst2tex`, with which notes go between LaTeX and Typst, the newer program for setting them.
#
# Guess: what has no name in the other throws, and what goes there and back is the formula that it was. Seen: \ce{H2O}, \boxed,
# \color and \newcommand come out as bare names in the formula ("ce H 2 O", "newcommand R RR R"), with no error, and {a \over b}
# as "a over b". A text with quotation marks, \text{say "hi"}, ends at the first of them ("say "hi""), since nothing escapes them.
# Typed units are letters apart: \mathrm{km} is upright(k m). The other way, the norm of x loses its bars, norm(x) is x, abs(x) is
# an \abs that LaTeX has not, and "ab", a name to Typst, a command \ab. What it wrote itself it cannot take back: a plain slash,
# "a \/ b", and 2^3^4 throw. Fractions, sums, cases, matrices with decimal commas and primes come through whole.
#
# What it means: a chat keeps formulas in the language in which they were typed; a conversion is a proposal, compiled once before
# it replaces anything.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund tex2typst@0.6.2 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { tex2typst, typst2tex } from "tex2typst";
const seen = {
  unknown: ["\\ce{H2O}", "\\boxed{x}", "\\color{red}x", "\\newcommand{\\R}{\\mathbb{R}}\\R", "{a \\over b}"].map((tex) => tex2typst(tex)),
  text: tex2typst('\\text{say "hi"}'),
  unit: tex2typst("\\mathrm{km}"),
  norm: [typst2tex("norm(x)"), typst2tex("abs(x)"), typst2tex("ab")],
  slash: tex2typst("a/b"),
  right: [tex2typst("\\frac12"), tex2typst("x'"), tex2typst("\\begin{pmatrix}1,5&2\\end{pmatrix}"), typst2tex("mat(1 comma 5, 2)")],
};
console.log(seen);
assert.deepEqual(seen, {
  unknown: ["ce H 2 O", "boxed x", "color r e d x", "newcommand R RR R", "a over b"],
  text: '"say "hi""',
  unit: "upright(k m)",
  norm: ["x", "\\abs(x)", "\\ab"],
  slash: "a \\/ b",
  right: ["1/2", "x'", "mat(1 comma 5, 2)", "\\begin{pmatrix}\n1, 5 & 2\n\\end{pmatrix}"],
});
assert.throws(() => typst2tex("a \\/ b"));
assert.throws(() => typst2tex("2^3^4"));
JS
./node_modules/.bin/node run.mjs
