#!/usr/bin/env bash
# three-way-merge 0.1.0 and node-diff3 3.2.1, which put two people's changes of one text together, beside `git merge-file`.
#
# Guess: where both touched the same lines there is a conflict in all, and lines that were next to each other may be joined by one
# and not by another. Seen: three-way-merge calls it a success where one took a line out and the other mended it: the mended line
# is back, and nobody is asked; so it is where one took a repeated line out and the other wrote it a third time. Changes in
# neighbouring lines it joins, git and node-diff3 do not. Where both put a line in at one place it does see a conflict, and its
# text has one of the two lines twice, once before the marks as if it were settled, and an empty line behind them; empty lines
# around the marks come in every time. node-diff3 agrees with git in all of these; given texts and no lists it parts them at
# blanks: three words on two lines come back as a list of words, without their blanks and lines.
#
# What it means: a text that two people edit is merged by git's rules, line by line, lists handed in, and a conflict shows both
# versions with the old one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund three-way-merge@0.1.0 node-diff3@3.2.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { merge } from "node-diff3";
import threeWay from "three-way-merge";
const ThreeWay = threeWay.merge ? threeWay : threeWay.default;
const lines = (text) => text.split("");
function git(...versions) {
  versions.forEach((version, index) => writeFileSync(`${index}.txt`, `${lines(version).join("\n")}\n`));
  return spawnSync("git", ["merge-file", "-p", "0.txt", "1.txt", "2.txt"]).status > 0;
}
function all(mine, base, theirs) {
  const three = ThreeWay.merge(...[mine, base, theirs].map((text) => lines(text).join("\n")));
  return [!three.isSuccess(), merge(lines(mine), lines(base), lines(theirs)).conflict, git(mine, base, theirs), three.joinedResults()];
}
const conflicts = (...versions) => all(...versions).slice(0, 3).map(Number).join("");
const seen = {
  removed: [conflicts("ac", "abc", "aXc"), all("ac", "abc", "aXc")[3]],
  repeated: conflicts("a", "aa", "aaa"),
  beside: [conflicts("Xb", "ab", "aY"), conflicts("hXbt", "habt", "haYt")],
  both: [conflicts("a1b", "ab", "a2b"), all("a1b", "ab", "a2b")[3].split("\n")],
  same: conflicts("aXc", "abc", "aYc"),
  moved: conflicts("acbd", "abcd", "aBcd"),
  plain: [conflicts("Xbc", "abc", "abY"), conflicts("aXc", "abc", "aXc")],
  texts: merge("one  two\nthree", "one  two\nthree", "one  two\nfour").result,
};
console.log(seen);
assert.deepEqual(seen, {
  removed: ["011", "a\nX\nc"],
  repeated: "011",
  beside: ["011", "011"],
  both: ["111", ["a", "2", "<<<<<<< YOUR CHANGES", "1", "=======", "2", ">>>>>>> APP AUTHORS CHANGES", "", "b"]],
  same: "111",
  moved: "111",
  plain: ["000", "000"],
  texts: ["one", "two", "four"],
});
JS
./node_modules/.bin/node run.mjs
