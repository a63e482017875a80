#!/usr/bin/env bash
# asciimath-parser 0.6.11 and asciimath2tex 1.5.0, which turn AsciiMath, what learning platforms have pupils type in place of
# LaTeX, into LaTeX.
#
# Guess: AsciiMath has a page with its grammar, and the two differ in blanks and in how large a bracket is. Seen: f(x)/g(x) is f
# over g in asciimath2tex and in asciimath-parser "f", the fraction x over g, and "(x)"; a/b/c is (a/b)/c in one and a/(b/c) in the
# other, so 8/4/2 is shown as another number; sin x/2 is the sine of a half x in one and half a sine in the other; ab/cd has two
# letters over two in one and "a", b over c, "d" in the other. A matrix [[a,b],[c,d]] is brackets within brackets in
# asciimath-parser. a^b^c is no valid LaTeX in it ("double superscript"), and a hat over c in the other. Words between quotation
# marks are kept, others are letters in italics, in which both see signs: of "then" asciimath-parser makes "the" and n, and "ohne"
# (without) ends in ≠ in asciimath2tex. "#" alone switches to large type in asciimath-parser.
#
# What it means: a formula typed so is stored with the words of the person, not as what a reader made of it, and a chat that has
# LaTeX does not read AsciiMath beside it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund asciimath-parser@0.6.11 asciimath2tex@1.5.0 katex@0.19.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { AsciiMath } from "asciimath-parser";
import AsciiMathParser from "asciimath2tex";
import katex from "katex";
const first = new AsciiMath({ display: false });
const second = new AsciiMathParser();
const all = (text) => [first.toTex(text), second.parse(text)].map((tex) => tex.replaceAll(" ", ""));
const texts = ["f(x)/g(x)", "a/b/c", "sin x/2", "ab/cd", "[[a,b],[c,d]]", "a^b^c", "then", "ohne", "#x"];
const seen = Object.fromEntries(texts.map((text) => [text, all(text)]));
console.log(seen);
assert.deepEqual(seen, {
  "f(x)/g(x)": ["f\\frac{x}{g}\\left(x\\right)", "\\frac{f{\\left(x\\right)}}{g{\\left(x\\right)}}"],
  "a/b/c": ["\\frac{a}{\\frac{b}{c}}", "\\frac{a}{b}/c"],
  "sin x/2": ["\\sin\\frac{x}{2}", "\\frac{\\sin{x}}{2}"],
  "ab/cd": ["\\frac{ab}{cd}", "a\\frac{b}{c}d"],
  "[[a,b],[c,d]]": ["\\left[\\left[a,b\\right],\\left[c,d\\right]\\right]", "\\left[\\begin{matrix}a&b\\\\c&d\\end{matrix}\\right]"],
  "a^b^c": ["a^{b}^{c}", "a^{b}\\hat{}c"],
  then: ["then", "then"],
  ohne: ["ohne", "oh\\ne"],
  "#x": ["\\displaystylex", "#x"],
});
assert.equal(first.toTex("then"), "the n");
assert.throws(() => katex.renderToString(first.toTex("a^b^c")), /Double superscript/);
JS
node run.mjs
