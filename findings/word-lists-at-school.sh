#!/usr/bin/env bash
# obscenity 0.4.6 (its English data and recommended transformers), bad-words 4.1.5 and leo-profanity 1.9.0 on a class's words.
#
# Guess: "Scunthorpe" is solved by whole words or lists of exceptions, so what is left are words that really are rude somewhere.
# Seen: Scunthorpe, Essex, Klassenarbeit and document.getElementById do pass all three. "Fagott" (a bassoon), "Rapeseed",
# "Cockpit" and "shiitake" do not pass obscenity, as it looks at how words begin and takes doubled letters for one; Homo sapiens,
# god and the German "hell" (bright) do not pass bad-words, whose list holds them; "cum laude", "Moby Dick" and the German "dick"
# (thick) pass none of the three. In a class that writes German or does biology and music, a list may at most ask a person to
# look, never take a message away.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund obscenity@0.4.6 bad-words@4.1.5 leo-profanity@1.9.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Filter } from "bad-words";
import leo from "leo-profanity";
import { englishDataset, englishRecommendedTransformers, RegExpMatcher } from "obscenity";
const matcher = new RegExpMatcher({ ...englishDataset.build(), ...englishRecommendedTransformers });
const filter = new Filter();
const askers = { obscenity: (text) => matcher.hasMatch(text), badWords: (text) => filter.isProfane(text), leo: (text) => leo.check(text) };
const texts = ["Scunthorpe", "Essex", "Klassenarbeit", "document.getElementById", "Fagott", "Rapeseed", "Cockpit", "shiitake", "Homo sapiens", "Oh god", "Hier ist es hell", "cum laude", "Moby Dick", "Das Buch ist dick"];
const seen = Object.fromEntries(texts.map((text) => [text, Object.keys(askers).filter((name) => askers[name](text)).join(" ")]));
console.log(seen);
const all = "obscenity badWords leo";
assert.deepEqual(seen, {
  Scunthorpe: "",
  Essex: "",
  Klassenarbeit: "",
  "document.getElementById": "",
  Fagott: "obscenity",
  Rapeseed: "obscenity",
  Cockpit: "obscenity",
  shiitake: "obscenity",
  "Homo sapiens": "badWords",
  "Oh god": "badWords",
  "Hier ist es hell": "badWords",
  "cum laude": all,
  "Moby Dick": all,
  "Das Buch ist dick": all,
});
JS
node run.mjs
