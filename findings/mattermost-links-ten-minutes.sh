#!/usr/bin/env bash
# @mattermost/commonmark 0.31.2-0, with which Mattermost's own apps read messages.
#
# Guess: Mattermost's marks for people, channels, hashtags and emoji count where a word begins and look at what can be a name; all
# else is CommonMark. Seen: "it takes ~10 minutes" has a link to a channel called 10, "color #ff0000" and "#include" have hashtags
# ("C#sharp" and "#12abc" have none), "#über" is one and "#日本" is not. `std::vector::push_back` has the emoji "vector". Any word
# before a colon is an address' scheme: "a:b:c" and "note:x" are links, and "see key:value" leads to key:value. A full stop behind
# a name belongs to the name ("thanks @ada." is "ada."), since names may have dots. "2026. was long" is a list that begins with
# 2026, and a line of three hyphens under any line makes a heading of it. Whoever brings messages over looks each name up among
# the team's people and channels, takes dots off its end, and leaves what is nobody's name as text.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @mattermost/commonmark@0.31.2-0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Parser } from "@mattermost/commonmark";
function read(text) {
  const walker = new Parser().parse(text).walker();
  const found = [];
  for (let step = walker.next(); step; step = walker.next()) {
    const { type, mentionName, channelName, hashtag, emojiName, destination } = step.node;
    const what = mentionName ?? channelName ?? hashtag ?? emojiName ?? destination;
    if (step.entering && !["document", "paragraph", "text", "softbreak", "item"].includes(type)) found.push(what ? `${type} ${what}` : type);
  }
  return found.join(", ");
}
const texts = {
  "it takes ~10 minutes": "channel_link 10",
  "color #ff0000": "hashtag ff0000",
  "#include": "hashtag include",
  "C#sharp": "",
  "#über": "hashtag über",
  "#日本": "",
  "std::vector::push_back": "emoji vector",
  "at 10:30:45": "",
  "a:b:c": "link a:b:c",
  "see key:value": "link key:value",
  "thanks @ada.": "at_mention ada.",
  "x@ada": "",
  "2026. was long": "list",
  "to do\n---": "heading",
};
const seen = Object.fromEntries(Object.keys(texts).map((text) => [text, read(text)]));
console.log(seen);
assert.deepEqual(seen, texts);
JS
node run.mjs
