#!/usr/bin/env bash
# rtl-detect 1.1.2 (is a language written from the right?) and direction 2.0.1 (is a text?), beside `Intl.Locale` of Node 24.21.0.
#
# Guess: a list of a dozen languages, Arabic, Hebrew, Persian, Urdu, that has not changed in years; scripts in the tag count. Seen:
# rtl-detect knows languages and, but for a few, no scripts: az-Arab, pa-Arab, uz-AF, ms-Arab, ha-Arab and en-Arab go from the
# left, ar-Latn (Arabic in Latin letters, as many phones are set) from the right; Kashmiri, Syriac and Adlam (ff-Adlm) go from the
# left, Kurdish (ku), which is mostly written in Latin letters, from the right; `Intl.Locale` has all of these. The other way
# about, `Intl.Locale` has iw, the old name of Hebrew that Java and Android send, and rtl-detect has not, while only rtl-detect
# takes "ar_EG". direction, which looks at the letters, passes over the mark U+200F with which people turn a line ("ltr" for it and
# "abc", where dir="auto" says rtl), counts the letters of "<b>" and "https://" and knows no script beyond U+FFFF.
#
# What it means: the direction of a page comes from `new Intl.Locale(tag).getTextInfo()` or a fixed list of the languages offered,
# that of a message from dir="auto".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund rtl-detect@1.1.2 direction@2.0.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { direction } from "direction";
import rtlDetect from "rtl-detect";
const tags = ["ar", "az-Arab", "pa-Arab", "uz-AF", "ms-Arab", "ha-Arab", "en-Arab", "ks", "syr", "ff-Adlm", "iw", "ar-Latn", "ku"];
const seen = Object.fromEntries(tags.map((tag) => [tag, [rtlDetect.isRtlLang(tag) ? "rtl" : "ltr", new Intl.Locale(tag).getTextInfo().direction]]));
const texts = ["\u200fabc", "<b>مرحبا", "https://x مرحبا", "مرحبا hello", "𐤀"].map(direction);
console.log(seen, texts);
for (const tag of tags.slice(1, -2)) assert.deepEqual(seen[tag], ["ltr", "rtl"], tag);
assert.deepEqual([seen.ar, seen["ar-Latn"], seen.ku], [["rtl", "rtl"], ["rtl", "ltr"], ["rtl", "ltr"]]);
assert.ok(rtlDetect.isRtlLang("ar_EG"));
assert.throws(() => new Intl.Locale("ar_EG"), RangeError);
assert.deepEqual(texts, ["ltr", "ltr", "ltr", "rtl", "ltr"]);
JS
./node_modules/.bin/node run.mjs
