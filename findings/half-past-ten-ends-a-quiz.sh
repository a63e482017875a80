#!/usr/bin/env bash
# gift-pegjs 1.0.2, the reader of GIFT, the text format in which teachers write quizzes for Moodle.
#
# Guess: a colon, an equals sign and a hash in running words are words where they can mean nothing else, and a question that it
# cannot read is named, the others are there. Seen: one "10:30", an address (http://) or "f(x)=2" in a question or an answer,
# without a backslash, is a SyntaxError and with it the WHOLE file is nothing, as are two questions without an empty line between
# them and an empty line within the braces. An answer with "a->b" makes a list of pairs of all answers, so a wrong answer behind
# it ends the file. "=a=b" is two right answers. Of a question with several right ones by weight ("~%50%a ~%50%b ~%-100%c") all
# three have `isCorrect` false; one has to look at `weight`. {true} in small letters is a text to be typed, with T and TRUE it is
# a yes or no. A number may be "+5" but not ".5", "1e3" or "3,14". A full stop behind the braces makes a gap in the text of it ("X
# _____ ."). Numbers stand in a list when there are several and in no list when there is one. Lines of a question are joined by
# blanks.
#
# What it means: a quiz is read question by question, parted at empty lines, and what does not come out is shown with its words.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund gift-pegjs@1.0.2 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import gift from "gift-pegjs";
function read(text) {
  try {
    return gift.parse(text).map(({ type }) => type).join(" ");
  } catch (error) {
    return error.name;
  }
}
const first = (text) => gift.parse(text)[0];
const refused = ["At 10:30? {T}", "X {=10:30 ~11:00}", "http://a.example {T}", "f(x)=2 {T}", "X {=a->b ~c}", "A {T}\nB {T}", "X {\n\n=a\n\n~b\n\n}"];
const seen = {
  plain: read("A {T}\n\nB {=a ~b}\n\nC {=a}"),
  one: read("A {T}\n\nAt 10:30? {T}\n\nC {=a}"),
  refused: refused.map(read),
  escaped: read("At 10\\:30? {T}\n\nf(x)\\=2 {T}"),
  two: first("X {=a=b ~c}").choices.map(({ isCorrect }) => isCorrect),
  weights: first("X {~%50%a ~%50%b ~%-100%c}").choices.map(({ isCorrect, weight }) => [isCorrect, weight]),
  true: ["X {T}", "X {TRUE}", "X {true}"].map(read),
  numbers: ["X {#+5}", "X {#.5}", "X {#1e3}", "X {#3,14}"].map(read),
  shape: [first("X {#5}"), first("X {#=5 =6}")].map(({ choices }) => Array.isArray(choices)),
  stop: first("X {=a}.").stem.text,
  lines: first("one\ntwo {T}").stem.text,
};
console.log(seen);
assert.deepEqual(seen, {
  plain: "TF MC Short",
  one: "SyntaxError",
  refused: Array(7).fill("SyntaxError"),
  escaped: "TF TF",
  two: [true, true, false],
  weights: [[false, 50], [false, 50], [false, -100]],
  true: ["TF", "TF", "Short"],
  numbers: ["Numerical", "SyntaxError", "SyntaxError", "SyntaxError"],
  shape: [false, true],
  stop: "X _____ .",
  lines: "one two",
});
JS
./node_modules/.bin/node run.mjs
