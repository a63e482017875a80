#!/usr/bin/env bash
# papaparse 5.7.1, the reader and writer of CSV in pages, on lists that were put together by hand.
#
# Guess: a line ends with CR LF, LF or CR, each where it stands; a writer of objects writes all their keys; what stands in `errors`
# is an error. Seen: papa looks which end of line comes first and takes it for all: in a list whose head was saved by Excel (CR LF)
# and whose people were pasted behind it (LF) everybody is on ONE line, "2\nMax" is a cell, and without `header` `errors` is empty.
# The other way about (LF first) the CR stays at the end of each last cell, so "2\r" is no mark. `unparse` takes its columns from
# the first object, so what only a later one has is left out; of objects among lists, or a list among objects, the first row
# decides the kind, and the others are written as empty rows. `escapeFormulae` puts an apostrophe before -5 and +49 30 …, which is
# text for every other reader from then on. For a file that is right, with `preview: 1` or one column, `errors` has
# "UndetectableDelimiter".
#
# What it means: a list's line ends are made one before it is read, its rows are counted, and `errors` is looked through by code,
# not by length.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund papaparse@5.7.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import Papa from "papaparse";
const read = (text, options) => {
  const { data, errors } = Papa.parse(text, options);
  return [data, errors.map(({ code }) => code)];
};
const seen = {
  pasted: read("Name,Note\r\nAda,2\nMax,3\nEva,1\n"),
  pastedByHead: read("Name,Note\r\nAda,2\nMax,3\n", { header: true }),
  saved: read("Name,Note\nAda,2\r\nMax,3\r\n", { skipEmptyLines: true }),
  one: read("Name\nAda\n", { skipEmptyLines: true })[1],
  first: read("a,b\n1,2\n3,4\n", { preview: 1 })[1],
  keys: Papa.unparse([{ a: 1 }, { a: 2, b: 3 }]),
  mixed: [Papa.unparse({ fields: ["a", "b"], data: [{ b: 1 }, ["p", "q"]] }), Papa.unparse({ fields: ["a", "b"], data: [["p", "q"], { b: 1 }] })],
  formulas: Papa.unparse([["-5", "+49 30 123", "=A1"]], { escapeFormulae: true }),
};
console.log(JSON.stringify(seen, null, 1));
assert.deepEqual(seen, {
  pasted: [
    [
      ["Name", "Note"],
      ["Ada", "2\nMax", "3\nEva", "1\n"],
    ],
    [],
  ],
  pastedByHead: [[{ Name: "Ada", Note: "2\nMax", __parsed_extra: ["3\n"] }], ["TooManyFields"]],
  saved: [
    [
      ["Name", "Note"],
      ["Ada", "2\r"],
      ["Max", "3\r"],
    ],
    [],
  ],
  one: ["UndetectableDelimiter"],
  first: ["UndetectableDelimiter"],
  keys: "a\r\n1\r\n2",
  mixed: ["a,b\r\n,1\r\n,", "a,b\r\np,q\r\n,"],
  formulas: "\"'-5\",\"'+49 30 123\",\"'=A1\"",
});
JS
node run.mjs
