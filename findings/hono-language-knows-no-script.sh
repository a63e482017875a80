#!/usr/bin/env bash
# hono 4.13.19, `languageDetector` with the languages en (to fall back on), de, zh-CN and zh-TW, beside
# @formatjs/intl-localematcher 0.10.1.
#
# Guess: a language that is asked for less or more exactly than it is offered is found: "de-AT" is de, "zh" and "zh-Hans-CN" are
# zh-CN, "zh-HK" is zh-TW, as with every matcher of locales. Seen: "de-AT" is de, but all the Chinese ones are English, if the
# text is not exactly "zh-CN" or "zh-TW" (small and capital letters aside): parts are taken off the end of what is asked,
# "zh-Hans" is no language offered, "zh" neither. The matcher of @formatjs finds zh-CN for "zh" and "zh-Hans-CN", zh-TW for
# "zh-HK" and "zh-Hant". A site in both kinds of Chinese has to name them by more than one tag each, or match by itself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund hono@4.13.19 @formatjs/intl-localematcher@0.10.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { match } from "@formatjs/intl-localematcher";
import { Hono } from "hono";
import { languageDetector } from "hono/language";
const supportedLanguages = ["en", "de", "zh-CN", "zh-TW"];
const app = new Hono();
app.use(languageDetector({ supportedLanguages, fallbackLanguage: "en" }));
app.get("/", (c) => c.text(c.get("language")));
const seen = {};
for (const asked of ["de-AT", "zh-CN", "ZH-cn", "zh", "zh-Hans-CN", "zh-Hans", "zh-Hant", "zh-HK"]) {
  const response = await app.request("/", { headers: { "accept-language": asked } });
  seen[asked] = [await response.text(), match([asked], supportedLanguages, "en")];
}
console.log(seen);
assert.deepEqual(seen, {
  "de-AT": ["de", "de"],
  "zh-CN": ["zh-CN", "zh-CN"],
  "ZH-cn": ["zh-CN", "zh-CN"],
  zh: ["en", "zh-CN"],
  "zh-Hans-CN": ["en", "zh-CN"],
  "zh-Hans": ["en", "zh-CN"],
  "zh-Hant": ["en", "zh-TW"],
  "zh-HK": ["en", "zh-TW"],
});
JS
node run.mjs
