#!/usr/bin/env bash
# mathml-to-latex 1.8.0, for formulas pasted from a web page or a text program, set again by katex 0.19.1.
#
# Guess: MathML and LaTeX say the same things, so that what comes out is set as it was; what has no name in LaTeX is left out or
# throws. Seen: everything comes out and is set without an error, and some of it is another formula. "sin" with its invisible "of"
# is the letters s, i and n; `5 km`, upright with a space in MathML, is "5km" in italics; 90° is "90∘" on the line, a circle and
# no degree; f′ is an apostrophe raised once more; and an underscore in words (`my_name`, in <mtext>) makes the rest of them an
# index. A thin blank between thousands and the one after the comma of 3,14 go by LaTeX's own rules. Sums, roots, matrices and
# intervals are right. Whoever takes formulas from a clipboard shows them set before they are sent, and takes the TeX that many
# pages keep in <annotation> first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund mathml-to-latex@1.8.0 katex@0.19.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import katex from "katex";
import { MathMLToLaTeX } from "mathml-to-latex";
const latex = (inside) => MathMLToLaTeX.convert(`<math>${inside}</math>`);
const shown = (source) => {
  const html = katex.renderToString(source, { output: "mathml", throwOnError: true, strict: false });
  return html.match(/<semantics>(.*)<annotation/s)[1];
};
const formulas = {
  sine: "<mi>sin</mi><mo>&#x2061;</mo><mi>x</mi>",
  unit: "<mn>5</mn><mspace width='0.3em'/><mi mathvariant='normal'>km</mi>",
  degree: "<mn>90</mn><mo>°</mo>",
  prime: "<msup><mi>f</mi><mo>′</mo></msup>",
  words: "<mtext>my_name</mtext>",
  annotated: "<semantics><mrow><mi>sin</mi><mi>x</mi></mrow><annotation encoding='application/x-tex'>\\sin x</annotation></semantics>",
  interval: "<mfenced open='[' close=')'><mn>0</mn><mn>1</mn></mfenced>",
};
const seen = Object.fromEntries(Object.entries(formulas).map(([name, inside]) => [name, latex(inside)]));
console.log(seen);
assert.deepEqual(seen, {
  sine: "sin x",
  unit: "5 km",
  degree: "90 \\circ",
  prime: "f^{'}",
  words: "\\text{my}_\\text{name}",
  annotated: "sin x",
  interval: "\\left[0,1\\right)",
});
assert.match(shown(seen.sine), /<mi>s<\/mi><mi>i<\/mi><mi>n<\/mi>/);
assert.match(shown(seen.unit), /<mi>k<\/mi><mi>m<\/mi>/);
assert.match(shown(seen.words), /<msub>/);
assert.match(shown(seen.degree), /∘/);
JS
node run.mjs
