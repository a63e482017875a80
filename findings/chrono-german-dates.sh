#!/usr/bin/env bash
# chrono-node 2.10.3, `chrono.de` (and `chrono` for English), asked on Saturday, 28 November 2026, 12:00.
#
# Guess: the German part reads what Germans write most, day and month with dots, and one phrase is one date. Seen: "am 5.6." is no
# date (with a year it is one), "um halb drei" is none, and "Montag in einer Woche" is two: Monday the 30th and Saturday the 5th,
# never Monday the 7th. The English part reads dates out of words that are none: "I march on" is 1 March, "she sat down" today,
# "version 2.10.2026" the 10th of February. For "remind me" a date must be shown back before it is kept, and text that was not
# written as a date must not be searched for one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund chrono-node@2.10.3 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import * as chrono from "chrono-node";
const now = new Date(2026, 10, 28, 12);
const two = (number) => String(number).padStart(2, "0");
const day = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
const read = (parser, words) => parser.parse(words, now).map((found) => [found.text, day(found.date())]);
const seen = {
  german: ["am 5.6.", "am 5.6.2027", "um halb drei", "Montag in einer Woche"].map((words) => read(chrono.de, words)),
  english: ["I march on", "she sat down", "version 2.10.2026"].map((words) => read(chrono, words)),
};
console.log(JSON.stringify(seen));
assert.deepEqual(seen, {
  german: [[], [["5.6.2027", "2027-06-05"]], [], [["Montag", "2026-11-30"], ["in einer Woche", "2026-12-05"]]],
  english: [[["march", "2027-03-01"]], [["sat", "2026-11-28"]], [["2.10.2026", "2026-02-10"]]],
});
JS
node run.mjs
