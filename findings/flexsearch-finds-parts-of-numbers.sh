#!/usr/bin/env bash
# flexsearch 0.8.212, an Index without any option.
#
# Guess: the default index ("strict") finds whole words. Seen: of a number it keeps groups of three digits, so 123456 is found by
# 123 and by 456, not by 234 and not by 12345; a year is found by its first three digits (202 finds 2026). Of letters that stand
# twice it keeps one, in the text and in what is asked: "abc" finds aabbcc, "bok" finds book, "An" finds Ann. Signs are dropped, so
# C# finds C++. A class that looks for an error code or a matriculation number is given others' as well: such an index is no ground
# for "there is no other hit", and counts that are made with it are too high.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund flexsearch@0.8.212 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import FlexSearch from "flexsearch";
const texts = ["code 123456 failed", "exam of 2026", "book of aabbcc", "C++ is hard", "Ann is here"];
const index = new FlexSearch.Index();
texts.forEach((text, no) => index.add(no, text));
const asked = ["123", "456", "234", "12345", "202", "026", "abc", "bok", "An", "C#"];
const seen = asked.map((words) => [words, index.search(words).map((no) => texts[no]).join("; ")]);
console.log(seen);
assert.deepEqual(seen, [
  ["123", "code 123456 failed"],
  ["456", "code 123456 failed"],
  ["234", ""],
  ["12345", ""],
  ["202", "exam of 2026"],
  ["026", ""],
  ["abc", "book of aabbcc"],
  ["bok", "book of aabbcc"],
  ["An", "Ann is here"],
  ["C#", "C++ is hard"],
]);
JS
node run.mjs
