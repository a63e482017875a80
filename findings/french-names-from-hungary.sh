#!/usr/bin/env bash
# chardet 2.2.0 and jschardet 4.1.0, asked in which encoding a class's list (CSV) was written: as Excel saves it on Windows
# (Windows-1252), on older Macs, and as "Unicode text" (UTF-16).
#
# Guess: UTF-8 is told for certain, and what is not UTF-8 in Western Europe is Windows-1252; a list that is too short gives a low
# confidence or nothing. Seen: the first holds. But the name "Jörg" alone is Shift_JIS for chardet; the French "Lefèvre, Béatrice"
# and the Spanish "Muñoz, José" are Windows-1250 in Hungarian for jschardet, which turns è into č and ñ into ń (one name less, and
# the French are right); "Beitrag;5 €" is CP862, Hebrew for DOS. UTF-16 without its mark is ISO-8859-1 for chardet (every second
# letter a zero), plain ASCII ISO-8859-1 as well, and a UTF-8 text that was cut within a letter. A Mac's list is Windows-1252 for
# chardet (MacRoman is not among what it knows) and MacRoman, CP857 or MacLatin2 for jschardet. Its confidence is 0.02 to 0.05 for
# right and wrong answers alike, also for sixty lines.
#
# What it means: an import tries UTF-8 strictly (`fatal: true`), looks for zeros (UTF-16), takes Windows-1252 for the rest, and
# shows the first names before it takes them; no detector is asked.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund chardet@2.2.0 jschardet@4.1.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import chardet from "chardet";
import jschardet from "jschardet";
const windows = { ö: 0xf6, ü: 0xfc, è: 0xe8, ç: 0xe7, é: 0xe9, ñ: 0xf1, í: 0xed, "€": 0x80 };
const mac = { ö: 0x9a, ü: 0x9f, è: 0x8f, ç: 0x8d, é: 0x8e, ñ: 0x96, í: 0x92 };
const write = (text, table) => Buffer.from([...text].map((letter) => table[letter] ?? letter.charCodeAt(0)));
const detect = (bytes) => [chardet.detect(bytes), jschardet.detect(bytes).encoding];
const german = "Name;E-Mail\nMüller, Jörg;jm@e.org\n";
const french = "Nom,Prénom\nLefèvre,François\nBéatrice,Noel\n";
const spanish = "Apellido;Nombre\nMuñoz;José\nPérez;María\n";
const sixty = `Name;Klasse\n${Array.from({ length: 60 }, (_, index) => `Schüler ${index};10a`).join("\n")}`;
const seen = {
  utf8: [german, french, spanish].map((text) => detect(Buffer.from(text))),
  german: detect(write(german, windows)),
  name: detect(write("Jörg", windows)),
  french: detect(write(french, windows)),
  spanish: detect(write(spanish, windows)),
  euro: detect(write("Beitrag;5 €\nName;Max Müller\n", windows)),
  mac: [german, french, spanish].map((text) => detect(write(text, mac))),
  utf16: detect(Buffer.from(german, "utf16le")),
  ascii: detect(Buffer.from("Name;x\nAda;1\n")),
  cut: detect(Buffer.from("Müller ü").subarray(0, 9)),
  sure: [french, german, sixty].map((text) => jschardet.detect(write(text, windows)).confidence < 0.06),
};
console.log(seen);
assert.deepEqual(seen.utf8, Array(3).fill(["UTF-8", "utf-8"]));
assert.deepEqual(seen.german, ["ISO-8859-1", "Windows-1252"]);
assert.equal(seen.name[0], "Shift_JIS");
assert.deepEqual([seen.french[1], seen.spanish[1], seen.euro[1]], ["Windows-1250", "Windows-1250", "cp862"]);
assert.deepEqual(seen.mac.map(([first]) => first), Array(3).fill("windows-1252"));
assert.equal(seen.mac[0][1], "MacRoman");
assert.deepEqual([seen.utf16[0], seen.ascii[0], seen.cut[0]], Array(3).fill("ISO-8859-1"));
assert.deepEqual(seen.sure, [true, true, true]);
JS
./node_modules/.bin/node run.mjs
