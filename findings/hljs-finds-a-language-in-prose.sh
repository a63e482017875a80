#!/usr/bin/env bash
# highlight.js 11.12.0, `highlightAuto` over all its languages, given sentences as people write them in a class.
#
# Guess: where no language is a match, it says so: `language` is undefined and `relevance` 0. Seen: hardly any sentence has none.
# "I paid $5 and got 3 back." is Apache's configuration, "Thanks, that was it!" AppleScript, "The answer is 42; nothing else."
# Dart, "print me a copy please" Vim script, a letter to a class PL/pgSQL with a relevance of 4; a real line of code ("x = 1",
# ABNF with 2) has less than that. So neither the language nor a floor under `relevance` tells code from words: pasted text must
# be told apart by something else before it is asked, and short code gets a wrong name.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund highlight.js@11.12.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import hljs from "highlight.js";
const texts = [
  "I paid $5 and got 3 back.",
  "Thanks, that was it!",
  "The answer is 42; nothing else.",
  "print me a copy please",
  "Error: cannot open file",
  "Dear all,\n\nthe class is moved to Friday.\nBest, Ada",
  "x = 1",
];
const seen = texts.map((text) => {
  const { language, relevance } = hljs.highlightAuto(text);
  return [language, relevance];
});
console.log(seen);
assert.deepEqual(seen, [
  ["apache", 2],
  ["applescript", 2],
  ["dart", 3],
  ["vim", 3],
  ["subunit", 10],
  ["pgsql", 4],
  ["abnf", 2],
]);
JS
node run.mjs
