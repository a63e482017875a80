#!/usr/bin/env bash
# quill-delta-to-markdown 0.6.0 and quill-delta-to-html 0.12.1 on what the editor Quill keeps of a message (a Delta), marked 18.2.1
# reading the Markdown.
#
# Guess: the marks of the editor's own buttons have a Markdown form, all but colours; what has none keeps its words. Seen: a block of
# code comes out as bare lines, without a fence, so its stars and indents are read as marks; code within a line, strike-through and
# underline are dropped as marks, a formula and a mention with their words. A list within a list is flat. Nothing is escaped: a
# line that begins with "# " becomes a heading, a typed <b> an element. A bold word that was marked with its blanks, as a double
# click does it, is written "a** b **c", which is no bold for any reader. As HTML code, lists and formulas are right; a mention is
# an empty paragraph there, too. The Delta is kept, and read by its own short loop.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund quill-delta-to-markdown@0.6.0 quill-delta-to-html@0.12.1 marked@18.2.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { marked } from "marked";
import { QuillDeltaToHtmlConverter } from "quill-delta-to-html";
import converter from "quill-delta-to-markdown";
const line = (attributes) => ({ insert: "\n", attributes });
const both = (...operations) => [converter.deltaToMarkdown(operations).trim(), new QuillDeltaToHtmlConverter(operations, {}).convert()];
const mention = { insert: { mention: { id: "1", value: "Ada", denotationChar: "@" } } };
const seen = {
  block: both({ insert: "a*b" }, line({ "code-block": true }), { insert: "  c*d" }, line({ "code-block": true })),
  marks: both({ insert: "x", attributes: { code: true } }, { insert: "y", attributes: { strike: true } }, { insert: "\n" }),
  formula: both({ insert: { formula: "x^2" } }, { insert: "\n" }),
  mention: both(mention, { insert: "\n" }),
  list: both({ insert: "a" }, line({ list: "bullet" }), { insert: "b" }, line({ list: "bullet", indent: 1 })),
  typed: both({ insert: "# no head, <b>\n" }),
  blanks: both({ insert: "a" }, { insert: " b ", attributes: { bold: true } }, { insert: "c\n" }),
};
console.log(seen, marked.parse(seen.blanks[0]));
assert.deepEqual(seen, {
  block: ["a*b\n  c*d", "<pre>a*b\n  c*d</pre>"],
  marks: ["xy", "<p><code>x</code><s>y</s></p>"],
  formula: ["", '<p><span class="ql-formula">x^2</span></p>'],
  mention: ["", "<p></p>"],
  list: ["- a\n- b", "<ul><li>a<ul><li>b</li></ul></li></ul>"],
  typed: ["# no head, <b>", "<p># no head, &lt;b&gt;</p>"],
  blanks: ["a** b **c", "<p>a<strong> b </strong>c</p>"],
});
assert.equal(marked.parse(seen.blanks[0]), "<p>a** b **c</p>\n");
JS
node run.mjs
