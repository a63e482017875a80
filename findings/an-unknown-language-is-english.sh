#!/usr/bin/env bash
# bcp-47-normalize 2.3.0, which brings tags of languages (`lang` of a page, of a message) to one form, beside
# `Intl.getCanonicalLocales` of Node 24.21.0, and iso-639-1 3.1.6 and langs 2.0.0, the lists for choosing a language.
#
# Guess: to normalise is to write small and capital letters and old names the right way (iw is he, en-UK is en-GB), and a tag that
# it cannot read throws or stays. Seen: it also takes out what "goes without saying", by tables of what is likely: "und", the tag
# for a text whose language nobody knows, becomes "en", "und-Cyrl" Russian and "und-Arab" Arabic, so a voice reads such a message
# in English; zh-CN is "zh" and zh-Hant "zh-TW", pt-BR "pt", en-US "en", so a list of offered tags no longer holds what was asked
# for; az-Arab is "az-IR" and uz-Arab "uz-AF", the script being gone that says the direction. "de_DE", as servers and Android
# write, is "", an empty text. Intl keeps all of these and throws for the last. The two lists know he and not iw, tl and not fil
# (what Intl makes of tl), no Sorani (ckb) and no Cantonese; Uzbek stands in Cyrillic letters.
#
# What it means: a tag is checked by Intl.getCanonicalLocales and kept as it is; what goes into `lang` is never guessed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund bcp-47-normalize@2.3.0 iso-639-1@3.1.6 langs@2.0.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { bcp47Normalize } from "bcp-47-normalize";
import iso from "iso-639-1";
import langs from "langs";
function both(tag) {
  try {
    return [bcp47Normalize(tag), ...Intl.getCanonicalLocales(tag)];
  } catch {
    return [bcp47Normalize(tag), "throws"];
  }
}
const seen = {
  unknown: ["und", "und-Cyrl", "und-Arab"].map(both),
  likely: ["zh-CN", "zh-Hant", "pt-BR", "en-US"].map(both),
  scripts: ["az-Arab", "uz-Arab"].map(both),
  server: both("de_DE"),
  old: ["iw", "en-UK"].map(both),
  lists: ["he", "iw", "tl", "fil", "ckb", "yue"].map((code) => [iso.validate(code), langs.where("1", code) !== undefined].map(Number).join("")),
  filipino: Intl.getCanonicalLocales("tl")[0],
  uzbek: iso.getNativeName("uz"),
};
console.log(seen);
assert.deepEqual(seen, {
  unknown: [
    ["en", "und"],
    ["ru", "und-Cyrl"],
    ["ar", "und-Arab"],
  ],
  likely: [
    ["zh", "zh-CN"],
    ["zh-TW", "zh-Hant"],
    ["pt", "pt-BR"],
    ["en", "en-US"],
  ],
  scripts: [
    ["az-IR", "az-Arab"],
    ["uz-AF", "uz-Arab"],
  ],
  server: ["", "throws"],
  old: [
    ["he", "he"],
    ["en-GB", "en-GB"],
  ],
  lists: ["11", "00", "11", "00", "00", "00"],
  filipino: "fil",
  uzbek: "Ўзбек",
});
JS
./node_modules/.bin/node run.mjs
