#!/usr/bin/env bash
# lunr 2.3.9 with lunr-languages 1.22.0, elasticlunr 0.9.5 and minisearch 7.2.0, what searches within a page without a server.
#
# Guess: an index made for English finds words of other languages as they were written, it only knows no endings of theirs; an
# index made for French knows that l' and d' are no part of a word. Seen: lunr as it comes and elasticlunr keep NOTHING of Arabic,
# Russian or Greek, and say so nowhere: the text is added, no search finds it. Of "Übungen" they keep "bungen", as whatever is no
# letter of A to Z goes from a word's ends (inside of the word it stays); lunr does not do so to what is asked, so "Übungen" is
# not found by "Übungen". With its French part lunr finds "l’école" neither by "école" nor by "ecole": the article stays glued to
# it. Turkish "İstanbul" is not found by "istanbul", also with the Turkish part. minisearch finds all of it as it was written,
# folds no marks, and takes an apostrophe for the end of a word. Of two scripts only `multiLanguage` keeps both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund lunr@2.3.9 lunr-languages@1.22.0 elasticlunr@0.9.5 minisearch@7.2.0 >/dev/null 2>&1
cat >run.cjs <<'JS'
const assert = require("node:assert/strict");
const elasticlunr = require("elasticlunr");
const lunr = require("lunr");
const MiniSearch = require("minisearch");
require("lunr-languages/lunr.stemmer.support")(lunr);
require("lunr-languages/lunr.multi")(lunr);
for (const language of ["ar", "fr", "tr"]) require(`lunr-languages/lunr.${language}`)(lunr);
const makers = {
  lunr: (text, use) =>
    lunr(function () {
      if (use) this.use(use);
      this.field("t");
      this.add({ id: 1, t: text });
    }),
  elastic: (text) => {
    const index = elasticlunr(function () {
      this.addField("t");
    });
    index.addDoc({ id: 1, t: text });
    return index;
  },
  mini: (text) => {
    const index = new MiniSearch({ fields: ["t"] });
    index.add({ id: 1, t: text });
    return index;
  },
};
const found = (index, words) => words.map((word) => index.search(word).length);
const plain = (text, ...words) => Object.values(makers).map((make) => found(make(text), words));
const seen = {
  arabic: plain("كتاب المدرسة", "كتاب"),
  russian: plain("новая книга", "книга"),
  greek: plain("νέα βιβλία", "βιβλία"),
  umlaut: plain("neue Übungen", "Übungen", "bungen"),
  within: plain("zwei Häuser", "Häuser"),
  french: found(makers.lunr("L'élève aime l’école", lunr.fr), ["élève", "école", "ecole", "eleve"]),
  turkish: found(makers.lunr("İstanbul", lunr.tr), ["istanbul", "İstanbul"]),
  mini: found(makers.mini("L'élève aime l’école"), ["élève", "école", "ecole"]),
  both: found(makers.lunr("books كتاب", lunr.multiLanguage("en", "ar")), ["book", "كتاب"]),
};
console.log(JSON.stringify(seen, null, 1));
assert.deepEqual(seen, {
  arabic: [[0], [0], [1]],
  russian: [[0], [0], [1]],
  greek: [[0], [0], [1]],
  umlaut: [[0, 1], [1, 1], [1, 0]],
  within: [[1], [1], [1]],
  french: [0, 0, 0, 0],
  turkish: [0, 1],
  mini: [1, 1, 0],
  both: [1, 1],
});
JS
node run.cjs 2>&1 | grep -v "user configuration"
