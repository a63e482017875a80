#!/usr/bin/env bash
# botbuilder-core 4.23.3, @microsoft/agents-activity 1.8.1 and @microsoft/teams.api 2.0.16 (the two that came after it, of 2025),
# which take the bot's own name out of what a person wrote to it in Teams ("<at>Bot</at> help").
#
# Guess: the newer two mend what was known of the oldest, and take out each call of the bot by its tag, in any case, and nothing
# else. Seen: @microsoft/agents-activity's `removeRecipientMention` does what botbuilder's does: of two calls in one message the
# second stays, with its tag; teams.api takes out both. Where a mention's text has no tag ("Bot", as other channels than Teams
# have it) all three take the first such WORD: "what is Bot? <at>Bot</at>" becomes "what is ? <at>Bot</at>". A tag with an
# attribute (<at id="0">) or in capitals stays in all three. `normalizeMentions(true)` takes the tags of the rest away, but then
# the bot's name stays as a word ("ask Bot"). teams.api cuts the blanks at both ends though nobody was mentioned, so a line of
# code loses its inset; a comma behind the name stays in all ("<at>Bot</at>, help" is ", help", which is no command), and &nbsp;
# and &amp; stay as written.
#
# What it means: what a bot was told is read by the tags of its mentions, not by words, and begins at the first letter.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund botbuilder-core@4.23.3 @microsoft/agents-activity@1.8.1 @microsoft/teams.api@2.0.16 \
  node@24.21.0 >/dev/null 2>&1
cat >run.cjs <<'JS'
const assert = require("node:assert/strict");
const { TurnContext } = require("botbuilder-core");
const { Activity } = require("@microsoft/agents-activity");
const { stripMentionsText } = require("@microsoft/teams.api");
const message = (text, ...calls) => ({
  type: "message",
  text,
  channelId: "msteams",
  from: { id: "person" },
  recipient: { id: "bot", name: "Bot" },
  conversation: { id: "class" },
  entities: calls.map((call) => ({ type: "mention", mentioned: { id: "bot", name: "Bot" }, text: call })),
});
const tag = "<at>Bot</at>";
function all(text, ...calls) {
  const normal = Activity.fromObject(message(text, ...calls));
  normal.normalizeMentions(true);
  return [
    TurnContext.removeRecipientMention(message(text, ...calls)),
    Activity.fromObject(message(text, ...calls)).removeRecipientMention(),
    stripMentionsText(message(text, ...calls), { accountId: "bot" }),
    normal.text,
  ];
}
const seen = {
  plain: all(`${tag} help`, tag),
  twice: all(`${tag} ask ${tag}`, tag, tag),
  word: all(`what is Bot? ${tag}`, "Bot"),
  attribute: all('<at id="0">Bot</at> help', tag),
  capitals: all("<AT>Bot</AT> help", tag),
  nobody: all("  return 1"),
  comma: all(`${tag}, help`, tag),
  entities: all(`${tag}&nbsp;a &amp; b`, tag),
};
console.log(seen);
const three = (text, last = text) => [text, text, text, last];
assert.deepEqual(seen, {
  plain: three("help"),
  twice: [`ask ${tag}`, `ask ${tag}`, "ask", "ask Bot"],
  word: three(`what is ? ${tag}`, "what is ? Bot"),
  attribute: three('<at id="0">Bot</at> help', "Bot help"),
  capitals: three("<AT>Bot</AT> help", "Bot help"),
  nobody: ["  return 1", "  return 1", "return 1", "  return 1"],
  comma: three(", help"),
  entities: three("&nbsp;a &amp; b"),
});
JS
./node_modules/.bin/node run.cjs
