#!/usr/bin/env bash
# slackify-markdown 4.5.0, with which bots turn Markdown into Slack's mrkdwn.
#
# Guess: `**done**` becomes `*done*`, and only inside a word something must stand between. Seen: every bold, italic and struck
# passage gets U+200B (zero-width space) on both sides, at the edges of a message and beside blanks too: "<200b>*done*<200b>"; marks
# within marks get one for each (`***both***` has six characters for two pairs), a heading with bold words becomes
# "*<200b>*words*<200b>*", which are two empty pairs. So an export of a workspace with such a bot is full of them: "done" copied or
# searched for from there is not the word that it looks like, and a reader of mrkdwn who asks for a blank or the line's edge in front
# of a mark finds no bold in it. They can be taken out wherever no letter stands on their other side.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund slackify-markdown@4.5.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import slackify from "slackify-markdown";
const slackifyMarkdown = slackify.slackifyMarkdown ?? slackify;
const seen = Object.fromEntries(
  ["**done**", "It is **done** now", "~~old~~ *new*", "***both***", "un**break**able", "# a **bold** title"].map((words) => [
    words,
    slackifyMarkdown(words).trimEnd().replaceAll("\u200b", "<200b>"),
  ]),
);
console.log(seen);
assert.deepEqual(seen, {
  "**done**": "<200b>*done*<200b>",
  "It is **done** now": "It is <200b>*done*<200b> now",
  "~~old~~ *new*": "<200b>~old~<200b> <200b>_new_<200b>",
  "***both***": "<200b>_<200b>*both*<200b>_<200b>",
  "un**break**able": "un<200b>*break*<200b>able",
  "# a **bold** title": "*a <200b>*bold*<200b> title*",
});
JS
node run.mjs
