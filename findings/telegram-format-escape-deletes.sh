#!/usr/bin/env bash
# telegram-format 3.1.0, with which bots write Telegram's three ways of formatting.
#
# Guess: `escape` of each way writes what has to stand before a sign so that it is shown, and `bold` and `url` escape what they
# are given. Seen: `markdown.escape` deletes instead: "a_b*c" becomes "abc", "`x` [y]" becomes "x y", "(x)" "x": a name of a file
# or a product loses its signs with no error. `markdownv2.escape` and `html.escape` escape, but `markdownv2.bold("1. a_b")`
# escapes nothing, and a `]` in the words of `markdownv2.url` ends them. So text has to be escaped by hand before each of these,
# and never with the way that is called Markdown.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund telegram-format@3.1.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import * as telegram from "telegram-format";
const { html, markdown, markdownv2 } = telegram;
const seen = {
  deleted: ["a_b*c", "`x` [y]", "(x)"].map((text) => markdown.escape(text)),
  v2: markdownv2.escape("a_b*c (x)"),
  html: html.escape("5 < 6 & 7"),
  bold: markdownv2.bold("1. a_b"),
  url: markdownv2.url("a]b", "https://a.example/x"),
};
console.log(seen);
assert.deepEqual(seen, {
  deleted: ["abc", "x y", "x"],
  v2: "a\\_b\\*c \\(x\\)",
  html: "5 &lt; 6 &amp; 7",
  bold: "*1. a_b*",
  url: "[a]b](https://a.example/x)",
});
JS
./node_modules/.bin/node run.mjs
