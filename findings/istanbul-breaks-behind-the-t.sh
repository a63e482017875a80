#!/usr/bin/env bash
# hyphen 1.14.1 and hypher 0.2.5 (with hyphenation.de 0.2.1), which put soft hyphens where a long word may break, on a page in
# German, English or Turkish.
#
# Guess: they know words from the rest: addresses, code and names with dots stay whole; capitals break as small letters do, and no
# piece is one letter long. Seen: addresses are broken like words, by both: what one copies of https://example.org has U+00AD in
# it ("ex-am-p-le" in hyphen's German, with a piece of one letter; hypher adds U+200B behind each slash), a mail address likewise
# ("schu-le"), so a link that was copied leads nowhere; hyphen's function for HTML does it within <code> as well, where it is not
# asked to spare an element. Turkish "istanbul" is is-tan-bul and "İstanbul" İst-anb-ul: the capital that only Turkish has throws
# the whole word out, İngilizce too, while "Iğdır" is right. "getUserName" is "ge-tUser-Na-me". "übungsblatt" with its dots apart,
# as macOS writes, breaks behind its first letter.
#
# What it means: the browser's own `hyphens: auto` breaks lines without changing the text; soft hyphens come into no text that is
# copied, searched or sent.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund hyphen@1.14.1 hypher@0.2.5 hyphenation.de@0.2.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import english from "hyphen/en/index.js";
import german from "hyphen/de/index.js";
import turkish from "hyphen/tr/index.js";
import patterns from "hyphenation.de";
import Hypher from "hypher";
const hypher = new Hypher(patterns);
const shown = (text) => text.replaceAll("\u00ad", "-").replaceAll("\u200b", "|");
const by = (library, text) => shown(library.hyphenateSync(text));
const seen = {
  word: [by(german, "Klassenarbeit"), shown(hypher.hyphenateText("Klassenarbeit"))],
  address: [
    by(german, "https://example.org/aufgabe"),
    by(english, "https://example.org"),
    shown(hypher.hyphenateText("https://example.org/aufgabe")),
  ],
  mail: [by(german, "ada@schule.example"), shown(hypher.hyphenateText("ada@schule.example"))],
  code: shown(german.hyphenateHTMLSync("<code>aufgabe</code>")),
  turkish: ["istanbul", "İstanbul", "İngilizce", "ingilizce", "Iğdır"].map((word) => by(turkish, word)),
  name: by(german, "getUserName"),
  apart: [by(german, "übungsblatt"), by(german, "übungsblatt".normalize("NFD")).normalize("NFC")],
};
console.log(seen);
assert.deepEqual(seen, {
  word: ["Klas-sen-ar-beit", "Klas-sen-ar-beit"],
  address: ["https://ex-am-p-le.org/auf-ga-be", "https://ex-am-ple.org", "https://|ex-amp-le.org/|auf-ga-be"],
  mail: ["ada@schu-le.ex-am-p-le", "ada@schu-le.ex-amp-le"],
  code: "<code>auf-ga-be</code>",
  turkish: ["is-tan-bul", "İst-anb-ul", "İng-il-izce", "in-gi-liz-ce", "Iğ-dır"],
  name: "ge-tUser-Na-me",
  apart: ["übungs-blatt", "ü-bungs-blatt"],
});
JS
./node_modules/.bin/node run.mjs
