#!/usr/bin/env bash
# hyperformula 3.5.0, the engine of formulas for tables in pages, with its own settings, on what a list of grades has in it.
#
# Guess: it knows Excel's four hundred functions, so a sheet brought over gives the same numbers; what it lacks is an error that one
# sees. Seen: TEXT(0.5,"0%") is "1%", where Excel says 50%. ROUND(1.005,2) is 1, where Excel rounds what it shows (1.01). COUNTBLANK
# counts empty texts as filled and COUNTIF(…,"<>") counts them with the rest; "11/29/2026" is no date, as the day comes first
# unless told otherwise, while "29/11/2026" is one; "1,000" and "1 000" are texts, and SUM leaves texts out without a word, so that
# a column of "1,5" and "2,5" is 0. RANK and LET are unknown (#NAME?), as is TRUE without its brackets, and SUMPRODUCT of a
# comparison is #VALUE! without `useArrayArithmetic`. LEFT takes half an emoji. Grades are added by the program, in numbers, and
# the table only shows them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund hyperformula@3.5.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { HyperFormula } from "hyperformula";
function value(formula, ...cells) {
  const sheet = HyperFormula.buildFromArray([[...cells, formula]], { licenseKey: "gpl-v3" });
  const found = sheet.getCellValue({ sheet: 0, row: 0, col: cells.length });
  return found?.value ?? found;
}
const seen = {
  percent: value('=TEXT(0.5,"0%")'),
  rounded: value("=ROUND(1.005,2)"),
  blank: value("=COUNTBLANK(A1:C1)", "a", "", null),
  filled: value('=COUNTIF(A1:C1,"<>")', "a", "", ""),
  days: [value("=ISNUMBER(A1)", "29/11/2026"), value("=ISNUMBER(A1)", "11/29/2026")],
  marks: value("=SUM(A1:B1)", "1,5", "2,5"),
  thousand: [value("=A1*1", "1,000"), value("=A1*1", "1 000")],
  unknown: [value("=RANK(2,A1:C1)", 1, 2, 3), value("=LET(x,1,x+1)"), value("=TRUE+1")],
  product: value("=SUMPRODUCT((A1:C1>1)*1)", 1, 2, 3),
  half: value('=LEFT("😀a",1)'),
  known: [value("=AVERAGE(A1:C1)", 1, "", 3), value("=STDEV(A1:C1)", 1, 2, 3)],
};
console.log(seen);
assert.deepEqual(seen, {
  percent: "1%",
  rounded: 1,
  blank: 1,
  filled: 3,
  days: [true, false],
  marks: 0,
  thousand: ["#VALUE!", "#VALUE!"],
  unknown: ["#NAME?", "#NAME?", "#NAME?"],
  product: "#VALUE!",
  half: "\ud83d",
  known: [2, 1],
});
JS
node run.mjs
