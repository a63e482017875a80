#!/usr/bin/env bash
# slugify 1.6.9 (with `lower` and `strict`), @sindresorhus/slugify 3.0.1, transliteration 2.6.1 and limax 4.2.3, making addresses
# of names of channels.
#
# Guess: a name that they cannot spell is refused or kept as it is; two names that differ in a sign still differ. Seen: "李雷", "ねこ"
# and "한국어" are the EMPTY text for the first two, without an error, so that every channel with a Chinese name has one address;
# limax writes Chinese with the numbers of its tones ("li3-lei2") and Korean as nothing. "C", "C++" and "C#" are "c" in all four,
# "A/B" is "ab" in one and "a-b" in the others, "fooBar" is two words in one. ü is "u" in two and "ue" in two (limax, too), so
# addresses change with the library; "أحمد" and "احمد" are "ahmd" in three, and without the first letter in transliteration; no
# two of them agree on all names here. An address comes from the id, the slug behind it is for people, and an empty one is left
# out.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund slugify@1.6.9 @sindresorhus/slugify@3.0.1 transliteration@2.6.1 limax@4.2.3 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import sindre from "@sindresorhus/slugify";
import limax from "limax";
import slugify from "slugify";
import { slugify as transliterate } from "transliteration";
const all = (name) => [slugify(name, { lower: true, strict: true }), sindre(name), transliterate(name), limax(name)];
const names = {
  李雷: ["", "", "li-lei", "li3-lei2"],
  ねこ: ["", "", "neko", "neko"],
  한국어: ["", "", "hangugeo", ""],
  C: Array(4).fill("c"),
  "C++": Array(4).fill("c"),
  "C#": Array(4).fill("c"),
  "A/B": ["ab", "a-b", "a-b", "a-b"],
  fooBar: ["foobar", "foo-bar", "foobar", "foobar"],
  Übung: ["ubung", "uebung", "ubung", "uebung"],
  أحمد: ["ahmd", "ahmd", "hmd", "ahmd"],
  "week 07": Array(4).fill("week-07"),
};
const seen = Object.fromEntries(Object.keys(names).map((name) => [name, all(name)]));
console.log(seen);
assert.deepEqual(seen, names);
JS
node run.mjs
