#!/usr/bin/env bash
# @atproto/api 0.21.0, `RichText`: what a program that posts a class's words to Bluesky marks as links and tags.
#
# Guess: facets count in bytes of UTF-8, so the library's own `insert` moves them by bytes; what it takes for a link is what other
# linkers take. Seen: `insert` moves facets by UTF-16 units: one "ä" put before a link leaves the link one byte too early, so that
# it begins with the blank before it and lacks its last letter; an emoji is off by two. `delete` counts bytes. Links: of
# "(https://e.org/a_(b))" both closing parentheses are taken, "main.py" and "readme.md" are pages in Paraguay and Moldova
# (index.ts and x.js are not), an address after a quotation mark or a star is no link at all, nor is one in capitals. Tags: "#C++"
# and "#a#b" are each one, "#1" is none and "#１２" is one, and "$GOOG" is a tag with its sign. A program sets its facets itself,
# once the text is done.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @atproto/api@0.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { RichText } from "@atproto/api";
const detected = (text) => {
  const rich = new RichText({ text });
  rich.detectFacetsWithoutResolution();
  return rich;
};
const marked = (rich) => [...rich.segments()].filter(({ facet }) => facet).map(({ text }) => text);
const moved = (insert) => {
  const rich = detected("see https://e.org now");
  rich.insert(0, insert);
  return marked(rich);
};
const removed = detected("ä see https://e.org now");
removed.delete(0, 2);
const all = (...texts) => texts.map((text) => marked(detected(text)).join(" "));
const seen = {
  moved: [moved("a"), moved("ä"), moved("😀")].flat(),
  removed: marked(removed),
  parentheses: all("(https://e.org/a_(b))"),
  files: all("main.py", "readme.md", "index.ts", "x.js"),
  after: all("“https://e.org”", "**https://e.org**", "HTTPS://E.ORG/X"),
  tags: all("#C++", "#a#b", "#1", "#１２", "$GOOG"),
};
console.log(seen);
assert.deepEqual(seen, {
  moved: ["https://e.org", " https://e.or", "e https://e.o"],
  removed: ["https://e.org"],
  parentheses: ["https://e.org/a_(b))"],
  files: ["main.py", "readme.md", "", ""],
  after: ["", "", ""],
  tags: ["#C++", "#a#b", "", "#１２", "$GOOG"],
});
JS
node run.mjs
