#!/usr/bin/env bash
# slackify-markdown 4.5.0, @tryfabric/mack 1.2.1 and telegramify-markdown 1.3.3, given the same task list.
#
# Guess: a chat without check boxes gets them as letters ("[x] read chapter 2"), as the source has them, or as signs. Seen: all three
# understand the box and then write a bullet and the words: done and open look the same, and nothing in the message tells them apart
# any more. Where the box is parsed it is a property of the item and no part of its words, and unless told otherwise (mack alone has
# an option, `lists.checkboxPrefix`, without a default) nobody looks at that property. So of a list that a bot sent, an export of
# Slack or Telegram cannot bring the ticks back; and a converter of one's own must write the box before it hands the text over.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund slackify-markdown@4.5.0 @tryfabric/mack@1.2.1 telegramify-markdown@1.3.3 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import slackify from "slackify-markdown";
import mack from "@tryfabric/mack";
import telegramify from "telegramify-markdown";
const list = "- [x] read chapter 2\n- [ ] hand in sheet 3\n";
const squeeze = (words) => words.trim().replace(/[^\S\n]+/g, " ");
const seen = {
  slackify: squeeze((slackify.slackifyMarkdown ?? slackify)(list)),
  mack: (await mack.markdownToBlocks(list)).map((block) => squeeze(block.text.text)).join("\n"),
  telegramify: squeeze(telegramify(list, "escape")),
};
console.log(seen);
const bare = "• read chapter 2\n• hand in sheet 3";
assert.deepEqual(seen, { slackify: bare, mack: bare, telegramify: bare });
JS
node run.mjs
