#!/usr/bin/env bash
# vcf 2.1.2, vcard4 4.0.5 and ical.js 2.2.1, reading the cards that phones and schools' address books give out.
#
# Guess: a card is lines of names and values, and a reader of cards takes the backslashes off. Seen: vcf hands out every value as
# it stands in the file ("Muster\, Max", ORG and N unsplit, an older phone's "M=C3=BCller" as well), and cuts a parameter in
# quotation marks at the semicolon inside, so that of NOTE;X-P="a;b:c":hello the note is `c":hello`. ical.js resolves the comma's
# backslash in FN and leaves the semicolon's ("7b\; north"), which is right in N. vcard4 reads only version 4.0: what iPhones
# export (3.0) it refuses, and of 4.0 what has the standard's own SORT-AS in it ("unknown parameter"). Lines that end in LF alone,
# as after any editor, are refused by vcf (as version "ARD") and vcard4, and read by ical.js. The old bare types of 2.1
# ("TEL;HOME") are read by vcf alone. A list of a class goes through ical.js for 3.0 and 4.0, and its names are shown before they
# are taken.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund vcf@2.1.2 vcard4@4.0.5 ical.js@2.2.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import ICAL from "ical.js";
import { parse } from "vcard4";
import vcf from "vcf";
const card = (version, ...lines) => ["BEGIN:VCARD", `VERSION:${version}`, "FN:x", ...lines, "END:VCARD", ""].join("\r\n");
const or = (what) => {
  try {
    return what() ?? "none";
  } catch {
    return "refused";
  }
};
const all = (text, name) => [
  or(() => vcf.parse(text)[0].get(name).valueOf()),
  or(() => [parse(text).getProperty(name)].flat()[0].value),
  or(() => ICAL.parse(text)[1].find(([property]) => property === name)[3]),
];
const seen = {
  fn: all(card("4.0").replace("FN:x", "FN:Muster\\, Max\\; 7b"), "fn"),
  note: all(card("4.0", 'NOTE;X-P="a;b:c":hello'), "note"),
  n: all(card("4.0", "N:Mus\\,ter;Max;;;"), "n"),
  three: all(card("3.0", "TEL;TYPE=HOME:1"), "tel"),
  sorted: all(card("4.0", 'ORG;SORT-AS="a":O'), "org"),
  lf: all(card("4.0", "NOTE:a").replaceAll("\r\n", "\n"), "note"),
  old: all(card("2.1", "TEL;HOME:1"), "tel"),
};
console.log(JSON.stringify(seen, null, 1));
const names = { familyNames: "Mus,ter", givenNames: "Max", additionalNames: "", honorificPrefixes: "", honorificSuffixes: "" };
assert.deepEqual(seen, {
  fn: ["Muster\\, Max\\; 7b", "Muster, Max; 7b", "Muster, Max\\; 7b"],
  note: ['c":hello', "hello", "hello"],
  n: ["Mus\\,ter;Max;;;", names, ["Mus,ter", "Max", "", "", ""]],
  three: ["1", "refused", "1"],
  sorted: ["O", "refused", "O"],
  lf: ["refused", "refused", "a"],
  old: ["1", "refused", "refused"],
});
JS
node run.mjs
