#!/usr/bin/env bash
# fuse.js 7.5.0 (with `ignoreDiacritics`), fuzzysort 4.0.2, match-sorter 8.3.1, @nozbe/microfuzz 1.0.0, minisearch 7.2.0 and
# @leeoniya/ufuzzy 1.0.19 (as it is, and with `unicode`): names of a class, typed as people type them.
#
# Guess: what finds "Muller" for Müller finds the like in other scripts; "fuzzy" is at least as wide as "marks do not count".
# Seen: Ahmad, which nearly everybody types without the hamza ("احمد" for "أحمد"), is found by fuse and microfuzz and by none of
# the others, Greek without accents by three, "strasse" for Straße by fuse alone, "o'brien" with the keyboard's apostrophe for
# O’Brien by three. "jean luc" for Jean-Luc and "week 7" for week-07 are found by some, by no two libraries the same ones. ufuzzy
# as it is sees A to Z alone: of Arabic, Hindi, Japanese and Russian nothing, even typed exactly, and an empty list is no error;
# with `unicode` exact ones, and no mark is left out. An empty question is everybody for three and nobody for the rest. A switcher
# has to fold the names by itself, both sides the same way.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund fuse.js@7.5.0 fuzzysort@4.0.2 match-sorter@8.3.1 @nozbe/microfuzz@1.0.0 minisearch@7.2.0 \
  @leeoniya/ufuzzy@1.0.19 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import microfuzz from "@nozbe/microfuzz";
import uFuzzy from "@leeoniya/ufuzzy";
import Fuse from "fuse.js";
import fuzzysort from "fuzzysort";
import { matchSorter } from "match-sorter";
import MiniSearch from "minisearch";
const names = ["أحمد", "Müller", "Straße", "Ολγα Παπαδοπούλου", "O’Brien", "Jean-Luc", "week-07", "हिन्दी", "山田太郎", "Наталья"];
const fuse = new Fuse(names, { threshold: 0.3, ignoreDiacritics: true });
const micro = (microfuzz.default ?? microfuzz)(names);
const mini = new MiniSearch({ fields: ["name"], storeFields: ["name"] });
mini.addAll(names.map((name, id) => ({ id, name })));
const letters = { unicode: true, interSplit: "[^\\p{L}\\d']+", intraChars: "[\\p{L}\\d']", intraContr: "'\\p{L}{1,2}\\b" };
const unicode = { ...letters, intraSplit: "\\p{Ll}\\p{Lu}", intraBound: "\\p{L}\\d|\\d\\p{L}|\\p{Ll}\\p{Lu}" };
const byUfuzzy = (options) => (query) => (new uFuzzy(options).filter(names, query) ?? []).map((at) => names[at]);
const finders = {
  fuse: (query) => fuse.search(query).map(({ item }) => item),
  fuzzysort: (query) => fuzzysort.go(query, names, { threshold: 0.3 }).map(({ target }) => target),
  matchSorter: (query) => matchSorter(names, query),
  microfuzz: (query) => micro(query).map(({ item }) => item),
  minisearch: (query) => mini.search(query, { prefix: true }).map(({ name }) => name),
  ufuzzy: byUfuzzy(),
  ufuzzyUnicode: byUfuzzy(unicode),
};
const who = (query, name) => Object.keys(finders).filter((finder) => finders[finder](query).includes(name));
const seen = {
  hamza: who("احمد", "أحمد"),
  umlaut: who("muller", "Müller"),
  sharp: who("strasse", "Straße"),
  greek: who("παπαδοπουλου", "Ολγα Παπαδοπούλου"),
  apostrophe: who("o'brien", "O’Brien"),
  hyphen: who("jean luc", "Jean-Luc"),
  week: who("week 7", "week-07"),
  exact: Object.keys(finders).filter((finder) => ["أحمد", "हिन्दी", "山田太郎", "Наталья"].some((name) => !finders[finder](name).includes(name))),
  empty: Object.fromEntries(Object.entries(finders).map(([name, find]) => [name, find("").length])),
};
console.log(seen);
assert.deepEqual(seen, {
  hamza: ["fuse", "microfuzz"],
  umlaut: ["fuse", "fuzzysort", "matchSorter", "microfuzz"],
  sharp: ["fuse"],
  greek: ["fuse", "fuzzysort", "microfuzz"],
  apostrophe: ["fuse", "fuzzysort", "minisearch"],
  hyphen: ["fuse", "fuzzysort", "minisearch", "ufuzzy", "ufuzzyUnicode"],
  week: ["fuzzysort", "minisearch", "ufuzzy", "ufuzzyUnicode"],
  exact: ["ufuzzy"],
  empty: { fuse: 10, fuzzysort: 10, matchSorter: 10, microfuzz: 0, minisearch: 0, ufuzzy: 0, ufuzzyUnicode: 0 },
});
JS
node run.mjs
