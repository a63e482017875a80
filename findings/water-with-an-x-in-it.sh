#!/usr/bin/env bash
# katex 0.19.1 with its own `mhchem` (\ce for chemistry) and mhchemparser 4.2.1, the newer one by mhchem's author, whose LaTeX
# katex sets.
#
# Guess: what is set is read out and found as it is set: H, a small 2, O; the newer parser makes LaTeX that every setter knows.
# Seen: each small number hangs on an invisible letter (mphantom), so the text of the MathML, which is what `textContent`, a search
# in the page and copying without katex's own script give, is "HX2O" for H2O, "SOX4X2−" for a sulphate, and of an isotope,
# ^{14}_6C, "X614X26214C": both numbers twice and a 2 from nowhere. With the newer parser the letter is an A: "HA2O". Only the
# annotation beside it says \ce{H2O}. Of the newer parser's arrows katex knows the plain one; <=>, <=>> and <--> throw ("Undefined
# control sequence: \longrightleftharpoons"), which its own mhchem sets.
#
# What it means: where a chat shows chemistry the written \ce{…} is what is searched, quoted and put into notifications, never the
# text of the made markup.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund katex@0.19.1 mhchemparser@4.2.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import katex from "katex";
import "katex/contrib/mhchem";
import { mhchemParser } from "mhchemparser";
const html = (tex) => katex.renderToString(tex, { throwOnError: true });
const math = (tex) =>
  html(tex)
    .match(/<semantics>.*<\/semantics>/s)[0]
    .replace(/<annotation.*<\/annotation>/s, "")
    .replace(/<[^>]*>/g, "")
    .replace(/[\s\u200b\u2061-\u2064]/gu, "");
const annotation = (tex) => html(tex).match(/<annotation[^>]*>(.*?)<\/annotation>/s)[1];
const newer = (text) => mhchemParser.toTex(text, "ce");
const throws = (tex) => {
  try {
    html(tex);
    return false;
  } catch ({ message }) {
    return message.match(/\\[a-z]+/i)[0];
  }
};
const seen = {
  water: [math("\\ce{H2O}"), math(newer("H2O"))],
  sulphate: math("\\ce{SO4^2-}"),
  isotope: math("\\ce{^{14}_6C}"),
  copied: annotation("\\ce{H2O}"),
  arrows: ["A -> B", "A <=> B", "A <=>> B", "A <--> B"].map((text) => [throws(`\\ce{${text}}`), throws(newer(text))]),
};
console.log(seen);
assert.deepEqual(seen, {
  water: ["HX2O", "HA2O"],
  sulphate: "SOX4X2−",
  isotope: "X614X26214C",
  copied: "\\ce{H2O}",
  arrows: [
    [false, false],
    [false, "\\longrightleftharpoons"],
    [false, "\\longRightleftharpoons"],
    [false, "\\longleftrightarrows"],
  ],
});
JS
node run.mjs
