#!/usr/bin/env bash
# papaparse 5.7.1 (`dynamicTyping`) and csv-parse 7.0.3 (`cast: true`) on what spreadsheets of a class export.
#
# Guess: typing makes numbers of what is one and leaves the rest; the two agree on that; a column named twice is an error or both
# are kept; Excel's first line `sep=;` is known to readers which find the separator by themselves. Seen: papa makes a Date of an
# ISO time and true of TRUE, csv-parse neither; csv-parse takes the plus off a telephone number and rounds an id of 20 digits,
# papa neither; csv-parse makes 0 of "0x1F". Both make 1000 of the room "1E3" and 7 of the number "007". Of two columns "a"
# csv-parse keeps the last without a word (papa calls the second "a_1"). `sep=;` is the heading for both, and all below it hangs
# on columns called "sep=" and "". And a list with German marks and nothing else ("1,3") is two columns for both. Read texts, and
# type by column.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund papaparse@5.7.1 csv-parse@7.0.3 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import Papa from "papaparse";
console.warn = () => {};
const papa = (text) => Papa.parse(text, { header: true, dynamicTyping: true, skipEmptyLines: true }).data;
const csvParse = (text) => {
  try {
    return parse(text, { columns: true, cast: true, delimiter: [",", ";", "\t"] });
  } catch (error) {
    return error.code;
  }
};
const cells = ["007", "1E3", "+4930123", "12345678901234567890", "0x1F", "TRUE", "2026-11-29T10:00:00Z"];
const values = (read) => cells.map((cell) => read(`a,b\n${cell},x\n`)[0].a);
const twice = "a,a,b\n1,2,3\n";
const sep = "sep=;\nName;Points\nAda;1\n";
const marks = "Points\n1,3\n";
const seen = {
  papa: [values(papa), papa(twice)[0], papa(sep)[1], papa(marks)[0]],
  csvParse: [values(csvParse), csvParse(twice)[0], csvParse(sep)[1], csvParse(marks)],
};
console.log(seen);
assert.deepEqual(seen, {
  papa: [
    [7, 1000, "+4930123", "12345678901234567890", "0x1F", true, new Date("2026-11-29T10:00:00Z")],
    { a: 1, a_1: 2, b: 3 },
    { "sep=": "Ada", "": 1 },
    { Points: 1, __parsed_extra: [3] },
  ],
  csvParse: [
    [7, 1000, 4930123, 12345678901234567000, 0, "TRUE", "2026-11-29T10:00:00Z"],
    { a: 2, b: 3 },
    { "sep=": "Ada", "": 1 },
    "CSV_RECORD_INCONSISTENT_COLUMNS",
  ],
});
JS
node run.mjs
