#!/usr/bin/env bash
# vcards-js 2.11.1 and vcard-creator 1.0.0 writing cards (as for a QR code or an address book), vcard-parser 1.0.0, vcard4-ts 0.4.1
# and ical.js 2.2.1 reading them and those of phones.
#
# Guess: what a library made for cards writes, readers take apart again; a file with two cards is two people. Seen: vcard-parser
# makes ONE person of a file, whoever is in it: { fn: ["A", "B"] }, and nothing tells that there were two. vcards-js escapes commas
# and leaves semicolons, which part fields, so the school "A; B" is a school A with a department B for all, and a note with a
# semicolon is a list of two for vcard-parser. In a name it escapes both. A name in quoted-printable over two lines, as older
# phones send, ends at the soft break in vcard-parser and vcard4-ts ("Eva ="), what follows is a property of its own
# ("m=c3=bcller"), and ical.js throws for the file. vcard-creator writes a card without FN, which the standard demands, when only
# `addNote` or a mail was called. vcard4-ts reads version 3, too, and says so only in a list of complaints (`nags`).
#
# What it means: a list of people by cards is counted by its BEGIN lines, and what was read is shown with that number before it is
# taken.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund vcards-js@2.11.1 vcard-creator@1.0.0 vcard-parser@1.0.0 vcard4-ts@0.4.1 ical.js@2.2.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import ICAL from "ical.js";
import * as creator from "vcard-creator";
import parser from "vcard-parser";
import { parseVCards } from "vcard4-ts";
import vCards from "vcards-js";
const VCard = creator.default?.default ?? creator.default;
const card = (...lines) => ["BEGIN:VCARD", "VERSION:3.0", ...lines, "END:VCARD", ""].join("\r\n");
const made = vCards();
Object.assign(made, { firstName: "Max, Jr.", lastName: "Mus;ter", organization: "A; B", note: "x; y", version: "3.0" });
const text = made.getFormattedString();
const first = (of, name) => ICAL.parse(of)[1].find(([property]) => property === name)[3];
const two = card("FN:A", "N:A;;;;") + card("FN:B", "N:B;;;;");
const quoted = card("FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Eva =", "M=C3=BCller", "N:M;Eva;;;");
const names = (of) => parseVCards(of).vCards.map(({ FN }) => FN[0].value);
const seen = {
  two: [parser.parse(two).fn.map(({ value }) => value), names(two), ICAL.parse(two).length],
  lines: text.split("\r\n").filter((line) => /^(N|ORG|NOTE):/.test(line)),
  school: [parser.parse(text).org[0].value, parseVCards(text).vCards[0].ORG[0].value, first(text, "org")],
  note: [parser.parse(text).note[0].value, parseVCards(text).vCards[0].NOTE[0].value, first(text, "note")],
  quoted: [parser.parse(quoted).fn[0].value, names(quoted)[0], Object.keys(parser.parse(quoted)).includes("m=c3=bcller")],
  nags: parseVCards(card("FN:A", "N:A;;;;")).vCards[0].nags.map(({ attributes }) => attributes.line),
  bare: new VCard().addNote("x").toString(),
};
console.log(seen);
assert.deepEqual(seen.two, [["A", "B"], ["A", "B"], 2]);
assert.deepEqual(seen.lines, ["N:Mus\\;ter;Max\\, Jr.;;;", "ORG:A; B", "NOTE:x; y"]);
assert.deepEqual(seen.school[0], ["A", " B"]);
assert.deepEqual(seen.school[2], ["A", " B"]);
assert.deepEqual(seen.note, [["x", " y"], "x; y", "x; y"]);
assert.deepEqual(seen.quoted, ["Eva =", "Eva =", true]);
assert.throws(() => ICAL.parse(quoted), /invalid line/);
assert.deepEqual(seen.nags, ["VERSION:3.0"]);
assert.doesNotMatch(seen.bare, /^FN/m);
JS
./node_modules/.bin/node run.mjs
