#!/usr/bin/env bash
# parse-duration 2.1.9 and ms 2.1.3, reading "remind me in …" as people type it, and pretty-ms 9.3.1 saying it back.
#
# Guess: what is not understood is null or undefined; a comma is a decimal sign or not understood. Seen: parse-duration takes commas
# out as it does for thousands: "1,5h", as most of Europe writes it, is FIFTEEN hours. "1:30" is 1.03 milliseconds (the colon goes,
# a number without a unit counts as milliseconds or by the unit before), "10 days ago" lies ahead, "1h-30m" is an hour and a half,
# "1e3" a second, "2h 30 foo" two hours. ms knows one number and one unit and says undefined for all of these; "1 month" is
# undefined there and 30.44 days in the other, which is another hour of the day. pretty-ms makes a year of 365 days, ms and
# parse-duration of 365.25. A reminder is shown back as a date before it is kept.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund parse-duration@2.1.9 ms@2.1.3 pretty-ms@9.3.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import ms from "ms";
import duration from "parse-duration";
import pretty from "pretty-ms";
const texts = {
  "1.5h": [5_400_000, 5_400_000],
  "1,5h": [54_000_000, undefined],
  "1:30": [1.03, undefined],
  "10 days ago": [864_000_000, undefined],
  "1h-30m": [5_400_000, undefined],
  "1e3": [1000, undefined],
  "2h 30 foo": [7_200_000, undefined],
  "1 month": [2_629_800_000, undefined],
  "1 year": [31_557_600_000, 31_557_600_000],
};
const seen = Object.fromEntries(Object.keys(texts).map((text) => [text, [duration(text), ms(text)]]));
console.log(seen, pretty(31_557_600_000));
assert.deepEqual(seen, texts);
assert.equal(pretty(31_557_600_000), "1y 6h");
JS
node run.mjs
