#!/usr/bin/env bash
# @orama/orama 3.1.18 with its English default and with the Mandarin tokenizer of @orama/tokenizers 3.1.18.
#
# Guess: words are folded the same way everywhere; `exact: true` then means whole words instead of beginnings; and the tokenizer for
# Chinese differs in Chinese only. Seen: `exact` goes back to the stored text and minds upper and lower case there, so "vue" misses
# "Vue is here", and "C++" finds nothing at all where a text has "C++". The Mandarin tokenizer folds no case in any word: with it
# "getusername" misses getUserName and "vue" misses Vue. The default on the other hand keeps nothing of a Chinese message, which is
# then not found by its own whole text. A class that writes both languages gets neither with either; the folding has to be done in
# front of the library, to texts and to what is asked.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @orama/orama@3.1.18 @orama/tokenizers@3.1.18 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { create, insert, search } from "@orama/orama";
import { createTokenizer } from "@orama/tokenizers/mandarin";
const texts = ["Vue is here", "vue again", "call getUserName now", "C++ is hard", "今天课堂讨论"];
const filled = async (components) => {
  const db = await create({ schema: { text: "string" }, components });
  for (const text of texts) await insert(db, { text });
  return async (term, more = {}) => (await search(db, { term, ...more })).hits.map((hit) => hit.document.text).sort();
};
const [english, mandarin] = [await filled({}), await filled({ tokenizer: createTokenizer() })];
const seen = {};
for (const term of ["vue", "getusername", "C++", "今天课堂讨论"])
  seen[term] = { english: await english(term), exact: await english(term, { exact: true }), mandarin: await mandarin(term) };
console.log(seen);
assert.deepEqual(seen.vue, { english: ["Vue is here", "vue again"], exact: ["vue again"], mandarin: ["vue again"] });
assert.deepEqual(seen.getusername, { english: ["call getUserName now"], exact: [], mandarin: [] });
assert.deepEqual(seen["C++"].exact, []);
assert.deepEqual(seen["今天课堂讨论"], { english: [], exact: [], mandarin: ["今天课堂讨论"] });
JS
node run.mjs
