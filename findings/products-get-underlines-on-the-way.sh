#!/usr/bin/env bash
# markdown-to-slack-blocks 1.5.0 and telegram-markdown-v2 0.0.4, with which bots write Markdown for Slack and for Telegram.
#
# Guess: "2*3*4" is sent so that people see either the product or an italic 3. Seen: both send "2_3_4": Markdown's star inside of
# a word is emphasis, they write it with the other product's sign, and there an underline inside of a word is an underline. The
# class reads three numbers with lines between them. markdown-to-slack-blocks also lets a list that begins with 3 begin with 1
# (Slack's list has an `offset`), and sends "a & b <c>" without Slack's three escapes, though in mrkdwn `<c>` is a token and not a
# letter; telegram-markdown-v2 leaves the bars of a table as they are, and drops the language of a fence, which Telegram would
# have shown.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund markdown-to-slack-blocks@1.5.0 telegram-markdown-v2@0.0.4 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import slack from "markdown-to-slack-blocks";
import telegram from "telegram-markdown-v2";
const toBlocks = slack.markdownToBlocks ?? slack.default;
const toTelegram = telegram.convert ?? telegram.default;
const product = "2*3*4 = 24";
const [list] = (await toBlocks("3. a\n4. b"))[0].elements;
const seen = {
  slack: (await toBlocks("2*3*4"))[0].text.text,
  telegram: toTelegram("2*3*4").trim(),
  list: [list.style, list.offset],
  escapes: (await toBlocks("a & b <c>"))[0].text.text,
  table: toTelegram("a | b\n-|-\n1 | 2").trim(),
  fence: toTelegram("```py\nx\n```").trim(),
};
console.log(product, seen);
assert.deepEqual(seen, {
  slack: "2_3_4",
  telegram: "2_3_4",
  list: ["ordered", undefined],
  escapes: "a & b <c>",
  table: "| a | b |\n| 1 | 2 |",
  fence: "```\nx\n```",
});
JS
./node_modules/.bin/node run.mjs
