#!/usr/bin/env bash
# @tiptap/markdown 3.35.0, Markdown by the makers of the editor themselves, with the starter kit: a document written and read back.
#
# Guess: what stands in a paragraph is escaped so that it is a paragraph again; what the editor has no node for stays as text. Seen:
# stars, underlines and brackets are escaped, what counts at a line's head is not: the paragraph "# typed" comes back as a heading,
# "1. x" and "- x" as lists, also where the source had escaped them ("1986\. A" comes out as "1986. A"). A table is NOTHING without
# the table's extension, its words are gone; of a picture its description is left, and an item "- [x] t" comes out with an empty
# line in front and no tick. A block of code that holds three backticks is written between three, so its end is prose afterwards.
# "&nbsp;" that somebody typed becomes "&amp;nbsp;", and a bold-and-italic overlap is written half in HTML. What a person typed is
# kept as typed, and the editor's document as JSON.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @tiptap/markdown@3.35.0 @tiptap/core@3.35.0 @tiptap/starter-kit@3.35.0 @tiptap/pm@3.35.0 jsdom@29.1.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { JSDOM } from "jsdom";
const { window } = new JSDOM("");
Object.assign(globalThis, { window, document: window.document, DOMParser: window.DOMParser, Node: window.Node });
const { default: StarterKit } = await import("@tiptap/starter-kit");
const { MarkdownManager } = await import("@tiptap/markdown");
const manager = new MarkdownManager({ extensions: [StarterKit] });
const types = (markdown) => manager.parse(markdown).content.map(({ type }) => type);
const paragraph = (text) => manager.serialize({ type: "doc", content: [{ type: "paragraph", content: [{ type: "text", text }] }] });
const typed = (text) => [paragraph(text), types(paragraph(text))[0]];
const again = (markdown) => manager.serialize(manager.parse(markdown));
const code = manager.serialize({ type: "doc", content: [{ type: "codeBlock", content: [{ type: "text", text: "```\nx" }] }] });
const marked = (text, ...marks) => ({ type: "text", text, marks: marks.map((type) => ({ type })) });
const seen = {
  typed: ["2*3*4", "# typed", "1. x", "- x"].map(typed),
  year: again("1986\\. A"),
  table: again("| a |\n|-|\n| 1 |"),
  picture: again("![a](b.png)"),
  task: again("- [x] t"),
  code: types(code),
  blank: again("a&nbsp;b"),
  overlap: manager.serialize({ type: "doc", content: [{ type: "paragraph", content: [marked("a", "bold"), marked("b", "bold", "italic"), marked("c", "italic")] }] }),
};
console.log(seen);
assert.deepEqual(seen, {
  typed: [
    ["2\\*3\\*4", "paragraph"],
    ["# typed", "heading"],
    ["1. x", "orderedList"],
    ["- x", "bulletList"],
  ],
  year: "1986. A",
  table: "",
  picture: "a",
  task: "- \n  t",
  code: ["codeBlock", "paragraph"],
  blank: "a&amp;nbsp;b",
  overlap: "**a*b***<em>c</em>",
});
process.exit(0);
JS
node run.mjs
