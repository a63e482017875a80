#!/usr/bin/env bash
# adaptive-expressions 4.23.3, Microsoft's language for sums, texts and dates in cards and bots (`${…}` in Adaptive Cards'
# templates).
#
# Guess: it looks like JavaScript or Excel and calculates like one of them; a moment is ISO 8601 wherever one is wanted; nought
# and empty texts are false. Seen: whole numbers divide to whole numbers: 1/2 is 0, 1.0/2 as well, and 3/2 is 1, so a share of
# points is nought. -2^2 is 4. `if(0, …)` and `if('', …)` take the first way, as only null and false are false, while `bool(0)`
# and `bool('false')` are false. `int('12abc')` is 12 and `float('1,5')` 1. `base64ToString(base64('ü'))`, there and back, is
# "Ã¼". A date in words with 'de-DE' is English, though a number with it is German. `formatDateTime` takes a moment with an
# offset, or a bare day; `dayOfMonth`, `dayOfWeek`, `ticks` and `date` take nothing but what JavaScript's own toISOString writes,
# with its milliseconds: "2026-11-29T10:00:00Z" is "not a ISO format datetime string". `max('10','9')` is an error and 1 + '2' is
# "12". What fails is undefined, and a card shows it as it stands in its braces.
#
# What it means: a card is filled by the program with texts that are ready, and its template has names in it, no sums.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund adaptive-expressions@4.23.3 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Expression } from "adaptive-expressions";
const value = (text) => Expression.parse(text).tryEvaluate({}).value;
const seen = {
  shares: ["1/2", "3/2", "-2^2", "1.0/2"].map(value),
  falses: ["if(0,'y','n')", "if('','y','n')", "if(null,'y','n')", "bool(0)", "bool('false')"].map(value),
  numbers: ["int('12abc')", "float('1,5')", "1 + '2'", "max('10','9')"].map(value),
  back: value("base64ToString(base64('ü'))"),
  german: [value("formatDateTime('2026-11-29','dddd d MMMM','de-DE')"), value("formatNumber(1234.5,2,'de-DE')")],
  moments: ["formatDateTime('2026-11-29T10:00:00+02:00','HH:mm')", "formatDateTime('2026-11-29','dd.MM.yyyy')"].map(value),
  strict: ["2026-11-29T10:00:00Z", "2026-11-29", "2026-11-29T10:00:00.000Z"].map((moment) => value(`dayOfMonth('${moment}')`)),
};
console.log(seen);
assert.deepEqual(seen, {
  shares: [0, 1, 4, 0],
  falses: ["y", "y", "n", false, false],
  numbers: [12, 1, "12", undefined],
  back: "Ã¼",
  german: ["Sunday 29 November", "1.234,50"],
  moments: ["08:00", "29.11.2026"],
  strict: [undefined, undefined, 29],
});
const { error } = Expression.parse("date('2026-11-29T10:00:00Z')").tryEvaluate({});
assert.match(error, /is not a ISO format datetime string/);
JS
./node_modules/.bin/node run.mjs
