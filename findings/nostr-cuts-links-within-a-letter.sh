#!/usr/bin/env bash
# nostr-tools 2.25.2, `nip27.parse` (a note's text in parts: links, pictures, tags, people) and `nip10.parse` (what it answers).
#
# Guess: the parts, put together, are the text; a link ends at a blank or a bracket. Seen: a link's last letter has to be one of
# A to Z, a digit or a few signs: "https://e.org/ü" is a link to "https://e.org/" and a text "ü", and of "https://e.org/😀" the cut
# goes through the MIDDLE of the emoji: the link ends in U+FFFD and the text begins with half a letter. What is shown leads
# elsewhere. "https://e.org/a_(b)" lacks its last bracket. "HTTPS://E.ORG" and "http://localhost:3000" are no links, "#日本" and
# "#über" are tags with EMPTY names, and "#C++" is C. An answer without marks is read by place, as the old rule has it: of three
# the last is answered, the middle one is a mention. A reader looks for links itself, and takes the people and notes from here.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund nostr-tools@2.25.2 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { nip10, nip27 } from "nostr-tools";
const read = (text) => [...nip27.parse(text)].map((part) => part.url ?? part.text ?? `${part.type} ${part.value}`).filter(Boolean);
const texts = {
  "https://e.org/größe": ["https://e.org/gr%C3%B6%C3%9Fe"],
  "https://e.org/ü": ["https://e.org/", "ü"],
  "https://e.org/😀": ["https://e.org/%EF%BF%BD", "\ude00"],
  "https://e.org/a_(b)": ["https://e.org/a_(b", ")"],
  "HTTPS://E.ORG": ["HTTPS://E.ORG"],
  "http://localhost:3000": ["http://localhost:3000"],
  "#日本 #über #C++": ["hashtag ", "日本 ", "hashtag ", "über ", "hashtag C", "++"],
};
const seen = Object.fromEntries(Object.keys(texts).map((text) => [text, read(text)]));
const [a, b, c] = ["a", "b", "c"].map((letter) => letter.repeat(64));
const answer = nip10.parse({ kind: 1, tags: [a, b, c].map((id) => ["e", id]), content: "", pubkey: a, created_at: 1, id: c, sig: "" });
console.log(seen);
assert.deepEqual(seen, texts);
assert.deepEqual([answer.root.id, answer.reply.id, answer.mentions.map(({ id }) => id)], [a, c, [b]]);
JS
node run.mjs
