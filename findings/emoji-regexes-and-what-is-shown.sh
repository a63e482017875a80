#!/usr/bin/env bash
# emoji-regex 11.0.0 and emoji-regex-xs 2.0.1, asked which parts of a text are emoji.
#
# Guess: what both find is what a screen shows as a picture, and both find the same. Seen: both find "©", "™", "‼", "↔" and "▶",
# which are letters unless U+FE0F follows, so that "© 2026" counts as having an emoji and a message of "™" as one of emoji alone;
# neither tells "❤" (a letter) from "❤" with the selector. And they are not the same: emoji-regex-xs takes any two regional
# letters for a flag ("🇦🇧", which is none and is shown as two letters), and one of them alone; emoji-regex takes neither. To ask
# what is shown as a picture, `\p{Emoji_Presentation}` or U+FE0F has to be looked for.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund emoji-regex@11.0.0 emoji-regex-xs@2.0.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import regex from "emoji-regex";
import small from "emoji-regex-xs";
const texts = ["©", "™", "‼", "↔", "▶", "❤", "❤\uFE0F", "1", "🇩🇪", "🇦🇧", "🇦"];
const found = (pattern, text) => [...text.matchAll(pattern)].map(([emoji]) => emoji).join(" ");
const seen = texts.map((text) => [text, found(regex(), text) === text, found(small(), text) === text, /\p{Emoji_Presentation}|\uFE0F/u.test(text)]);
console.log(seen.map((row) => row.join(" ")).join("\n"));
assert.deepEqual(seen, [
  ...["©", "™", "‼", "↔", "▶", "❤"].map((text) => [text, true, true, false]),
  ["❤\uFE0F", true, true, true],
  ["1", false, false, false],
  ["🇩🇪", true, true, true],
  ["🇦🇧", false, true, true],
  ["🇦", false, true, true],
]);
JS
node run.mjs
