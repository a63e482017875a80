#!/usr/bin/env bash
# katex 0.19.1, temml 0.13.5 and mathjax 4.1.3, the MathML that each makes of the same formulas (what screen readers read and
# browsers copy).
#
# Guess: they differ in spacing; what is a number and what a word is the same, "{,}" makes a decimal comma in all, and only a
# comma with nothing else around is in doubt. Seen: temml takes every comma between two digits into the number, so the point
# (1,2), the set {1,2,3} and f(1,2) hold ONE number, "1,2", unless a blank stands behind the comma. With "{,}" KaTeX and temml
# make one number of 0{,}5, MathJax three signs. And KaTeX takes letters with marks apart, also inside of \text: "für" is "f", an
# accented u as a formula of its own, "r"; its page's text reads "fu¨r", so neither a search in the page nor a reader's voice
# finds the word, while Chinese stays whole. German words in KaTeX's formulas are better kept outside of them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund katex@0.19.1 temml@0.13.5 mathjax@4.1.3 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import katex from "katex";
import MathJax from "mathjax";
import temml from "temml";
await MathJax.init({ loader: { load: ["input/tex"] } });
const leaves = (html) =>
  [...html.replace(/<annotation[\s\S]*?<\/annotation>/g, "").matchAll(/<(mn|mi|mo|mtext)\b[^>]*>([^<]*)</g)]
    .map(([, , text]) => text.replace(/&#x([0-9A-F]+);/gi, (_, code) => String.fromCodePoint(parseInt(code, 16))))
    .join("|");
const seen = {};
for (const tex of ["3,14", "f(1,2)", "\\{1,2,3\\}", "(1, 2)", "0{,}5", "\\text{für}", "\\text{中文}"]) {
  seen[tex] = [
    leaves(katex.renderToString(tex, { output: "mathml" })),
    leaves(temml.renderToString(tex)),
    leaves(await MathJax.tex2mmlPromise(tex)),
  ];
}
const shown = katex.renderToString("\\text{für}", { output: "html" }).replace(/<[^>]*>/g, "");
console.log(seen, shown);
assert.deepEqual(seen, {
  "3,14": ["3|,|14", "3,14", "3|,|14"],
  "f(1,2)": ["f|(|1|,|2|)", "f|(|1,2|)", "f|(|1|,|2|)"],
  "\\{1,2,3\\}": ["{|1|,|2|,|3|}", "{|1,2,3|}", "{|1|,|2|,|3|}"],
  "(1, 2)": ["(|1|,|2|)", "(|1|,|2|)", "(|1|,|2|)"],
  "0{,}5": ["0,5", "0,5", "0|,|5"],
  "\\text{für}": ["f|u|¨|r", "für", "für"],
  "\\text{中文}": ["中文", "中文", "中文"],
});
assert.equal(shown, "fu¨r");
process.exit();
JS
node run.mjs
