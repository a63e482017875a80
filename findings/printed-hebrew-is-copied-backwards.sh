#!/usr/bin/env bash
# jspdf 4.2.1 and pdfkit 0.20.2, which make a PDF (a transcript to print, a sheet of names), with no font of one's own and with
# DejaVu Sans, read back by unpdf 1.7.0 (PDF.js), as search and copying in a PDF do.
#
# Guess: without a font letters beyond Western Europe throw or are boxes; with one that has them the words are in the PDF as they
# were given. Seen: without a font nothing throws: "Łódź" is printed "A ó d z" by jspdf and as "6Az" and the like by pdfkit, 李雷 as
# "gN" and signs, each letter's number cut into bytes. With a font Hebrew is turned by jspdf so that it looks right, and copied and
# found BACKWARDS ("םולש"); Arabic comes as the old shapes of letters (U+FEE3…), which no search for the word finds unless it folds
# them. pdfkit keeps the letters, but of two Arabic words the second stands first in what is read, without the blank between them.
# Both draw Polish and Greek with a font as they should.
#
# What it means: a transcript to print goes through the browser's own printing; a PDF that was made is tried by copying a line of
# each script out of it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund jspdf@4.2.1 pdfkit@0.20.2 unpdf@1.7.0 dejavu-fonts-ttf@2.37.3 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { jsPDF } from "jspdf";
import PDFDocument from "pdfkit";
import { extractText, getDocumentProxy } from "unpdf";
const font = "node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf";
const read = async (bytes) => (await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true })).text;
function byJspdf(text, own) {
  const document = new jsPDF();
  if (own) {
    document.addFileToVFS("own.ttf", readFileSync(font, "base64"));
    document.addFont("own.ttf", "own", "normal");
    document.setFont("own");
  }
  document.text(text, 10, 10);
  return read(document.output("arraybuffer"));
}
async function byPdfkit(text, own) {
  const document = new PDFDocument();
  if (own) document.font(font);
  document.text(text);
  document.end();
  const pieces = [];
  for await (const piece of document) pieces.push(piece);
  return read(Buffer.concat(pieces));
}
const all = async (text, own) => [await byJspdf(text, own), await byPdfkit(text, own)];
const seen = { bare: await all("Łódź"), chinese: await all("李雷"), polish: await all("Łódź", true), hebrew: await all("שלום", true), arabic: await all("مرحبا بك", true) };
console.log(seen);
assert.equal(seen.bare[0], "A ó d z");
assert.notEqual(seen.bare[1], "Łódź");
assert.ok(seen.chinese.every((text) => text.startsWith("gN")));
assert.deepEqual(seen.polish, ["Łódź", "Łódź"]);
assert.deepEqual(seen.hebrew, [[..."שלום"].toReversed().join(""), "שלום"]);
assert.match(seen.arabic[0], /^[\ufe70-\ufeff ]+$/);
assert.equal(seen.arabic[0].normalize("NFKC"), "مرحبا بك");
assert.equal(seen.arabic[1], "بكمرحبا");
JS
./node_modules/.bin/node run.mjs
