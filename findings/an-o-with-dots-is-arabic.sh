#!/usr/bin/env bash
# unhomoglyph 1.0.6, which folds letters that look alike ("confusables", UTS 39), as for names that may not be taken twice, beside
# confusables 1.1.1.
#
# Guess: letters of other scripts become the Latin ones they look like, ö stays or is o with its mark, and two spellings of one
# text (composed or not) have one form. Seen: of all letters with marks just ö goes the other way: it is ة, the Arabic tāʾ marbūṭa
# ("Jörg" is "Jةrg", "Björk" "Bjةrk"), and ţ is ƫ, so the Romanian țară spelt with a cedilla is another word; ä, ü, é and ß stay.
# With the mark apart (as macOS writes) ö stays ö, so the two spellings of Jörg are two. Capital and small letters have other
# forms: M stays and m is "rn", I is l and i stays, 0 is O, so small letters have to be made before and not behind it. "%" is
# "º/₀", "¢" c with a stroke. Of Arabic, ا is l and ه is o, in the midst of words ("فاطمة" is "فlطمة"), the digit ١ is l and ٥ o
# beside ٢ and ٣ which stay. confusables makes "B" of ß and "ae" of æ and leaves m.
#
# What it means: what it gives is a key to compare by, made of small letters in NFD, and never a text to show, to store as a name,
# or to search in.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund unhomoglyph@1.0.6 confusables@1.1.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import confusables from "confusables";
import fold from "unhomoglyph";
const { remove } = confusables;
const texts = ["Jörg", "Jo\u0308rg", "JÖRG", "Björk", "äüéß", "ţ", "Mama", "Ii", "2026", "50%", "فاطمة", "هاني", "١٢٣٤٥"];
const seen = Object.fromEntries(texts.map((text) => [text, fold(text)]));
console.log(seen, ["ß", "æ", "m"].map(remove));
assert.deepEqual(seen, {
  Jörg: "Jةrg",
  "Jo\u0308rg": "Jo\u0308rg",
  JÖRG: "JÖRG",
  Björk: "Bjةrk",
  äüéß: "äüéß",
  ţ: "ƫ",
  Mama: "Marna",
  Ii: "li",
  2026: "2O26",
  "50%": "5Oº/₀",
  فاطمة: "فlطمة",
  هاني: "olنى",
  "١٢٣٤٥": "l٢٣٤o",
});
assert.deepEqual(["ß", "æ", "m"].map(remove), ["B", "ae", "m"]);
JS
node run.mjs
