#!/usr/bin/env bash
# reading-time 1.5.0, words-count 2.0.2 and alfaaz 1.1.0, which count words ("at least 200 words"), beside `Intl.Segmenter` of
# Node 24.21.0.
#
# Guess: they agree on sentences with blanks and differ for Chinese and Thai. Seen: a lone dash or "#" is a word for two, for the
# third a hyphen begins one ("well-known" is two). "3.14 and 1,000" is three words, three and five; an address is one, two or six,
# "a,b,c" one or three. A blank that may not break, as French writes before "?" and telephones put in, joins two words for two of
# them. Each Korean syllable is a word to two of the three, so "안녕하세요 세계" (two words) counts seven, and a Korean essay is three
# times as long as it is to the third; of Japanese, "今日はテストです", eight signs, there are six, eight and three words. Thai, which has
# no blanks, is ONE word for two, however long, and twelve, one for each sign, for the third. No two of the four agree on these
# eleven lines.
#
# What it means: a limit for an essay is counted by one function, the same in the page and the worker, and the count stands beside
# the field while it is written.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund reading-time@1.5.0 words-count@2.0.2 alfaaz@1.1.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { countWords } from "alfaaz";
import readingTime from "reading-time";
import words from "words-count";
const count = words.default ?? words;
const segmenter = new Intl.Segmenter("en", { granularity: "word" });
const all = (text) => [readingTime(text).words, count(text), countWords(text), [...segmenter.segment(text)].filter(({ isWordLike }) => isWordLike).length];
const lines = [
  "Hello world",
  "— dash –",
  "# heading",
  "well-known",
  "3.14 and 1,000",
  "https://a.example/x?y=1",
  "a,b,c",
  "a\u00a0b",
  "안녕하세요 세계",
  "今日はテストです",
  "สวัสดีชาวโลก",
];
const seen = Object.fromEntries(lines.map((line) => [line, all(line)]));
console.log(seen);
assert.deepEqual(seen, {
  "Hello world": [2, 2, 2, 2],
  "— dash –": [3, 1, 3, 1],
  "# heading": [2, 1, 2, 1],
  "well-known": [1, 2, 1, 2],
  "3.14 and 1,000": [3, 3, 5, 3],
  "https://a.example/x?y=1": [1, 2, 6, 5],
  "a,b,c": [1, 1, 3, 3],
  "a\u00a0b": [1, 2, 1, 2],
  "안녕하세요 세계": [7, 7, 2, 2],
  "今日はテストです": [6, 8, 3, 4],
  สวัสดีชาวโลก: [1, 1, 12, 3],
});
JS
./node_modules/.bin/node run.mjs
