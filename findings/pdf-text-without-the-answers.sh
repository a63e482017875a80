#!/usr/bin/env bash
# unpdf 1.7.0 (PDF.js) reading the text of pages that pdf-lib 1.17.1 wrote.
#
# Guess: the text is what a reader sees, from top to bottom; what cannot be seen may be in it as well. Seen: what was filled into
# a form's fields is NOT in it, though it is drawn on the page; only after `flatten` it is. Text goes in the order it was drawn,
# so a footer that is written first stands first, and a table drawn by columns is read by columns. What is drawn outside of the
# page is left out, what is drawn with no opacity is not. A soft hyphen becomes a hyphen to be seen ("Haus-aufgabe"), a word drawn
# twice for boldness is there twice, spaced capitals have blanks. And pdf-lib: `copyPages` leaves the boxes and loses the form (no
# fields for it or for PDF.js), and after `load` the date of the last change is NOW and the producer pdf-lib, before anything was
# done (`updateMetadata: false` leaves both). Worksheets handed in have to be flattened or asked for their fields to be searched.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund pdf-lib@1.17.1 unpdf@1.7.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { PDFDocument, StandardFonts } from "pdf-lib";
import { extractText, getDocumentProxy } from "unpdf";
const size = 12;
const made = async (draw) => {
  const doc = await PDFDocument.create();
  const font = await doc.embedFont(StandardFonts.Helvetica);
  const page = doc.addPage([400, 400]);
  await draw((text, x, y, rest) => page.drawText(text, { x, y, font, size, ...rest }), page, doc.getForm());
  return doc.save();
};
const text = async (draw) => (await extractText(await made(draw), { mergePages: true })).text;
const field = (write, page, form) => {
  const name = form.createTextField("name");
  name.setText("Ada");
  name.addToPage(page, { x: 20, y: 300, width: 100, height: 20 });
  return form;
};
const filled = await made(field);
const copy = await PDFDocument.create();
for (const page of await copy.copyPages(await PDFDocument.load(filled), [0])) copy.addPage(page);
const copied = await getDocumentProxy(await copy.save());
const dated = await PDFDocument.create();
dated.addPage();
dated.setProducer("school");
dated.setModificationDate(new Date(0));
const bytes = await dated.save();
const facts = async (options) => {
  const doc = await PDFDocument.load(bytes, options);
  return [doc.getProducer().split(" ")[0], doc.getModificationDate().getTime() === 0];
};
const seen = {
  filled: await text(field),
  flattened: await text((write, page, form) => field(write, page, form).flatten()),
  footerFirst: await text((write) => (write("page 1", 20, 20), write("Title", 20, 300))),
  columns: await text((write) => (write("Ada", 20, 300), write("Bob", 20, 280), write("1", 120, 300), write("2", 120, 280))),
  rows: await text((write) => (write("Ada", 20, 300), write("1", 120, 300), write("Bob", 20, 280), write("2", 120, 280))),
  unseen: await text((write) => (write("seen", 20, 300), write("outside", 900, 300), write("clear", 20, 200, { opacity: 0 }))),
  soft: await text((write) => write("Haus\u00adaufgabe", 20, 300)),
  bold: await text((write) => (write("bold", 20, 300), write("bold", 20.3, 300))),
  spaced: await text((write) => [..."TITLE"].forEach((sign, index) => write(sign, 20 + index * 16, 300))),
  copiedFields: [copy.getForm().getFields().length, await copied.getFieldObjects(), (await (await copied.getPage(1)).getAnnotations()).length],
  loaded: await facts(),
  loadedAsIs: await facts({ updateMetadata: false }),
};
console.log(seen);
assert.deepEqual(seen, {
  filled: "",
  flattened: "Ada",
  footerFirst: "page 1\nTitle",
  columns: "Ada\nBob\n1\n2",
  rows: "Ada 1\nBob 2",
  unseen: "seen\nclear",
  soft: "Haus-aufgabe",
  bold: "boldbold",
  spaced: "T I T L E",
  copiedFields: [0, null, 1],
  loaded: ["pdf-lib", false],
  loadedAsIs: ["school", true],
});
JS
node run.mjs
