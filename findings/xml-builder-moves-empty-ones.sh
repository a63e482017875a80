#!/usr/bin/env bash
# fast-xml-parser 5.12.1, XMLBuilder and XMLParser.
#
# Guess: elements are written in the order of the list, an empty one as an empty element at its place. Seen: a null in a list is
# written FIRST, whatever its place: [1, null, 2] becomes <i/><i>1</i><i>2</i>, so in a table every value behind an empty cell moves
# up by one column; "" stays where it is, undefined is left out. And what is read is not what is written back: text around an
# element is joined and its blanks taken off ("Hi <b>there</b> you" reads as "Hiyou" and b), "007" and "+49" become 7 and 49 while
# "Infinity" stays text, and a document with an element <constructor> is refused as a whole. For rows and for words: parseTagValue
# and trimValues off, preserveOrder on, and "" for every null.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund fast-xml-parser@5.12.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { XMLBuilder, XMLParser } from "fast-xml-parser";
const parse = (text) => {
  try {
    return new XMLParser().parse(text);
  } catch (error) {
    return error.constructor.name;
  }
};
const seen = {
  nulls: new XMLBuilder().build({ row: { i: [1, null, 2, "", undefined, 3] } }),
  mixed: parse("<p>Hi <b>there</b> you</p>"),
  numbers: parse("<l><i>007</i><i>+49</i><i>1e3</i><i>Infinity</i></l>"),
  refused: parse("<doc><constructor>x</constructor></doc>"),
};
console.log(JSON.stringify(seen));
assert.deepEqual(seen, {
  nulls: "<row><i/><i>1</i><i>2</i><i></i><i>3</i></row>",
  mixed: { p: { b: "there", "#text": "Hiyou" } },
  numbers: { l: { i: [7, 49, 1000, "Infinity"] } },
  refused: "Error",
});
JS
node run.mjs
