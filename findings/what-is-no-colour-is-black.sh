#!/usr/bin/env bash
# colord 2.14.0, tinycolor2 1.6.0, wcag-contrast 3.0.0, get-contrast 3.0.0 and chroma-js 3.2.0, asked for the contrast of words on
# their ground (WCAG), beside colorjs.io 0.7.1 and culori 4.0.2, which read colours as browsers do.
#
# Guess: what is no colour to a library throws or is null, and half-transparent ink is lighter than full ink. Seen: what they do
# not know is BLACK for three of them, so on white it has the best contrast there is: `oklch(0.6 0.1 250)` has 3.93 (too little
# for text) and passes with 21 in colord, tinycolor2 and wcag-contrast; so do hwb(), lab(), `color(display-p3 1 0 0)` and the word
# "bogus", and in colord "rebeccapurple" and "white", as its names are a plugin, whence black on "white" is 1. Half-transparent
# black on white is 21 for ALL seven, as transparency is left out of the formula; the eye sees 3.95. rgb(100%, 0%, 0%), a plain
# red, is 13.6 in get-contrast and 4 elsewhere. A green out of the screen's reach, oklch(0.7 0.4 150) on black, is 9.1 for two and
# 10.6 for chroma-js, which cuts it otherwise.
#
# What it means: a check of a palette resolves each colour in a browser, lays it over its ground, and only then takes the ratio;
# it holds a colour that must fail.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund colord@2.14.0 tinycolor2@1.6.0 wcag-contrast@3.0.0 get-contrast@3.0.0 \
  chroma-js@3.2.0 colorjs.io@0.7.1 culori@4.0.2 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import chroma from "chroma-js";
import { colord, extend } from "colord";
import a11y from "colord/plugins/a11y";
import Color from "colorjs.io";
import { wcagContrast } from "culori";
import getContrast from "get-contrast";
import tinycolor from "tinycolor2";
import wcag from "wcag-contrast";
extend([a11y]);
const libraries = {
  colord: (ink, paper) => colord(ink).contrast(paper),
  tinycolor: (ink, paper) => tinycolor.readability(ink, paper),
  wcag: (ink, paper) => wcag.hex(ink, paper),
  getContrast: (ink, paper) => getContrast.ratio(ink, paper),
  chroma: (ink, paper) => chroma.contrast(ink, paper),
  colorjs: (ink, paper) => new Color(ink).contrast(new Color(paper), "WCAG21"),
  culori: (ink, paper) => wcagContrast(ink, paper),
};
const all = (ink, paper = "#ffffff") =>
  Object.values(libraries).map((contrast) => {
    try {
      return Number(contrast(ink, paper).toFixed(1));
    } catch {
      return "throws";
    }
  });
const seen = {
  plain: all("#767676"),
  oklch: all("oklch(0.6 0.1 250)"),
  hwb: all("hwb(0 20% 20%)").slice(0, 2),
  lab: all("lab(50% 40 20)").slice(0, 2),
  bogus: all("bogus"),
  names: [all("rebeccapurple")[0], all("#000000", "white")[0]],
  half: all("#00000080"),
  seenHalf: all("#808080")[5],
  red: all("rgb(100%,0%,0%)").slice(3, 6),
  green: all("oklch(0.7 0.4 150)", "#000000").slice(4),
};
console.log(seen);
assert.deepEqual(seen, {
  plain: Array(7).fill(4.5),
  oklch: [21, 21, 21, "throws", 3.9, 3.9, 3.9],
  hwb: [21, 21],
  lab: [21, 21],
  bogus: [21, 21, 20.9, "throws", "throws", "throws", "throws"],
  names: [21, 1],
  half: Array(7).fill(21),
  seenHalf: 3.9,
  red: [13.6, 4, 4],
  green: [10.6, 9.1, 9.1],
});
JS
./node_modules/.bin/node run.mjs
