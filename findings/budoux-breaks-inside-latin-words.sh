#!/usr/bin/env bash
# budoux 0.9.2 (where a line of Chinese or Japanese may break) and tiny-segmenter 0.2.0 (Japanese words), on lines of a chat.
#
# Guess: what is neither Chinese nor Japanese is left whole, since both only know where those may be cut. Seen: budoux's model for
# simplified Chinese cuts inside Latin words that stand among Chinese or Japanese ones: "JavaScri|pt", "tes|t123"; its models for
# traditional Chinese and Japanese leave these whole, but the Japanese one does not cut a Chinese line before its comma. A line
# without any such sign is left alone. tiny-segmenter cuts digits one by one ("1|2|3") and "代码" in two. `Intl.Segmenter` keeps all
# of them. A page that puts possible breaks at these places (U+200B, `wbr`) breaks identifiers in the midst, and U+200B ends up in
# what people copy and search.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund budoux@0.9.2 tiny-segmenter@0.2.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { loadDefaultJapaneseParser, loadDefaultSimplifiedChineseParser, loadDefaultTraditionalChineseParser } from "budoux";
import TinySegmenter from "tiny-segmenter";
const simplified = loadDefaultSimplifiedChineseParser();
const traditional = loadDefaultTraditionalChineseParser();
const japanese = loadDefaultJapaneseParser();
const tiny = new TinySegmenter();
const words = new Intl.Segmenter("zh", { granularity: "word" });
const readers = {
  simplified: (text) => simplified.parse(text),
  traditional: (text) => traditional.parse(text),
  japanese: (text) => japanese.parse(text),
  tiny: (text) => tiny.segment(text),
  intl: (text) => [...words.segment(text)].map((part) => part.segment),
};
const seen = {};
for (const text of ["我用JavaScript写代码，你呢？", "test123テスト", "hello world"]) {
  seen[text] = Object.fromEntries(Object.entries(readers).map(([name, read]) => [name, read(text).join("|")]));
}
console.log(seen);
const [chinese, mixed, latin] = Object.values(seen);
assert.equal(chinese.simplified, "我|用|JavaScri|pt|写|代码，|你|呢？");
assert.equal(chinese.japanese, "我用JavaScript写代码，|你呢？");
assert.match(chinese.tiny, /JavaScript/);
assert.match(chinese.intl, /JavaScript/);
assert.equal(mixed.simplified, "tes|t123テスト");
assert.equal(mixed.japanese, "test123テスト");
assert.equal(mixed.tiny, "test|1|2|3|テスト");
assert.match(mixed.intl, /^test123\|/);
assert.equal(latin.simplified, "hello world");
JS
node run.mjs
