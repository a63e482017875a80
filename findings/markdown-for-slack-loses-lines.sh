#!/usr/bin/env bash
# @tryfabric/mack 1.2.1 (Markdown to Slack's blocks) and md-to-slack 1.1.7 (Markdown to Slack's text), on messages of a class.
#
# Guess: what Slack has no form for (a list in a list, a table) becomes plain text; words are never lost. Seen: mack leaves out
# the inner list of a list, and a quote with code in it is nothing at all: an empty list of blocks. It begins every numbered list
# at 1, cuts a text at 3,000 letters without a sign that it did, and hands out 60 blocks for 60 lines though Slack takes 50. Both
# glue the two lines of a hard break ("a", "b" is "ab"). md-to-slack makes "" of a table and of a picture, glues a list into one
# line ("- a- b"), and ends a quote after its first line, so that the second is said by whoever sent it. In code it leaves "<" and
# "&" unescaped, mack does within a fence and does not within backticks. What goes to Slack is to be compared with its source,
# word by word, before it is sent.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @tryfabric/mack@1.2.1 md-to-slack@1.1.7 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import mack from "@tryfabric/mack";
import { markdownToSlack } from "md-to-slack";
const texts = async (markdown) => (await mack.markdownToBlocks(markdown)).map(({ text, alt_text: alt }) => text?.text ?? alt);
const both = async (markdown) => [(await texts(markdown)).join(" / "), markdownToSlack(markdown)];
const seen = {
  inner: await both("- a\n  - b"),
  quotedCode: (await texts("> ```\n> x\n> ```")).length,
  broken: await both("a  \nb"),
  numbers: await both("5. five\n6. six"),
  long: (await texts("x".repeat(3100))).map(({ length }) => length),
  many: (await texts(Array.from({ length: 60 }, (_, at) => `p${at}`).join("\n\n"))).length,
  table: await both("|a|b|\n|-|-|\n|1|2|"),
  picture: await both("![plan](https://e.org/i.png)"),
  quote: await both("> a\n> b"),
  code: await both("`a < b`"),
  fence: await both("```\na < b\n```"),
};
console.log(seen);
assert.deepEqual(seen, {
  inner: ["• a", "- a- b"],
  quotedCode: 0,
  broken: ["ab", "ab"],
  numbers: ["1. five\n2. six", "5. five\n6. six"],
  long: [3000],
  many: 60,
  table: ["```\n| a | b |\n| --- | --- |\n| 1 | 2 |\n```", ""],
  picture: ["plan", ""],
  quote: ["> a\n> b", "> a\nb"],
  code: ["`a &lt; b`", "`a < b`"],
  fence: ["```\na < b\n```", "```\na < b\n```"],
});
JS
node run.mjs
