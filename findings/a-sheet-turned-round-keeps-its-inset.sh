#!/usr/bin/env bash
# cssjanus 2.3.1 (also beneath stylis-plugin-rtl), rtlcss 4.3.0 and postcss-rtlcss 6.0.0, which turn a style sheet round for
# Arabic and Hebrew.
#
# Guess: they know which properties have a left and a right and turn those, old ones with four values and newer ones; what is no
# property (a text, a name) stays. Seen: the newer ones are not turned by any of the three: `inset: 1px 2px 3px 4px`, `translate:
# 10px`, `transform-origin: 10px 0`, `object-position: 10px top`, `scroll-padding` (cssjanus does that one), so a sheet that was
# changed from `right` and `left` to `inset` stands mirrored in Arabic. cssjanus works on letters: the words of `content: 'turn
# left'` become "turn right", a font "Left Bright" another font, `animation: slide-left` "slide-right" while its @keyframes keep
# the name, so that nothing moves, and `--left-bar: 2px` is `--right-bar` while `var(--left-bar)` keeps its name, so the variable
# is gone. Of two shadows on a text it turns the first; four margins of which one is a `var()` it leaves. A rotation is turned by
# the two others. postcss-rtlcss keeps both directions apart, under `[dir]`, but has the keyframes of both in one direction.
#
# What it means: a sheet is written with logical properties from the start, and what has none (translate, origins, gradients) is
# turned by hand under `[dir="rtl"]` and looked at.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund cssjanus@2.3.1 rtlcss@4.3.0 postcss-rtlcss@6.0.0 postcss@8.5.33 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import janus from "cssjanus";
import postcss from "postcss";
import plugin from "postcss-rtlcss";
import rtlcss from "rtlcss";
const both = postcss([plugin.default ?? plugin]);
const turned = (css) => [
  janus.transform(css),
  rtlcss.process(css),
  both.process(css, { from: undefined }).css.replace(/\s+/g, " "),
];
const isLeft = (declaration) => turned(`a { ${declaration} }`).map((css) => css === `a { ${declaration} }`);
const inside = (declaration) => turned(`a { ${declaration} }`)[0].slice(4, -2);
const left = Object.fromEntries(
  [
    "inset: 1px 2px 3px 4px",
    "translate: 10px",
    "transform-origin: 10px 0",
    "object-position: 10px top",
    "scroll-padding: 1px 2px 3px 4px",
    "margin: 1px 2px 3px 4px",
    "margin: var(--a) 2px 3px 4px",
    "rotate: 45deg",
    "transform: rotate(45deg)",
  ].map((declaration) => [declaration, isLeft(declaration)]),
);
const letters = {
  words: inside("content: 'turn left'"),
  font: inside("font-family: 'Left Bright'"),
  moving: turned("@keyframes slide-left { to { opacity: 0 } } a { animation: slide-left 1s }").slice(0, 2),
  variable: turned("a { --left-bar: 2px; width: var(--left-bar) }").slice(0, 2),
  shadows: inside("text-shadow: 2px 0 red, -3px 1px blue"),
  frames: turned("@keyframes in { from { left: 0 } }"),
};
console.log(left, letters);
const none = [true, true, true];
assert.deepEqual(left, {
  "inset: 1px 2px 3px 4px": none,
  "translate: 10px": none,
  "transform-origin: 10px 0": none,
  "object-position: 10px top": none,
  "scroll-padding: 1px 2px 3px 4px": [false, true, true],
  "margin: 1px 2px 3px 4px": [false, false, false],
  "margin: var(--a) 2px 3px 4px": [true, false, false],
  "rotate: 45deg": none,
  "transform: rotate(45deg)": [true, false, false],
});
assert.deepEqual(letters, {
  words: "content: 'turn right'",
  font: "font-family: 'right Bright'",
  moving: [
    "@keyframes slide-left { to { opacity: 0 } } a { animation: slide-right 1s }",
    "@keyframes slide-left { to { opacity: 0 } } a { animation: slide-left 1s }",
  ],
  variable: ["a { --right-bar: 2px; width: var(--left-bar) }", "a { --left-bar: 2px; width: var(--left-bar) }"],
  shadows: "text-shadow: -2px 0 red, -3px 1px blue",
  frames: ["@keyframes in { from { right: 0 } }", "@keyframes in { from { right: 0 } }", "@keyframes in { from { left: 0 } }"],
});
JS
node run.mjs
