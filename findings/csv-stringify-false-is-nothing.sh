#!/usr/bin/env bash
# csv-stringify 6.9.0 beside papaparse 5.7.1 and d3-dsv 3.0.2, writing the same record.
#
# Guess: what is no text is written as JavaScript shows it: true and false, a date as its ISO form. Seen: csv-stringify writes true
# as 1 and false as NOTHING, so that "no" cannot be told from "not answered" (null and undefined are nothing, too), and a date as
# its milliseconds. d3 writes a date without its time when that is midnight UTC and with it otherwise, so one column has two forms;
# papa alone writes all of it as guessed. For a poll's or an attendance list's CSV: turn every value into text before the library
# sees it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund csv-stringify@6.9.0 papaparse@5.7.1 d3-dsv@3.0.2 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { stringify } from "csv-stringify/sync";
import Papa from "papaparse";
import { csvFormat } from "d3-dsv";
const record = { yes: true, no: false, none: null, midnight: new Date("2026-07-01T00:00:00Z"), noon: new Date("2026-07-01T12:00:00Z"), blank: " x" };
const second = (text) => text.trimEnd().split(/\r?\n/)[1];
const seen = {
  csvStringify: second(stringify([record], { header: true })),
  papa: second(Papa.unparse([record])),
  d3: second(csvFormat([record])),
};
console.log(seen);
assert.deepEqual(seen, {
  csvStringify: "1,,,1782864000000,1782907200000, x",
  papa: 'true,false,,2026-07-01T00:00:00.000Z,2026-07-01T12:00:00.000Z," x"',
  d3: "true,false,,2026-07-01,2026-07-01T12:00Z, x",
});
JS
node run.mjs
