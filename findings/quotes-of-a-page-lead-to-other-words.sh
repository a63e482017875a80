#!/usr/bin/env bash
# dom-anchor-text-quote 4.0.2, with which annotations find their words again (over diff-match-patch), in jsdom 26.1.0.
#
# Guess: words that stand unchanged on a page are found by what the library itself kept of them, wherever they stand; of several
# places the first is taken. Seen: words that are the last of the page throw ("parameter 1 is not of type 'Node'", their end is
# looked for in a node behind the last), with one blank behind them they are found (Chromium 156 gives the same, asked apart). Of
# several places the one nearest to the MIDDLE of the page is taken. And what `fromRange` gives out for the first words of a page
# leads to others: its prefix is empty, an empty one counts as found, and then the suffix, which tells the places apart, is not
# asked; without the empty prefix the same suffix is right. A letter that was changed shifts the range: "the cat", where the page
# now has "The cat sat", becomes "he cat ", and "color theory" finds "colour theor", as long as the quote was. So a quote is kept
# with its position as a hint, without an empty prefix, and what was found is compared with what was kept.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund dom-anchor-text-quote@4.0.2 jsdom@26.1.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { JSDOM } from "jsdom";
const { window } = new JSDOM("<body></body>");
for (const name of ["document", "Node", "NodeFilter", "Range"]) globalThis[name] = window[name];
const { fromRange, toRange } = (await import("dom-anchor-text-quote")).default;
const { body } = window.document;
const found = (html, quote, options) => {
  body.innerHTML = html;
  try {
    const range = toRange(body, quote, options);
    return range && [range.toString(), range.startOffset];
  } catch (error) {
    return error.name;
  }
};
const twice = "<p>the cat sat. the cat ran.</p>";
const kept = () => {
  body.innerHTML = twice;
  const range = window.document.createRange();
  const text = body.firstChild.firstChild;
  range.setStart(text, 0);
  range.setEnd(text, 7);
  return fromRange(body, range);
};
const seen = {
  last: found("<p>some words</p>", { exact: "words" }),
  beforeLast: found("<p>some words </p>", { exact: "words" }),
  twice: [found(twice, { exact: "the cat" }), found(twice, { exact: "the cat" }, { hint: 0 })],
  kept: [kept(), found(twice, kept()), found(twice, { ...kept(), prefix: undefined })],
  capital: found("<p>The cat sat</p>", { exact: "the cat" }),
  spelling: found("<p>colour theory is</p>", { exact: "color theory" }),
};
console.log(seen);
assert.deepEqual(seen, {
  last: "TypeError",
  beforeLast: ["words", 5],
  twice: [["the cat", 13], ["the cat", 0]],
  kept: [{ exact: "the cat", prefix: "", suffix: " sat. the cat ran." }, ["the cat", 13], ["the cat", 0]],
  capital: ["he cat ", 1],
  spelling: ["colour theor", 0],
});
JS
node run.mjs
