#!/usr/bin/env bash
# diff 9.0.0 (jsdiff), `diffWords` and `diffSentences`, as for "edited: what was changed".
#
# Guess: a word is a run of letters in any script, as with \p{L}; Chinese, which has no blanks, goes by single signs or whole
# lines. Seen: words are runs of Latin letters only. "für" and "Việt" are whole, but "Привет мир" becomes "Привет м", "и" for "о",
# "р", and Greek and Korean are cut inside their words as well. Handing in an `Intl.Segmenter` makes words of them all.
# `diffSentences` on the other hand does not know "。": three Chinese sentences of which one changed are taken out and put in
# whole. And the change from "a  b" to "a b", as any in blanks, is no change.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund diff@9.0.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { diffSentences, diffWords } from "diff";
const shown = (parts) => parts.map(({ added, removed, value }) => (added ? `[+${value}]` : removed ? `[-${value}]` : value)).join("");
const intlSegmenter = new Intl.Segmenter("en", { granularity: "word" });
const pairs = [
  ["für", "fur"],
  ["Việt", "Viet"],
  ["fu\u0308r", "fur"],
  ["Привет мир", "Привет мор"],
  ["Ελλάδα", "Ελλάδι"],
  ["안녕하세요", "안녕히"],
  ["我今天去", "我明天去"],
  ["a  b", "a b"],
];
const seen = pairs.map(([before, after]) => [shown(diffWords(before, after)), shown(diffWords(before, after, { intlSegmenter }))]);
const sentences = shown(diffSentences("你好。今天。再见。", "你好。明天。再见。"));
console.log(seen, sentences);
assert.deepEqual(seen, [
  ["[-für][+fur]", "[-für][+fur]"],
  ["[-Việt][+Viet]", "[-Việt][+Viet]"],
  ["[-fu\u0308r][+fur]", "[-fu\u0308r][+fur]"],
  ["Привет м[-и][+о]р", "Привет [-мир][+мор]"],
  ["Ελλάδ[-α][+ι]", "[-Ελλάδα][+Ελλάδι]"],
  ["안녕[-하세요][+히]", "[-안녕하세요][+안녕히]"],
  ["我[-今][+明]天去", "我[-今天][+明天]去"],
  ["a b", "a b"],
]);
assert.equal(sentences, "[-你好。今天。再见。][+你好。明天。再见。]");
JS
node run.mjs
