#!/usr/bin/env bash
# notebookjs 0.8.3, rendering notebooks (.ipynb, nbformat 4.5) in jsdom 26.1.0.
#
# Guess: what Jupyter shows it shows, in Jupyter's order (HTML before a picture, a picture before text), perhaps without formulas
# and widgets. Seen: a result that has both HTML and PNG shows the PNG; WebP is not known and its text is shown. A picture pasted
# into a Markdown cell (an attachment, which Jupyter writes into the file) becomes an `img` without any `src`. A picture's size
# from the metadata is dropped, so a figure made for a retina screen is twice as large. What its author folded away
# (`source_hidden`, `outputs_hidden`) stands open. Formulas are left to the page, but the Markdown reader has been at them: the
# line's end `\\\\` of a matrix comes out as one backslash, so KaTeX afterwards sees no rows. Formulas must be taken out of the
# cell before, and attachments put in.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund notebookjs@0.8.3 jsdom@26.1.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { JSDOM } from "jsdom";
globalThis.document = new JSDOM("").window.document;
const { default: notebookjs } = await import("notebookjs");
const rendered = (cell) =>
  notebookjs
    .parse({ nbformat: 4, nbformat_minor: 5, metadata: { language_info: { name: "python" } }, cells: [{ id: "a", metadata: {}, ...cell }] })
    .render();
const code = (data, metadata = {}) =>
  rendered({ cell_type: "code", source: ["x"], execution_count: 1, outputs: [{ output_type: "display_data", metadata, data }] });
const markdown = (source, rest) => rendered({ cell_type: "markdown", source: [source], ...rest });
const output = (root) => root.querySelector(".nb-output").firstChild.outerHTML;
const folded = rendered({
  cell_type: "code",
  source: ["answer = 42"],
  execution_count: 1,
  metadata: { jupyter: { source_hidden: true, outputs_hidden: true } },
  outputs: [{ output_type: "stream", name: "stdout", text: ["42"] }],
});
const seen = {
  both: output(code({ "text/html": "<b>h</b>", "image/png": "AAAA", "text/plain": "p" })),
  webp: output(code({ "image/webp": "AAAA", "text/plain": "p" })),
  sized: output(code({ "image/png": "AAAA" }, { "image/png": { width: 10, height: 20 } })),
  attached: markdown("![i](attachment:i.png)", { attachments: { "i.png": { "image/png": "AAAA" } } }).querySelector("img").outerHTML,
  folded: folded.textContent.replace(/\s+/g, " ").trim(),
  matrix: markdown("$$\na \\\\\nb\n$$").textContent.trim().split("\n")[1],
};
console.log(seen);
const png = '<img class="nb-image-output" src="data:image/png;base64,AAAA">';
assert.deepEqual(seen, {
  both: png,
  webp: '<pre class="nb-text-output">p</pre>',
  sized: png,
  attached: '<img alt="i">',
  folded: "answer = 4242",
  matrix: "a \\",
});
JS
node run.mjs
