#!/usr/bin/env bash
# @jupyter/ydoc 4.2.0, the shared document beneath JupyterLab's notebooks: `YNotebook.fromJSON` of a notebook as it stands in a
# file (.ipynb, nbformat 4.5), `toJSON` of it again.
#
# Guess: a file's longer texts are lists of lines, in cells and in outputs, and the model of Jupyter's own joins both or keeps
# both; what it does not know it keeps. Seen: it joins the lines of a cell's source; those of a printed output become ONE text
# with commas between them, "a\n,b\n", as a list that is made a text, without an error, and that is what is saved. The lines of a
# result and of an error stay lists, and a print that has one text stays as it was. A file with 4.5 whose cell has no id gets a
# new one each time it is read, so the same file is another one; two cells with one id keep it. Fields beside those of the format
# go, of the notebook, of a cell (`extra`), and `orig_nbformat`. `collapsed` brings `jupyter.outputs_hidden` along. A notebook of
# nbformat 3 is a TypeError from within.
#
# What it means: outputs are joined by whoever reads the file, before any library sees it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @jupyter/ydoc@4.2.0 node@24.21.0 >/dev/null 2>&1
cat >run.cjs <<'JS'
const assert = require("node:assert/strict");
console.warn = () => {};
const { YNotebook } = require("@jupyter/ydoc");
const code = (outputs, more) => ({ cell_type: "code", id: "c1", metadata: {}, source: "1", outputs, execution_count: 1, ...more });
function again(cells, more) {
  const notebook = new YNotebook();
  try {
    notebook.fromJSON({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells, ...more });
    return notebook.toJSON();
  } finally {
    notebook.dispose();
  }
}
const printed = (text) => again([code([{ output_type: "stream", name: "stdout", text }])]).cells[0].outputs[0].text;
const result = { output_type: "execute_result", execution_count: 1, metadata: {}, data: { "text/plain": ["a\n", "b"] } };
const words = { cell_type: "markdown", metadata: {}, source: ["a\n", "b"] };
const identity = () => again([words]).cells[0].id;
let old = "read";
try {
  again(undefined, { nbformat: 3, nbformat_minor: 0, worksheets: [{ cells: [] }] });
} catch (error) {
  old = error.constructor.name;
}
const more = again([code([], { extra: 1, metadata: { collapsed: true } })], { extra: 2, metadata: { orig_nbformat: 3, title: "T" } });
const seen = {
  printed: [printed(["a\n", "b\n"]), printed("a\nb\n")],
  source: again([words]).cells[0].source,
  result: again([code([result])]).cells[0].outputs[0].data["text/plain"],
  same: identity() === identity(),
  twice: again([code([]), code([])]).cells.map(({ id }) => id),
  kept: [Object.keys(more), Object.keys(more.metadata), Object.keys(more.cells[0]).includes("extra")],
  collapsed: more.cells[0].metadata,
  old,
};
console.log(JSON.stringify(seen, null, 1));
assert.deepEqual(seen, {
  printed: ["a\n,b\n", "a\nb\n"],
  source: "a\nb",
  result: ["a\n", "b"],
  same: false,
  twice: ["c1", "c1"],
  kept: [["metadata", "nbformat_minor", "nbformat", "cells"], ["title"], false],
  collapsed: { collapsed: true, jupyter: { outputs_hidden: true } },
  old: "TypeError",
});
JS
./node_modules/.bin/node run.cjs
