#!/usr/bin/env bash
# turndown 7.2.5 and node-html-markdown 2.0.0, each turning a paragraph of plain words into Markdown, and marked 18.2.1 reading
# it.
#
# Guess: both escape what would be a mark, so that the words come out as they went in. Seen: stars, underlines and brackets do,
# but of "1) first" the number is gone (both escape "1." alone), of "a <b> c" (in HTML with entities) the "<b>" is, a typed
# "&amp;" becomes "&", and an address with underlines gets backslashes that are shown in it and lead elsewhere:
# "http://a.example/\_b\_". turndown writes "~~x~~" as it is, which is struck out then. The words of a Teams or Matrix message
# that went through such a pair are not those that were written, though nothing failed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund turndown@7.2.5 node-html-markdown@2.0.0 marked@18.2.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { marked } from "marked";
import { NodeHtmlMarkdown } from "node-html-markdown";
import TurndownService from "turndown";
const turndown = new TurndownService();
const entities = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&" };
const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const shown = (html) => html.replace(/<[^>]*>/g, "").replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => entities[entity]).trim();
const texts = ["2*3*4 and _x_", "[a](b)", "1. first", "1) first", "a <b> c", "fish &amp; chips", "http://a.example/_b_", "~~x~~"];
const seen = texts.map((text) => {
  const html = `<p>${escape(text)}</p>`;
  return [text, shown(marked.parse(turndown.turndown(html))), shown(marked.parse(NodeHtmlMarkdown.translate(html)))];
});
console.log(seen);
assert.deepEqual(seen, [
  ["2*3*4 and _x_", "2*3*4 and _x_", "2*3*4 and _x_"],
  ["[a](b)", "[a](b)", "[a](b)"],
  ["1. first", "1. first", "1. first"],
  ["1) first", "first", "first"],
  ["a <b> c", "a  c", "a  c"],
  ["fish &amp; chips", "fish & chips", "fish & chips"],
  ["http://a.example/_b_", "http://a.example/\\_b\\_", "http://a.example/\\_b\\_"],
  ["~~x~~", "x", "~~x~~"],
]);
JS
./node_modules/.bin/node run.mjs
