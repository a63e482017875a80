#!/usr/bin/env bash
# mammoth 1.13.0 (as HTML and as raw text) and officeparser 7.8.0, reading documents of Word that docx 9.15.2 wrote, to search a
# class's files and to show them.
#
# Guess: pictures of the page (headers, columns, fonts) are lost, words and lines are not. Seen: a formula is nothing in mammoth
# ("E=" is left of E = mc²), and "mc^2" in officeparser. Two lines of a paragraph with a line break between them are one word, "ab",
# in both raw texts, and in officeparser a tab joins as well: "Name", tab, "Ada" is "NameAda". A hyphen that may not break, which
# Word writes for Ctrl+Shift+-, is gone there: room "A‑12" is "A12". A text box is missing from it, footnotes from both raw texts, a
# page's header (often the only place with the author's name) from all three. Hidden words are shown. A list that begins at 3 begins
# at 1 in the HTML, and has no numbers in the texts; a title is a plain line. So what a search finds in such a file is not what
# stands on the page, and the file itself stays one click away.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund docx@9.15.2 mammoth@1.13.0 officeparser@7.8.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import * as docx from "docx";
import mammoth from "mammoth";
import { parseOffice } from "officeparser";
const { Document, FootnoteReferenceRun, Header, NoBreakHyphen, Packer, Paragraph, Tab, TextRun, Textbox } = docx;
const line = (...children) => new Paragraph({ children });
const words = (text, more) => new TextRun({ text, ...more });
async function read(children, section = {}, more = {}) {
  const buffer = await Packer.toBuffer(new Document({ sections: [{ children, ...section }], ...more }));
  const office = await parseOffice(buffer);
  return [(await mammoth.convertToHtml({ buffer })).value, (await mammoth.extractRawText({ buffer })).value.trim(), office.toText().trim()];
}
const squared = new docx.MathSuperScript({ children: [new docx.MathRun("c")], superScript: [new docx.MathRun("2")] });
const numbered = { config: [{ reference: "n", levels: [{ level: 0, format: "decimal", text: "%1.", start: 3 }] }] };
const seen = {
  formula: await read([line(words("E="), new docx.Math({ children: [new docx.MathRun("m"), squared] }))]),
  lines: await read([line(words("a"), words("b", { break: 1 }))]),
  tab: await read([line(words("Name"), new TextRun({ children: [new Tab(), "Ada"] }))]),
  hyphen: await read([line(new TextRun({ children: ["A", new NoBreakHyphen(), "12"] }))]),
  box: await read([new Textbox({ style: { width: "100pt" }, children: [line(words("boxed"))] })]),
  note: await read([line(words("a"), new FootnoteReferenceRun(1))], {}, { footnotes: { 1: { children: [line(words("note"))] } } }),
  header: await read([line(words("body"))], { headers: { default: new Header({ children: [line(words("Ada"))] }) } }),
  hidden: await read([line(words("seen "), words("hidden", { vanish: true }))]),
  list: await read([new Paragraph({ text: "c", numbering: { reference: "n", level: 0 } })], {}, { numbering: numbered }),
};
console.log(seen);
assert.deepEqual(seen, {
  formula: ["<p>E=</p>", "E=", "E=mc^2"],
  lines: ["<p>a<br />b</p>", "ab", "ab"],
  tab: ["<p>Name\tAda</p>", "Name\tAda", "NameAda"],
  hyphen: ["<p>A‑12</p>", "A‑12", "A12"],
  box: ["<p>boxed</p>", "boxed", ""],
  note: [seen.note[0], "a", "a"],
  header: ["<p>body</p>", "body", "body"],
  hidden: ["<p>seen hidden</p>", "seen hidden", "seen hidden"],
  list: ["<ol><li>c</li></ol>", "c", "c"],
});
assert.ok(seen.note[0].includes("note"));
JS
node run.mjs
