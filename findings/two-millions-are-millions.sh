#!/usr/bin/env bash
# to-words 5.7.0, written-number 0.11.1 and n2words 4.0.0, which write a number in words, as for reading aloud, worksheets and
# receipts of a trip.
#
# Guess: grammar is rough in the smaller languages (one million is "eins Million"), and a language that is not there or a number
# that has no words throws. Seen: in to-words' Italian the TWO is gone: 2,000,000 is "Milioni" (millions) and 2,000,000,000
# "Miliardi", while three million is right; 1,001 is "Mila Uno", no Italian. Its German, one of its 135 languages, has no plural
# ("Zwei Million") and "Eins Million"; its Polish says "Pięć Milion", its Russian "Два Тысячи". Turkish has "bir bin" for 1,000,
# which nobody says. Of -5 it keeps the minus in all. written-number gives "" for -5, an empty text and no error, and rounds 1.5
# to "two"; of a language it lacks, German, it says the English words. n2words has no way in by its plain name (each language is a
# path of its own), is right in all of these, and of 10 ** 21 in Turkish makes "bir undefined".
#
# What it means: words of numbers for ears are left to the screen reader and its voice; a page writes digits with their language
# set.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund to-words@5.7.0 written-number@0.11.1 n2words@4.0.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { toCardinal as german } from "n2words/de-DE";
import { toCardinal as italian } from "n2words/it-IT";
import { toCardinal as turkish } from "n2words/tr-TR";
import { ToWords } from "to-words";
import written from "written-number";
const words = (localeCode, ...numbers) => numbers.map((number) => new ToWords({ localeCode }).convert(number));
const seen = {
  italian: words("it-IT", 2e6, 2e9, 3e6, 1001),
  german: words("de-DE", 1e6, 2e6),
  polish: words("pl-PL", 5e6),
  russian: words("ru-RU", 2000),
  turkish: words("tr-TR", 1000),
  minus: words("it-IT", -5),
  written: [written(-5), written(1.5), written(7, { lang: "de" }), written(7, { lang: "fr" })],
  right: [italian(2e6), italian(1001), german(2e6), turkish(1000)],
  large: turkish(1e21),
  plain: await import("n2words").catch(({ code }) => code),
};
console.log(seen);
assert.deepEqual(seen, {
  italian: ["Milioni", "Miliardi", "Tre Milioni", "Mila Uno"],
  german: ["Eins Million", "Zwei Million"],
  polish: ["Pięć Milion"],
  russian: ["Два Тысячи"],
  turkish: ["bir bin"],
  minus: ["Meno Cinque"],
  written: ["", "two", "seven", "sept"],
  right: ["due milioni", "milleuno", "zwei Millionen", "bin"],
  large: "bir undefined",
  plain: "ERR_PACKAGE_PATH_NOT_EXPORTED",
});
JS
./node_modules/.bin/node run.mjs
