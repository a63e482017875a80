#!/usr/bin/env bash
# @internationalized/number 3.6.9, `NumberParser`, with which fields for numbers (React Aria's and those made after it) read what is
# typed in the language of the page.
#
# Guess: a sign that is not the language's decimal sign and stands where no thousands can be is refused while it is typed. Seen: it
# is taken out. On a German page "1.5" points are 15 and "1234.56" are 123456, on an English one "1,5" is 15, on an Arabic one "1,5"
# as well, and `isValidPartialNumber`, which is asked at each key, says yes to all of them. Nothing looks whether three digits follow.
# "1 000" is 1000 in English, digits of all scripts are read on every page, and a spreadsheet's "1e3" and "+5" are read by
# `parse` and refused by the other. "5 %" is no number unless the field is one of percents. A teacher's keyboard is not the page's
# language: marks are shown back as they will be kept ("15 points"), and one above the maximum is asked about.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @internationalized/number@3.6.9 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { NumberParser } from "@internationalized/number";
const read = (language, text) => {
  const parser = new NumberParser(language, { style: "decimal" });
  return [parser.parse(text), parser.isValidPartialNumber(text)];
};
const cases = [
  ["de-DE", "1,5", 1.5, true],
  ["de-DE", "1.5", 15, true],
  ["de-DE", "1234.56", 123_456, true],
  ["en-US", "1,5", 15, true],
  ["ar-EG", "1,5", 15, true],
  ["ar-EG", "١٫٥", 1.5, true],
  ["en-US", "1 000", 1000, true],
  ["en-US", "١٢", 12, true],
  ["en-US", "1e3", 1000, false],
  ["en-US", "+5", 5, false],
  ["de-DE", "5 %", NaN, false],
];
const seen = cases.map(([language, text]) => [language, text, ...read(language, text)]);
console.log(seen);
assert.deepEqual(seen, cases);
JS
node run.mjs
