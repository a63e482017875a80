#!/usr/bin/env bash
# @gramio/format 0.8.0, which makes Telegram's entities of Markdown (over marked 15.0.12) and of HTML (over node-html-parser
# 9.0.7).
#
# Guess: a message for Telegram in HTML is what Telegram's own HTML is, so its tags are known; a break is a line's end, and what
# stands within a line stays within it. Seen: one <br> is FIVE line ends; every mark counts as a paragraph, so a bold word in a
# sentence stands on a line of its own with an empty one before it, and the blank between two of them is gone. Of Telegram's own
# tags the spoiler (span class="tg-spoiler"), <tg-emoji> and the quote that folds (blockquote expandable) lose what they say: the
# hidden words stand open. Two cells of a table are one word, "12". In Markdown the ticks of a task list are gone, "- [x] t" is "-
# t", a list within a list is flat, "&amp;" and "<b>" are sent as those letters, and a note at the foot becomes a link to the
# address "n", its words. Offsets behind emoji are right.
#
# What it means: a bot that passes messages on writes its entities itself, and reads the text that comes out once, for each
# element that a class uses.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @gramio/format@0.8.0 marked@15.0.12 node-html-parser@9.0.7 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { htmlToFormattable } from "@gramio/format/html";
import { markdownToFormattable } from "@gramio/format/markdown";
const shown = ({ text, entities }) => [text, entities.map(({ type }) => type).join()];
const html = (source) => shown(htmlToFormattable(source));
const markdown = (source) => shown(markdownToFormattable(source));
const note = markdownToFormattable("as said[^1]\n\n[^1]: n");
const seen = {
  line: html("a<br>b"),
  within: html("say <b>old</b> <i>new</i>"),
  spoiler: html('it is <span class="tg-spoiler">42</span>'),
  emoji: html('<tg-emoji emoji-id="5">😀</tg-emoji>'),
  folds: html("<blockquote expandable>q</blockquote>"),
  cells: html("<table><tr><td>1</td><td>2</td></tr></table>"),
  ticks: markdown("- [x] t\n- [ ] o"),
  lists: markdown("- a\n  - b"),
  signs: markdown("a &amp; <b>b</b>"),
  note: [note.text, note.entities.map(({ url }) => url)],
  offset: markdownToFormattable("😀 **b**").entities[0].offset,
};
console.log(seen);
assert.deepEqual(seen, {
  line: ["a\n\n\n\n\nb", ""],
  within: ["say \n\nold\n\nnew", "bold,italic"],
  spoiler: ["it is \n\n42", ""],
  emoji: ["😀", ""],
  folds: ["q", "blockquote"],
  cells: ["12", ""],
  ticks: ["- t\n- o", ""],
  lists: ["- a\n- b", ""],
  signs: ["a &amp; <b>b</b>", ""],
  note: ["as said^1\n\n", ["n"]],
  offset: 3,
});
JS
./node_modules/.bin/node run.mjs
