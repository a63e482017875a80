#!/usr/bin/env bash
# pluralize 8.0.0 (ninety million times a month, beneath generators of code and words of pages), inflection 3.0.2 and compromise
# 14.17.0: one thing and many of it, in English.
#
# Guess: Latin plurals are a matter of taste (syllabi, stadia), each has a list of exceptions, and what one makes of many is what
# one had. Seen: pluralize makes Germen of Germans, Romen of Romans, talismen and viri. One lens is a len in all three; physics and
# mathematics lose their s in pluralize, a canvas too. inflection makes caves of a cafe and saves of a safe; to it radius, cactus,
# gas, Christmas and iris are plurals already, of a radiu, cactu, ga, Christma and iri; shoes are of a sho, cookies of a cooky (in
# pluralize as well), and two analyses are of one "analyasis". Toes are of a to and an atlas is of an atla in two of the three. To
# compromise many Germans are German, as are Romans, and more than one staff are staffs.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund pluralize@8.0.0 inflection@3.0.2 compromise@14.17.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import nlp from "compromise";
import * as inflection from "inflection";
import pluralize from "pluralize";
const noun = (word) => nlp(word).tag("Noun").nouns();
const many = (word) => [pluralize(word), inflection.pluralize(word), noun(word).toPlural().text()];
const one = (word) => [pluralize.singular(word), inflection.singularize(word), noun(word).toSingular().text()];
const seen = {
  many: Object.fromEntries(["German", "Roman", "talisman", "virus", "cafe", "safe", "gas", "radius", "staff", "class"].map((word) => [word, many(word)])),
  one: Object.fromEntries(
    ["lens", "physics", "mathematics", "atlas", "canvas", "cactus", "Christmas", "shoes", "toes", "cookies", "analyses", "classes"].map((word) => [word, one(word)]),
  ),
};
console.log(seen);
assert.deepEqual(seen, {
  many: {
    German: ["Germen", "Germans", "German"],
    Roman: ["Romen", "Romans", "Roman"],
    talisman: ["talismen", "talismans", "talismans"],
    virus: ["viri", "viruses", "viruses"],
    cafe: ["cafes", "caves", "cafes"],
    safe: ["safes", "saves", "safes"],
    gas: ["gases", "gas", "gases"],
    radius: ["radii", "radius", "radii"],
    staff: ["staff", "staffs", "staffs"],
    class: ["classes", "classes", "classes"],
  },
  one: {
    lens: ["len", "len", "len"],
    physics: ["physic", "physics", "physics"],
    mathematics: ["mathematic", "mathematics", "mathematics"],
    atlas: ["atlas", "atla", "atla"],
    canvas: ["canva", "canvas", "canvas"],
    cactus: ["cactus", "cactu", "cactus"],
    Christmas: ["Christmas", "Christma", "Christmas"],
    shoes: ["shoe", "sho", "shoe"],
    toes: ["toe", "to", "to"],
    cookies: ["cooky", "cooky", "cookie"],
    analyses: ["analysis", "analyasis", "analysis"],
    classes: ["class", "class", "class"],
  },
});
JS
./node_modules/.bin/node run.mjs
