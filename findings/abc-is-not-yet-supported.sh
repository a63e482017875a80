#!/usr/bin/env bash
# opentype.js 2.0.0 and fontkit 2.0.4 (beneath pdfkit, pdfmake and react-pdf), which set words in a font without a browser, beside
# HarfBuzz (harfbuzzjs 1.6.4), which browsers have.
#
# Guess: plain letters are set by all, and Arabic and Hindi need HarfBuzz. Seen: opentype.js throws for "abc" in DejaVu Sans, the
# font of most Linux machines, as soon as words are measured ("lookupType: 6 - substFormat: 2 is not yet supported"), since the
# font has a rule for context that it does not know, whether the words need it or not; "ä", one letter, and the same words in
# DejaVu Sans Mono are set. Arabic throws as well. Hindi does not throw and is wrong: नमस्ते and क्षत्रिय are the letters one by
# one, without their joined forms and wider, and in कि the vowel stands on the wrong side. Hebrew comes in the order of writing,
# not of reading. fontkit sets all of these as HarfBuzz does; where a letter and its mark are apart (é, ộ from macOS) it takes two
# or three glyphs where the font has one.
#
# What it means: pictures and papers with people's names are made by a browser, or by something over HarfBuzz, and a test sets one
# name of each script.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund opentype.js@2.0.0 fontkit@2.0.4 harfbuzzjs@1.6.4 dejavu-fonts-ttf@2.37.3 \
  @fontsource/noto-sans-devanagari@5.3.0 @fontsource/noto-sans-hebrew@5.3.0 @fontsource/noto-sans-arabic@5.3.0 \
  node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import * as fontkit from "fontkit";
import * as harfbuzz from "harfbuzzjs";
import opentype from "opentype.js";
import { inflateSync } from "node:zlib";
const { resolve } = createRequire(import.meta.url);
const dejavu = (name) => readFileSync(resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`));
/** The font in a WOFF, as a plain one. */
function plain(woff) {
  const count = woff.readUInt16BE(12);
  const parts = [Buffer.alloc(12 + 16 * count)];
  woff.copy(parts[0], 0, 4, 8);
  parts[0].writeUInt16BE(count, 4);
  let place = parts[0].length;
  for (let table = 0; table < count; table += 1) {
    const [from, to] = [44 + 20 * table, 12 + 16 * table];
    const [offset, packed, length] = [4, 8, 12].map((at) => woff.readUInt32BE(from + at));
    const bytes = woff.subarray(offset, offset + packed);
    const whole = packed < length ? inflateSync(bytes) : bytes;
    woff.copy(parts[0], to, from, from + 4);
    woff.copy(parts[0], to + 4, from + 16, from + 20);
    parts[0].writeUInt32BE(place, to + 8);
    parts[0].writeUInt32BE(length, to + 12);
    parts.push(whole, Buffer.alloc(-length & 3));
    place += length + (-length & 3);
  }
  return Buffer.concat(parts);
}
const noto = (script) => plain(readFileSync(resolve(`@fontsource/noto-sans-${script}/files/noto-sans-${script}-${script}-400-normal.woff`)));
const or = (what) => {
  try {
    return what();
  } catch {
    return "throws";
  }
};
function set(bytes, text) {
  const buffer = new harfbuzz.Buffer();
  buffer.addText(text);
  buffer.guessSegmentProperties();
  harfbuzz.shape(new harfbuzz.Font(new harfbuzz.Face(new harfbuzz.Blob(bytes), 0)), buffer);
  const { glyphs, advanceWidth } = fontkit.create(bytes).layout(text);
  const font = opentype.parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  return [
    or(() => font.stringToGlyphs(text).map(({ index }) => index).join(" ")),
    glyphs.map(({ id }) => id).join(" "),
    buffer.getGlyphInfos().map(({ codepoint }) => codepoint).join(" "),
    [or(() => font.getAdvanceWidth(text, font.unitsPerEm)), advanceWidth],
  ];
}
const [sans, mono, hindi, hebrew, arabic] = [dejavu("DejaVuSans"), dejavu("DejaVuSansMono"), noto("devanagari"), noto("hebrew"), noto("arabic")];
const seen = {
  abc: set(sans, "abc"),
  mono: set(mono, "abc"),
  umlaut: set(sans, "ä").slice(0, 3),
  arabic: set(arabic, "مرحبا").slice(0, 3),
  hindi: [set(hindi, "नमस्ते"), set(hindi, "कि").slice(0, 3)],
  hebrew: set(hebrew, "שלום").slice(0, 3),
  apart: set(sans, "o\u0323\u0302").slice(0, 3),
};
console.log(JSON.stringify(seen, null, 1));
assert.deepEqual(seen, {
  abc: ["throws", "68 69 70", "68 69 70", ["throws", 3681]],
  mono: ["68 69 70", "68 69 70", "68 69 70", [3699, 3699]],
  umlaut: ["166", "166", "166"],
  arabic: ["throws", "9 290 16 27 31 79", "9 290 16 27 31 79"],
  hindi: [
    ["75 80 87 103 71 40", "75 80 256 71 40", "75 80 256 71 40", [2399, 2112]],
    ["56 32", "542 56", "542 56"],
  ],
  hebrew: ["96 55 124 23", "23 124 55 96", "23 124 55 96"],
  apart: ["throws", "82 724 691", "2519"],
});
JS
./node_modules/.bin/node run.mjs
