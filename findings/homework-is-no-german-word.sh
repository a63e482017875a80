#!/usr/bin/env bash
# nspell 2.1.5 and typo-js 1.4.0, the spell checkers for pages and bots that read Hunspell's dictionaries, beside Hunspell itself
# (hunspell-asm 4.0.2), all with dictionary-de 3.0.0.
#
# Guess: they read the dictionary as Hunspell does; some rare words of many parts are marked. Seen: neither of the two puts words
# together, and German does so at every turn: Klassenarbeit, Hausaufgabe, Schulbuch, Tafelbild, Gruppenarbeit and
# Mathematiklehrer, the words of a school's day, are all wrong to both, and right to Hunspell by the same file. nspell has no
# proposal for most of them, so the word stays red for ever. Wrong, too, are 2026, "3.", E-Mail and STRASSE (the capitals of
# Straße), which Hunspell takes; "z.B." as well. Straße, Handys and gegangen are right in all, and Klassenarbiet is wrong in all,
# so a class sees a true fault among twenty that are none. `nspell.suggest` offers "Verkabeltest" (to wire) for Vokabeltest.
#
# What it means: the browser's own checker (`spellcheck`, with the language of the text set) marks words; a list in JavaScript
# serves languages that do not join words.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund nspell@2.1.5 typo-js@1.4.0 hunspell-asm@4.0.2 dictionary-de@3.0.0 \
  node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import german from "dictionary-de";
import { loadModule } from "hunspell-asm";
import nspell from "nspell";
import Typo from "typo-js";
const { create, mountBuffer } = await loadModule();
const hunspell = create(mountBuffer(german.aff, "de.aff"), mountBuffer(german.dic, "de.dic"));
const small = nspell(german);
const typo = new Typo("de", Buffer.from(german.aff).toString(), Buffer.from(german.dic).toString());
const all = (word) => [small.correct(word), typo.check(word), hunspell.spell(word)].map(Number).join("");
const asked = (words) => words.map((word) => `${word} ${all(word)}`);
const seen = {
  school: asked(["Klassenarbeit", "Hausaufgabe", "Schulbuch", "Tafelbild", "Gruppenarbeit", "Mathematiklehrer"]),
  signs: asked(["2026", "3.", "E-Mail", "STRASSE", "z.B."]),
  right: asked(["Straße", "Handys", "gegangen"]),
  wrong: asked(["Klassenarbiet", "Strasse"]),
  proposals: [small.suggest("Klassenarbeit"), small.suggest("Vokabeltest")],
};
console.log(seen);
const each = (words, marks) => words.map((word) => `${word} ${marks}`);
assert.deepEqual(seen, {
  school: each(["Klassenarbeit", "Hausaufgabe", "Schulbuch", "Tafelbild", "Gruppenarbeit", "Mathematiklehrer"], "001"),
  signs: each(["2026", "3.", "E-Mail", "STRASSE", "z.B."], "001"),
  right: each(["Straße", "Handys", "gegangen"], "111"),
  wrong: each(["Klassenarbiet", "Strasse"], "000"),
  proposals: [[], ["Verkabeltest"]],
});
JS
./node_modules/.bin/node run.mjs
