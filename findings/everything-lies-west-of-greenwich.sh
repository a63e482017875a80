#!/usr/bin/env bash
# wtf_wikipedia 10.4.2, which makes plain words of Wikipedia's own markup, as bots do that answer "what is …?" in a chat.
#
# Guess: tables, rare templates and formulas are lost; words, numbers and places stay what they are. Seen: every place is written
# with "N" and "W": {{coord|52.5|N|13.4|E}}, Berlin, is "52.5°N, 13.4°W", in the Atlantic, and Sydney "-33.9°N, 151.2°W", though
# `coordinates()` has both right. Of numbers the power goes: {{val|6.02|e=23}} is "6.02" and 10<sup>6</sup> "106". What stands
# between "<" and ">" is taken for a mark, so "5 < 6 and 7 > 3" is "5 3". Code in a sentence is missing ("call  now"), a term
# struck out is there, a link to a part of the page (`[[#Part]]`) is nothing, and {{math|''x'' {{=}} 2}} too. Two apostrophes
# within a word, o''clock'', begin italics and go, as in Wikipedia itself. Templates for units, languages, dates and chemistry of
# the newer kind (chem2) are right.
#
# What it means: an answer out of a wiki links to the page, and a number is quoted from the page that was shown.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund wtf_wikipedia@10.4.2 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import wtf from "wtf_wikipedia";
const text = (source) => wtf(source).text();
const berlin = wtf("{{coord|52.5|N|13.4|E}}");
const seen = {
  berlin: [berlin.text(), berlin.coordinates().map(({ lat, lon }) => [lat, lon])],
  sydney: text("{{coord|-33.9|151.2}}"),
  powers: [text("{{val|6.02|e=23}}"), text("10<sup>6</sup>")],
  less: text("5 < 6 and 7 > 3"),
  code: text("call <code>f(x)</code> now"),
  gone: [text("see [[#Part]]"), text("{{math|''x'' {{=}} 2}}")],
  struck: text("<s>old</s> new"),
  right: [text("{{convert|5|km}}"), text("{{lang|de|Straße}}"), text("Water is {{chem2|H2O}}.")],
};
console.log(seen);
assert.deepEqual(seen, {
  berlin: ["52.5°N, 13.4°W", [[52.5, 13.4]]],
  sydney: "-33.9°N, 151.2°W",
  powers: ["6.02", "106"],
  less: "5 3",
  code: "call  now",
  gone: ["see", ""],
  struck: "old new",
  right: ["5 km", "Straße", "Water is H2O."],
});
JS
./node_modules/.bin/node run.mjs
