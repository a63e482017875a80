#!/usr/bin/env bash
# orga 4.7.1 and uniorg-parse 3.2.2, reading notes in Org (Emacs), as lecturers keep and hand them out.
#
# Guess: the format has one program that defines it and a manual of its syntax, so the two readers find the same parts. Seen: orga
# reads marks within a block of code: `#+begin_src` with "*x*" in it has a child "x" without its stars, the raw text beside it, and
# keeps the comma that Org puts before a line's star (",* x") where uniorg takes it off. orga does not know a line of fixed width
# (": a b" is a paragraph with a colon), two moments joined by "--", `$x$`, \alpha and the break "\\": they are text; a headline of
# nothing but DONE has DONE as its title, for uniorg as its state. uniorg makes of snake_case_x "snake" with two subscripts, which
# is Org's own way unless an option is set, and orga leaves it.
#
# What it means: notes are taken as files, or by one reader with a test for each part that a class uses, code first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund orga@4.7.1 uniorg-parse@3.2.2 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { parse as orga } from "orga";
import { parse as uniorg } from "uniorg-parse/lib/parser.js";
const types = (node) => [node.type, ...(node.children ?? []).flatMap(types)];
const texts = (node) => (node.children?.length ? node.children.map(texts).join("") : (node.value ?? ""));
const code = (text) => [orga(text).children[0], uniorg(text).children[0]];
const stars = code("#+begin_src js\n*x*\n#+end_src");
const comma = code("#+begin_src js\n,* x\n#+end_src");
const has = (text, type) => [types(orga(text)), types(uniorg(text))].map((found) => found.some((name) => type.test(name)));
const seen = {
  stars: [texts(stars[0]), stars[0].value, stars[1].value],
  comma: [comma[0].value, comma[1].value],
  fixed: has(": a b", /fixed/),
  range: has("<2026-11-29 Sun>--<2026-11-30 Mon>", /timestamp/),
  formula: has("let $x$ be", /latex/),
  letter: has("\\alpha", /entity|latex/),
  line: has("a\\\\\nb", /line-break|hardbreak/),
  sub: has("snake_case_x", /subscript/),
  done: [orga("* DONE").children[0].children[0].keyword ?? null, uniorg("* DONE").children[0].children[0].todoKeyword],
};
console.log(seen);
assert.deepEqual(seen, {
  stars: ["x", "*x*", "*x*\n"],
  comma: [",* x", "* x\n"],
  fixed: [false, true],
  range: [false, true],
  formula: [false, true],
  letter: [false, true],
  line: [false, true],
  sub: [false, true],
  done: [null, "DONE"],
});
JS
./node_modules/.bin/node run.mjs
