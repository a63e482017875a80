#!/usr/bin/env bash
# natural-orderby 5.0.0, string-natural-compare 3.0.1, natural-compare-lite 1.4.1 and alphanum-sort 1.1.0, which put "week 9"
# before "week 10", beside `Intl.Collator` with `numeric` of Node 24.21.0.
#
# Guess: they do that much, and differ in capitals and marks. Seen: natural-orderby reads a name that is nothing but a number as
# that number, so chapters 1.5, 1.9 and 1.10 come as 1.10, 1.5, 1.9, while "Ch. 1.2" and "Ch. 1.10" come the other way: one list
# turns round when its names get a word in front. For the same reason it puts "0x10" behind "9" and, where two long numbers differ
# in the last digit (from 2 ** 53 on), leaves them as they came. "-10" is before "-5" there and after it in the rest, which see a
# hyphen. Of 007, 07 and 7 two put the shortest first or last, two leave them as they came. Capitals come first in three, ä behind
# z in three. Two blanks in a name count in all but natural-orderby, and make "x  10" come before "x 2". Arabic digits are numbers
# to `Intl.Collator` alone: ٩ (9) before ١٠ (10).
#
# What it means: one collator with `numeric` orders every list of names, in the page and in the worker, and what must have a fixed
# place has a number of its own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund natural-orderby@5.0.0 string-natural-compare@3.0.1 \
  natural-compare-lite@1.4.1 alphanum-sort@1.1.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import alphanum from "alphanum-sort";
import lite from "natural-compare-lite";
import { compare } from "natural-orderby";
import strings from "string-natural-compare";
const collator = new Intl.Collator("en", { numeric: true });
const orders = [compare(), strings, lite, undefined, collator.compare];
const all = (...names) => orders.map((order) => (order ? [...names].sort(order) : alphanum([...names])).join(" < "));
const seen = {
  weeks: all("week 10", "week 9"),
  chapters: all("1.5", "1.10", "1.9"),
  words: all("Ch. 1.10", "Ch. 1.2"),
  hexadecimal: all("0x10", "9"),
  long: all("9007199254740993", "9007199254740992"),
  minus: all("-5", "-10"),
  noughts: all("007", "7", "07"),
  capitals: all("Week 2", "week 1"),
  marks: all("ä", "z", "a"),
  blanks: all("x 2", "x  10"),
  arabic: all("١٠", "٩"),
};
console.log(seen);
const five = (first, ...rest) => [first, ...rest, ...Array(4 - rest.length).fill(rest.at(-1))];
assert.deepEqual(seen, {
  weeks: Array(5).fill("week 9 < week 10"),
  chapters: five("1.10 < 1.5 < 1.9", "1.5 < 1.9 < 1.10"),
  words: Array(5).fill("Ch. 1.2 < Ch. 1.10"),
  hexadecimal: five("9 < 0x10", "0x10 < 9"),
  long: [
    "9007199254740993 < 9007199254740992",
    "9007199254740992 < 9007199254740993",
    "9007199254740993 < 9007199254740992",
    "9007199254740992 < 9007199254740993",
    "9007199254740992 < 9007199254740993",
  ],
  minus: five("-10 < -5", "-5 < -10"),
  noughts: ["007 < 7 < 07", "7 < 07 < 007", "007 < 07 < 7", "007 < 07 < 7", "007 < 7 < 07"],
  capitals: ["week 1 < Week 2", ...Array(3).fill("Week 2 < week 1"), "week 1 < Week 2"],
  marks: ["a < ä < z", "a < z < ä", "a < z < ä", "a < z < ä", "a < ä < z"],
  blanks: five("x 2 < x  10", "x  10 < x 2", "x  10 < x 2", "x 2 < x  10", "x  10 < x 2"),
  arabic: ["١٠ < ٩", "١٠ < ٩", "١٠ < ٩", "١٠ < ٩", "٩ < ١٠"],
});
JS
./node_modules/.bin/node run.mjs
