#!/usr/bin/env bash
# @mtcute/markdown-parser 0.30.3, with which Telegram clients and bots turn Markdown into Telegram's entities and back.
#
# Guess: marks count at the edges of words, and what `unparse` writes is read back as the same message. Seen: `--` is underline and
# `||` hides, wherever they stand twice: "i--; j--;" is sent as "i; j;" with a line under "; j", "if (a || b || c)" as "if (a  b
# c)" with b covered, "__init__" as "init", and the address http://a.example/__b__ loses its underlines: the letters are gone from
# what is stored. `unparse` escapes marks within lines but not "> " at a line's head, so a message that says "> q" comes back as
# "q", and a quote's own entity is not written at all. An export of such a chat is not what was typed; a bridge must send entities,
# not Markdown.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @mtcute/markdown-parser@0.30.3 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { md } from "@mtcute/markdown-parser";
const parse = (text) => {
  const read = md(Object.assign([text], { raw: [text] }));
  return typeof read === "string" ? [read] : [read.text, ...(read.entities ?? []).map((entity) => entity._.replace("messageEntity", ""))];
};
const quote = { text: "q", entities: [{ _: "messageEntityBlockquote", offset: 0, length: 1 }] };
const seen = {
  parsed: ["i--; j--;", "if (a || b || c)", "__init__", "http://a.example/__b__", "snake_case_name"].map(parse),
  line: parse(md.unparse({ text: "> q", entities: [] })),
  star: parse(md.unparse({ text: "a*b__c", entities: [] })),
  quote: md.unparse(quote),
};
console.log(JSON.stringify(seen));
assert.deepEqual(seen, {
  parsed: [["i; j;", "Underline"], ["if (a  b  c)", "Spoiler"], ["init", "Italic"], ["http://a.example/b", "Italic"], ["snake_case_name"]],
  line: ["q"],
  star: ["a*b__c"],
  quote: "q",
});
JS
node run.mjs
