#!/usr/bin/env bash
# chat 4.41.1, the SDK with one form of message for all chats, and its adapters for Slack 4.41.1, Teams, Google Chat and Discord
# 4.41.0: what a bot is given of what people wrote (`extractPlainText`, `toAst`).
#
# Guess: the common form may lose looks (underline, spoilers); words, lines and numbers are as they were written. Seen: Teams' own
# HTML is stripped of its tags before it is read: two paragraphs are ONE word ("<p>a</p><p>b</p>" is "ab"), so are the items of a
# list and the lines at a <br>; code has one line, emoji (which Teams writes as a tag with its letter in `alt`) and pictures are
# nothing. From Slack and Google Chat "2*3*4" is the text "234"; the line behind a quote is quoted, too; the number of "1. a" and
# the # of "# week 7" are taken off, though neither is a mark there; `<!date^…>` and the mail address Slack writes stay in their
# signs. From Discord "a || b || c" becomes "a [spoiler:  b ] c" and a moment `<t:…:R>` is left as it is. An assistant that answers
# in many chats answers to another text; what it needs is read from the raw message.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund chat@4.41.1 @chat-adapter/slack@4.41.1 @chat-adapter/teams@4.41.0 @chat-adapter/discord@4.41.0 @chat-adapter/gchat@4.41.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { DiscordFormatConverter } from "@chat-adapter/discord";
import { GoogleChatFormatConverter } from "@chat-adapter/gchat";
import { SlackFormatConverter } from "@chat-adapter/slack";
import { TeamsFormatConverter } from "@chat-adapter/teams";
import { stringifyMarkdown } from "chat";
const readers = { slack: new SlackFormatConverter(), teams: new TeamsFormatConverter(), google: new GoogleChatFormatConverter(), discord: new DiscordFormatConverter() };
const read = (chat, ...texts) => texts.map((text) => readers[chat].extractPlainText(text));
const seen = {
  teams: read("teams", "<p>a</p><p>b</p>", "<ul><li>a</li><li>b</li></ul>", "a<br>b", '<emoji alt="😀"></emoji>', "<codeblock><code>def f():<br>  return 1</code></codeblock>"),
  slack: read("slack", "2*3*4", "1. a", "# week 7", "<!date^1392734382^{date}^x>", "<mailto:a@example.org|a@example.org>"),
  quote: stringifyMarkdown(readers.slack.toAst("&gt; q\nafter")).trim(),
  google: read("google", "2*3*4"),
  discord: read("discord", "if (a || b || c)", "<t:1618953630:R>"),
};
console.log(seen);
assert.deepEqual(seen, {
  teams: ["ab", "ab", "ab", "", "def f():  return 1"],
  slack: ["234", "a", "week 7", "<!date^1392734382^{date}^x>", "mailto:a@example.org|a@example.org"],
  quote: "> q\n> after",
  google: ["234"],
  discord: ["if (a [spoiler:  b ] c)", "<t:1618953630:R>"],
});
JS
node run.mjs
