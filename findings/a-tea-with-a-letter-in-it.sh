#!/usr/bin/env bash
# wanakana 5.3.1 and hepburn 1.3.0, with which pages turn Japanese into Latin letters and what is typed in Latin letters into
# kana.
#
# Guess: Hepburn's spelling is fixed; they differ in long vowels, and what is no Japanese stays. Seen: the word for party, パーティー,
# is "paateii" in wanakana, whose ティ is "tei", four letters for two signs; the other one has PĀTĪ. ヷ becomes a code point that has
# no sign at all (U+3097). Into kana: "matcha", Hepburn's own spelling, is まtちゃ in wanakana and まっちゃ in hepburn; "tōkyō" stays as
# it is in wanakana, with the mark that every passport's list and map uses, and hepburn knows it for katakana alone. Latin words
# are not left alone by either: JavaScript is "じゃゔぁscりpt" and "class" "cぁss" in the one, "じゃVあSCりPT" and "CLあっS" in the other;
# numbers lose their point in wanakana (3.5 is "3。5"), a hyphen is a long vowel ("a-b" is "あーb"). Katakana of half width stay in
# wanakana and are read by the other. こんにちは, a greeting, is "konnichiha" in both.
#
# What it means: a field that turns letters into kana does so only where somebody asked for it, and names are searched by what
# people said that they are.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund wanakana@5.3.1 hepburn@1.3.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import hepburn from "hepburn";
import * as wanakana from "wanakana";
const latin = (text) => [wanakana.toRomaji(text), hepburn.fromKana(text)];
const kana = (text) => [wanakana.toHiragana(text), hepburn.toHiragana(text)];
const seen = {
  party: latin("パーティー"),
  rare: wanakana.toRomaji("ヷ").codePointAt(0).toString(16),
  greeting: latin("こんにちは"),
  half: latin("ｶﾀｶﾅ"),
  matcha: kana("matcha"),
  tokyo: [...kana("tōkyō"), hepburn.toKatakana("tōkyō")],
  words: ["JavaScript", "class"].map(kana),
  number: kana("3.5"),
  hyphen: kana("a-b"),
  plain: [latin("さっちゃん"), kana("konnichiwa")],
};
console.log(seen);
assert.deepEqual(seen, {
  party: ["paateii", "PĀTĪ"],
  rare: "3097",
  greeting: ["konnichiha", "KONNICHIHA"],
  half: ["ｶﾀｶﾅ", "KATAKANA"],
  matcha: ["まtちゃ", "まっちゃ"],
  tokyo: ["tōkyō", "TŌKYŌ", "トーキョー"],
  words: [
    ["じゃゔぁscりpt", "じゃVあSCりPT"],
    ["cぁss", "CLあっS"],
  ],
  number: ["3。5", "3.5"],
  hyphen: ["あーb", "あ-B"],
  plain: [
    ["satchan", "SATCHAN"],
    ["こんにちわ", "こんにちわ"],
  ],
});
JS
./node_modules/.bin/node run.mjs
