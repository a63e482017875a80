#!/usr/bin/env bash
# workerd 1.20261023.1 (miniflare 5.20261023.2-beta) and Node 24.21.0, `Intl.Segmenter` by words.
#
# Guess: both carry the whole ICU, so the same text has the same words in both; Chinese, if anything, may lack its dictionary.
# Seen: the words of Chinese, Japanese and Thai are alike (and so, asked apart from this script, are dates, lists and numbers of
# 15 languages and the order of names). Latin ones are not: for Node "foo.bar", "e.g" and "x:y" are one word each, for workerd
# three, whatever the language (3,14, can't and a_b are one in both). Khmer is cut into words in workerd and left whole in Node.
# So a count of words, or words kept for a search, made by a script under Node is not what the worker makes, and `user.name` is
# found by "name" in one of them only. Where it matters, dots and colons are to be cut before the segmenter.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
const code = `export const words = () => {
  const cut = (language) => (text) => [...new Intl.Segmenter(language, { granularity: "word" }).segment(text)].map((part) => part.segment).join("|");
  const texts = ["foo.bar", "e.g.", "x:y", "3,14", "can't", "a_b", "今天天气很好，我们去公园", "東京都に住んでいます", "สวัสดีชาวโลก", "ជំរាបសួរ"];
  return ["en", "de", "zh"].map((language) => texts.map(cut(language)));
};`;
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    modules: [{ type: "ESModule", path: "worker.mjs", contents: `${code} export default { fetch: () => Response.json(words()) };` }],
    compatibilityDate: "2026-10-23",
  }),
);
const workerd = await (await miniflare.dispatchFetch("http://x/")).json();
await miniflare.dispose();
const { words } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
const node = words();
console.log({ workerd: workerd[0], node: node[0] });
const alike = ["3,14", "can't", "a_b", "今天|天气|很好|，|我们|去|公园", "東京|都|に|住|んで|い|ます", "สวัสดี|ชาว|โลก"];
for (const list of workerd) assert.deepEqual(list, ["foo|.|bar", "e|.|g|.", "x|:|y", ...alike, "ជំរាប|សួរ"]);
for (const list of node) assert.deepEqual(list, ["foo.bar", "e.g|.", "x:y", ...alike, "ជំរាបសួរ"]);
JS
./node_modules/.bin/node run.mjs
