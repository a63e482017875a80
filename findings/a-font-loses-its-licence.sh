#!/usr/bin/env bash
# subset-font 2.9.0 (HarfBuzz's own cutter of fonts, for builds of pages), on Inter (@fontsource-variable/inter 5.3.0) and DejaVu
# Sans (dejavu-fonts-ttf 2.37.3), read again by fontkit 2.0.4.
#
# Guess: it drops glyphs, and what serves them; who made a font and under which licence stays in its file, as most licences of fonts
# ask that it goes along. Seen: the copyright stays, the licence and its address go (names 13 and 14), and the maker's and vendor's
# with them. For Inter the address costs nothing in a woff2; DejaVu's licence, which stands in the file in full, is longer than the
# letters of a word. `preserveNameIds: [0, 13, 14]` keeps both. And a letter that was asked for in one form is there in that alone:
# of a font with "é" the two signs e and U+0301 are two boxes for whoever does not compose them first, as fontkit and PDF writers do
# not.
#
# What it means: a cut font is given its names, or its licence lies beside it where people find it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund subset-font@2.9.0 @fontsource-variable/inter@5.3.0 dejavu-fonts-ttf@2.37.3 fontkit@2.0.4 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as fontkit from "fontkit";
import subsetFont from "subset-font";
const inter = readFileSync("node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2");
const dejavu = readFileSync("node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf");
const names = (font) => {
  const { records } = fontkit.create(font).name;
  return ["copyright", "license", "licenseURL"].filter((name) => name in records).join();
};
const kept = { preserveNameIds: [0, 13, 14] };
const cut = (font, text, targetFormat, more) => subsetFont(font, text, { targetFormat, ...more });
const letters = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join("");
const small = await cut(inter, letters, "woff2");
const whole = await cut(inter, letters, "woff2", kept);
const accent = fontkit.create(await cut(dejavu, "é", "sfnt"));
const seen = {
  inter: [names(inter), names(small), names(whole)],
  dejavu: [names(dejavu), names(await cut(dejavu, "fi", "sfnt")), names(await cut(dejavu, "fi", "sfnt", kept))],
  fewBytes: whole.length - small.length < 100,
  boxes: ["é", "e\u0301"].map((text) => accent.layout(text).glyphs.filter(({ id }) => id === 0).length),
};
console.log(seen, whole.length - small.length, small.length);
assert.deepEqual(seen, {
  inter: ["copyright,licenseURL", "copyright", "copyright,licenseURL"],
  dejavu: ["copyright,license,licenseURL", "copyright", "copyright,license,licenseURL"],
  fewBytes: true,
  boxes: [0, 2],
});
JS
./node_modules/.bin/node run.mjs
