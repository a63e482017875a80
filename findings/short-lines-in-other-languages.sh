#!/usr/bin/env bash
# franc 6.2.0, tinyld 1.3.4, lande 1.0.10 and eld 2.1.0 (its large data), which language a line of a chat is in.
#
# Guess: a short line is told rightly or not at all, German is easy, and Chinese or Japanese is known by its signs alone, at any
# length. Seen: franc says nothing below ten signs, so "今天考试吗" has no language, and of longer German lines it makes Sardinian
# ("Der Test ist am Montag um 10 Uhr"), Turkmen ("Kannst du mir bitte helfen?") and Afrikaans, never "undetermined". tinyld takes
# "haha lol" for Klingon. lande gives digits to Korean with a certainty of 1, and "今天考试吗", too (0.87). eld alone is right on the
# German and Chinese lines, and calls a bare address English, reliably. So "translate this?" may not hang on such a guess, and for
# Chinese, Japanese and Korean the script is asked first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund franc@6.2.0 tinyld@1.3.4 lande@1.0.10 eld@2.1.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { eld } from "eld";
import { franc } from "franc";
import lande from "lande";
import { detect } from "tinyld";
await eld.load("large");
const lines = [
  "Der Test ist am Montag um 10 Uhr",
  "Kannst du mir bitte helfen?",
  "Wann ist die Klausur?",
  "今天考试吗",
  "東京大学",
  "haha lol",
  "12345 67890",
  "https://example.org/a/b/c",
];
const seen = Object.fromEntries(
  lines.map((line) => {
    const [[language, certainty]] = lande(line);
    const found = eld.detect(line);
    return [line, [franc(line), detect(line), `${language} ${certainty.toFixed(2)}`, `${found.language} ${found.isReliable()}`]];
  }),
);
console.log(seen);
assert.deepEqual(seen, {
  "Der Test ist am Montag um 10 Uhr": ["src", "de", "dan 0.43", "de true"],
  "Kannst du mir bitte helfen?": ["tuk", "de", "deu 0.60", "de true"],
  "Wann ist die Klausur?": ["afr", "de", "afr 0.60", "de true"],
  今天考试吗: ["und", "zh", "kor 0.87", "zh true"],
  東京大学: ["und", "zh", "kor 0.98", "ja true"],
  "haha lol": ["und", "tlh", "spa 0.69", "fr false"],
  "12345 67890": ["und", "", "kor 1.00", " false"],
  "https://example.org/a/b/c": ["ron", "", "cat 0.42", "en true"],
});
JS
node run.mjs
