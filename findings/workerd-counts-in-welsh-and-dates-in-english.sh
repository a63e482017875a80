#!/usr/bin/env bash
# workerd 1.20261023.1 (miniflare 5.20261023.2-beta) and Node 24.21.0, the languages of `Intl`.
#
# Guess: V8 brings its languages along, the same ones to the worker as to Node, and a language is there or it is not. Seen:
# workerd has those of a browser (Debian's Chromium 156 has the same, asked apart), so of 90 languages of pupils 34 have no dates,
# numbers and lists there: Albanian, Armenian, Georgian, Macedonian, Icelandic, Irish, Welsh, Kurdish, Pashto, Somali, Tigrinya,
# Nepali, Burmese … Nothing throws: the date comes out in English, "Sunday, November 29", digits are the European ones. The rules
# of plurals are there for all of them, so a text in Welsh or Irish counts rightly in six forms beside an English date. And the
# parts of Intl differ: Azerbaijani, Kazakh and Uzbek have dates and no order of letters (Collator), so that names sort as in
# English ("k q x z" where Baku has "x k q z"). A mail made in a worker, or a page that was tested in Node, asks
# `supportedLocalesOf` of the very part that it uses.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 >/dev/null 2>&1
cat >languages.mjs <<'JS'
const all =
  "af sq am ar hy az eu be bn bs bg my ca zh hr cs da nl en et fil fi fr gl ka de el gu ha he hi hu is ig id ga it ja kn kk km ko ku ckb ky lo lv lt lb mk ms ml mt mr mn ne nb om ps fa pl pt pa ro ru sr si sk sl so es sw sv tg ta te th ti tr tk uk ur ug uz vi cy wo xh yo zu".split(
    " ",
  );
export function languages() {
  const date = (language) =>
    new Intl.DateTimeFormat(language, { weekday: "long", month: "long", day: "numeric", timeZone: "UTC" }).format(Date.UTC(2026, 10, 29));
  const missing = (part) => all.filter((language) => Intl[part].supportedLocalesOf(language).length === 0);
  return {
    of: all.length,
    dates: missing("DateTimeFormat"),
    orderOnly: missing("Collator").filter((language) => !missing("DateTimeFormat").includes(language)),
    listsOnly: missing("ListFormat").filter((language) => !missing("DateTimeFormat").includes(language)),
    plurals: missing("PluralRules"),
    words: missing("Segmenter"),
    welsh: [0, 1, 2, 3, 6, 9].map((count) => new Intl.PluralRules("cy").select(count)).join(),
    date: date("cy"),
    number: new Intl.NumberFormat("ckb").format(2026),
    order: ["z", "x", "q", "k"].sort(new Intl.Collator("az").compare).join(""),
  };
}
JS
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
import { languages } from "./languages.mjs";
const contents = `${readFileSync("languages.mjs", "utf8")}export default { fetch: () => Response.json(languages()) };`;
const miniflare = new Miniflare(
  convertV4MiniflareOptions({ modules: [{ type: "ESModule", path: "worker.mjs", contents }], compatibilityDate: "2026-10-23" }),
);
const workerd = await (await miniflare.dispatchFetch("http://x/")).json();
await miniflare.dispose();
const node = languages();
console.log(node, workerd);
const words = (text) => text.split(" ");
const both = { of: 90, plurals: ["tg"], words: [], welsh: "zero,one,two,few,many,other" };
assert.deepEqual([node.dates, node.date, node.number, node.order], [[], "Dydd Sul, 29 Tachwedd", "٢٬٠٢٦", "xkqz"]);
assert.deepEqual(workerd, {
  ...both,
  dates: words("sq hy eu be my gl ka ha is ig ga km ku ckb ky lo lb mk mt mn ne om ps si so tg ti tk ug cy wo xh yo zu"),
  orderOnly: words("az bs kk pa uz"),
  listsOnly: words("az pa uz"),
  date: "Sunday, November 29",
  number: "2,026",
  order: "kqxz",
});
JS
./node_modules/.bin/node run.mjs
