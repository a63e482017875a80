#!/usr/bin/env bash
# @e965/xlsx 0.20.3, the newer SheetJS as npm has it: one list, written in each of its formats and read again by itself, and lists
# in CSV.
#
# Guess: what the library writes it reads; a CSV's cells are texts, or numbers where they are plain ones; UTF-8 is read as UTF-8.
# Seen: a date comes back as a Date from ODS and HTML and as the number 39507 from XLSX, XLS and CSV. A cell with a line's break in
# HTML comes back with a piece of the tag in front (`l2" id="sjs-E2">l1`, then the words), a tab as "&#x0009;". SYLK that it wrote
# it does not know again: the rows are those of the file's own code. DBF makes "M_ller" and "__" of Müller and 李雷, RTF and DIF
# "MÃ¼ller", TXT (UTF-16) "N÷" of 李雷. In CSV "1,5" is FIFTEEN, 3/4 and 2-3 are days of 2001, "007" is 7, "(5)" is -5, a number of
# twenty digits is rounded; only `raw: true` leaves them. A CSV in UTF-8 given as bytes without its mark is read as Latin-1, given
# as text it is right.
#
# What it means: an import of lists takes text apart itself and lets such a library open XLSX and ODS only, cell by cell, with the
# dates asked for.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @e965/xlsx@0.20.3 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { read, utils, write } from "@e965/xlsx";
process.env.TZ = "UTC";
const first = ({ Sheets, SheetNames }) => utils.sheet_to_json(Sheets[SheetNames[0]], { header: 1 });
function through(bookType) {
  const book = utils.book_new();
  const rows = [
    ["a", "b", "c"],
    ["Müller", "007", new Date(Date.UTC(2008, 1, 29))],
    ["李雷", "l1\nl2", "a\tb"],
  ];
  utils.book_append_sheet(book, utils.aoa_to_sheet(rows), "S");
  return first(read(write(book, { type: "buffer", bookType }), { type: "buffer" }));
}
const csv = (text, options) => first(read(text, { type: "string", ...options }))[0];
const formats = Object.fromEntries(["ods", "xlsx", "xls", "csv", "html", "sylk", "dbf", "rtf", "dif", "txt"].map((format) => [format, through(format)]));
const cells = '"1,5",3/4,2-3,007,(5),12345678901234567890\n';
const seen = { cells: csv(cells), raw: csv(cells, { raw: true }), bytes: first(read(Buffer.from("Müller\n"), { type: "buffer" }))[0][0], text: csv("Müller\n")[0] };
console.log(JSON.stringify(formats, null, 1), seen);
assert.deepEqual(["ods", "html"].map((format) => new Date(formats[format][1][2]).toISOString()), Array(2).fill("2008-02-29T00:00:00.000Z"));
assert.deepEqual(["xlsx", "xls", "csv"].map((format) => formats[format][1][2]), [39507, 39507, 39507]);
assert.deepEqual(formats.html[2].slice(1), ['l2" id="sjs-B3">l1\nl2', "a&#x0009;b"]);
assert.equal(formats.ods[2][1], "l1\nl2");
assert.equal(formats.sylk[0][0], "ID");
assert.deepEqual([formats.dbf, formats.rtf, formats.dif].map((rows) => rows.flat().find((cell) => /ller/.test(cell))), ["M_ller", "MÃ¼ller", "MÃ¼ller"]);
assert.equal(formats.txt[2][0], "N÷");
assert.deepEqual(seen, { cells: [15, 36954, 36925, 7, -5, 12345678901234567000], raw: ["1,5", "3/4", "2-3", "007", "(5)", "12345678901234567890"], bytes: "MÃ¼ller", text: "Müller" });
JS
node run.mjs
