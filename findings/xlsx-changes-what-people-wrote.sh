#!/usr/bin/env bash
# exceljs 4.4.0 and xlsx 0.18.5 (SheetJS, as npm has it), each reading what each wrote.
#
# Guess: a text comes back as it was, whoever wrote and read it. Seen: in this format `_x0041_` stands for "A", so a writer has to
# escape what looks like that, and neither does: a person's `_x0041_` is read as A from every file but one. SheetJS writes line ends
# and control characters in that form (`l1_x000d_` and a new line) where exceljs does not read it, so the user of the one sees
# "_x000d_" in every text of the other that had Windows line ends; exceljs drops control characters without a word. A text longer
# than 32,767 characters is an error with SheetJS; exceljs writes it. For a table of messages: line ends as \n, control characters
# out, `_x` + four hex digits + `_` broken up by hand, texts cut.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund exceljs@4.4.0 xlsx@0.18.5 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import ExcelJS from "exceljs";
import XLSX from "xlsx";
const texts = ["_x0041_", "l1\r\nl2", "a\u0001b"];
const writers = {
  exceljs: async (rows) => {
    const book = new ExcelJS.Workbook();
    book.addWorksheet("a").addRows(rows.map((text) => [text]));
    return book.xlsx.writeBuffer();
  },
  sheetjs: async (rows) => XLSX.write({ SheetNames: ["a"], Sheets: { a: XLSX.utils.aoa_to_sheet(rows.map((text) => [text])) } }, { type: "buffer", bookType: "xlsx" }),
};
const readers = {
  exceljs: async (bytes) => {
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(bytes);
    return texts.map((_, at) => book.worksheets[0].getCell(at + 1, 1).value);
  },
  sheetjs: async (bytes) => XLSX.utils.sheet_to_json(XLSX.read(bytes).Sheets.a, { header: 1 }).map(([text]) => text),
};
const seen = {};
for (const [writer, write] of Object.entries(writers))
  for (const [reader, read] of Object.entries(readers)) seen[`${writer} → ${reader}`] = await read(await write(texts));
seen.long = [];
for (const write of Object.values(writers)) seen.long.push(await write(["x".repeat(32_768)]).then(() => "written", (error) => error.message));
console.log(seen);
assert.deepEqual(seen, {
  "exceljs → exceljs": ["A", "l1\nl2", "ab"],
  "exceljs → sheetjs": ["A", "l1\r\nl2", "ab"],
  "sheetjs → exceljs": ["_x0041_", "l1_x000d_\nl2", "a_x0001_b"],
  "sheetjs → sheetjs": ["A", "l1\r\nl2", "a\u0001b"],
  long: ["written", "Text length must not exceed 32767 characters"],
});
JS
node run.mjs
