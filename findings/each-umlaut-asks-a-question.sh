#!/usr/bin/env bash
# rtf-parser 1.3.3 with @iarna/rtf-to-html 1.1.0, and officeparser 7.8.0, reading texts in RTF, as Windows' own editor, older
# Office and Outlook write them.
#
# Guess: pictures and layout are lost; letters beyond ASCII, which RTF writes as a number and a sign for older readers, are read
# once. Seen: the sign for older readers is read as well, by both: "M\u252?ller" is "Mü?ller", with \'fc in its place "Müüller",
# so each Polish, Greek or Arabic letter has a question mark behind it; a sign beyond 16 bits is two halves of a letter between
# question marks. Dashes (\emdash) are gone in both, rounded quotation marks in one. Words that were taken out with tracked
# changes and hidden words are read as words. The last paragraph, where no \par ends it, is missing from the HTML. A picture is
# its hexadecimal digits there, a page's header stands in the midst of the text, two cells of a table are one word. A Cyrillic
# font's letters are right in rtf-parser and "ïðè" in officeparser. A plain "\'fc" is right in all.
#
# What it means: RTF is handed on as a file, and where its words are searched or shown, by Word or LibreOffice.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @iarna/rtf-to-html@1.1.0 rtf-parser@1.3.3 officeparser@7.8.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { promisify } from "node:util";
import rtfToHtml from "@iarna/rtf-to-html";
import { parseOffice } from "officeparser";
const head = "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Arial;}{\\f1\\fcharset204 Arial;}}";
const toHtml = promisify(rtfToHtml.fromString);
async function both(body) {
  const rtf = `${head}${body}}`;
  writeFileSync("a.rtf", rtf, "latin1");
  const [, inside] = (await toHtml(rtf)).match(/<body>([^]*)<\/body>/);
  return [inside.replace(/<[^>]*>/g, "").trim(), (await parseOffice("a.rtf")).toText().trim()];
}
const seen = {
  number: await both("M\\u252?ller\\par"),
  byte: await both("M\\u252\\'fcller\\par"),
  plain: await both("M\\'fcller\\par"),
  emoji: [(await both("\\u-10179?\\u-8704?\\par"))[0].length, (await both("\\u-10179?\\u-8704?\\par"))[1]],
  dash: await both("a\\emdash b \\ldblquote c\\rdblquote\\par"),
  gone: await both("{\\deleted old}new {\\v hidden}\\par"),
  last: await both("a\\par b"),
  picture: await both("{\\pict\\pngblip 89504e47}x\\par"),
  header: await both("{\\header head}x\\par"),
  cells: await both("\\trowd\\cellx1\\cellx2\\intbl a\\cell b\\cell\\row\\par"),
  cyrillic: await both("{\\f1 \\'ef\\'f0\\'e8}\\par"),
};
console.log(seen);
assert.deepEqual(seen, {
  number: ["Mü?ller", "Mü?ller"],
  byte: ["Müüller", "Müüller"],
  plain: ["Müller", "Müller"],
  emoji: [4, "\ud83d?\ude00?"],
  dash: ["ab c", "ab “c”"],
  gone: ["oldnew hidden", "oldnew hidden"],
  last: ["a", "a\nb"],
  picture: ["89504e47x", "x"],
  header: ["headx", "x"],
  cells: ["ab", "a\nb"],
  cyrillic: ["при", "ïðè"],
});
JS
./node_modules/.bin/node run.mjs
