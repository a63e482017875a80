#!/usr/bin/env bash
# emoji-picker-element 1.29.1, its `Database.getEmojiBySearchQuery`, with its own data in several languages
# (emoji-picker-element-data 1.8.0), over fake-indexeddb 6.2.8.
#
# Guess: the search takes beginnings of words in the language of its data, at least of two letters; for Chinese and Japanese, whose
# words have no blanks, it was thought of. Seen: what is shorter than two letters finds nothing, in every language, and in Chinese
# a word IS one sign: 笑 (laugh), 心 (heart), 火 (fire), 哭 (cry) and the Japanese 顔 and 笑 find no emoji, 笑脸 and 笑顔 do. "grün" finds 18
# emoji and "grune" five, other ones, as data and query are lower-cased and marks are not taken off. "thumbs up" and "thumbs_up"
# find the thumb, "thumbs-up" does not; an emoji itself, pasted to see its name, finds nothing.
#
# What it means: a picker for a class that writes Chinese searches its own table for one sign; the limit belongs to alphabets.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund emoji-picker-element@1.29.1 emoji-picker-element-data@1.8.0 fake-indexeddb@6.2.8 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import "fake-indexeddb/auto";
globalThis.fetch = async (address) => new Response(readFileSync(`node_modules/emoji-picker-element-data/${String(address).slice(-2)}/cldr/data.json`), { headers: { etag: '"1"' } });
const { default: Database } = await import("emoji-picker-element/database.js");
const queries = { zh: ["笑", "心", "火", "哭", "笑脸"], ja: ["顔", "笑", "笑顔"], de: ["grün", "grune"], en: ["x", "thumbs up", "thumbs_up", "thumbs-up", "🍕"] };
const seen = {};
for (const [locale, words] of Object.entries(queries)) {
  const database = new Database({ locale, dataSource: `http://localhost/${locale}` });
  await database.ready();
  seen[locale] = {};
  for (const word of words) seen[locale][word] = (await database.getEmojiBySearchQuery(word)).length;
}
console.log(seen);
assert.deepEqual(seen, {
  zh: { 笑: 0, 心: 0, 火: 0, 哭: 0, 笑脸: 8 },
  ja: { 顔: 0, 笑: 0, 笑顔: 26 },
  de: { grün: 18, grune: 5 },
  en: { x: 0, "thumbs up": 1, thumbs_up: 1, "thumbs-up": 0, "🍕": 0 },
});
process.exit(0);
JS
./node_modules/.bin/node run.mjs
