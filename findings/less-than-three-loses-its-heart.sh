#!/usr/bin/env bash
# node-html-parser 9.0.7, linkedom 0.18.15, htmlparser2 12.0.0 and happy-dom 21.0.4, which read pages without a browser (in
# workers, bots and tests), beside cheerio 1.2.0, which follows the standard, and jsdom 29.1.1.
#
# Guess: they are lenient and differ in what is broken; an end tag that may be left out is no fault, and "<" before a digit is a
# sign. Seen: of "I <3 you" happy-dom makes "I  you": the "<3" is gone, as at a line's head. node-html-parser takes elements off
# whose end tag is left out, as the standard allows: the second <option> and the reading of a <ruby> become bare letters, and
# `<p/>` is closed there, so "x" behind it is outside. `<b>a<i>b</b>c</i>` is three trees and text within a table four, of six
# (cheerio, which makes a page of it, sets the text before the table as a browser does, jsdom, given the body, behind). The text of
# a <template> counts as text in two, a <br> is a line's end in node-html-parser and nothing in the rest, entities in a <textarea>
# stay letters in linkedom, where CLASS is no class either.
#
# What it means: what is shown after it was cleaned is parsed by the browser's own parser; a test of cleaning in happy-dom looks at
# another tree.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node-html-parser@9.0.7 linkedom@0.18.15 htmlparser2@12.0.0 dom-serializer@3.1.1 happy-dom@21.0.4 \
  cheerio@1.2.0 jsdom@29.1.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { load } from "cheerio";
import serialise from "dom-serializer";
import { Window } from "happy-dom";
import { parseDocument } from "htmlparser2";
import { JSDOM } from "jsdom";
import { parseHTML } from "linkedom";
import { parse } from "node-html-parser";
const render = serialise.default ?? serialise;
function happy(html) {
  const { document } = new Window();
  document.body.innerHTML = html;
  return document.body;
}
const linked = (html) => parseHTML(`<html><body>${html}</body></html>`).document.body;
const readers = {
  jsdom: (html) => new JSDOM(`<body>${html}`).window.document.body.innerHTML,
  cheerio: (html) => load(html)("body").html(),
  happy: (html) => happy(html).innerHTML,
  linkedom: (html) => linked(html).innerHTML,
  small: (html) => parse(html).toString(),
  two: (html) => render(parseDocument(html), { encodeEntities: "utf8" }),
};
const all = (html) => Object.fromEntries(Object.entries(readers).map(([name, read]) => [name, read(html)]));
const seen = {
  heart: all("I <3 you"),
  options: all("<select><option>a<option>b</select>"),
  ruby: all("<ruby>漢<rt>kan</ruby>"),
  closed: all("<p/>x"),
  crossed: all("<b>a<i>b</b>c</i>"),
  table: all("<table>x<tr><td>a</table>"),
  upper: [linked("<p CLASS=X>y</p>").firstElementChild.className, happy("<p CLASS=X>y</p>").firstElementChild.className],
  area: [linked("<textarea>a&amp;b</textarea>").textContent, happy("<textarea>a&amp;b</textarea>").textContent],
  lines: [parse("a<br>b").textContent, happy("a<br>b").textContent],
  template: [parse("<template>x</template>y").textContent, linked("<template>x</template>y").textContent, happy("<template>x</template>y").textContent],
};
console.log(seen);
assert.deepEqual(seen.heart, { jsdom: "I &lt;3 you", cheerio: "I &lt;3 you", happy: "I  you", linkedom: "I &lt;3 you", small: "I <3 you", two: "I &lt;3 you" });
assert.deepEqual([seen.options.small, seen.ruby.small, seen.closed.small], ["<select><option>a</option>b</select>", "<ruby>漢kan</ruby>", "<p></p>x"]);
assert.deepEqual([seen.options.two, seen.ruby.two, seen.closed.two], [seen.options.jsdom, seen.ruby.jsdom, seen.closed.jsdom]);
const tails = { jsdom: "<b>a<i>b</i></b><i>c</i>", cheerio: "<b>a<i>b</i></b><i>c</i>", happy: "<b>a<i>b</i></b>c", linkedom: "<b>a<i>b</i></b>c", small: "<b>a<i>bc</i></b>", two: "<b>a<i>b</i></b>c" };
assert.deepEqual(seen.crossed, tails);
assert.equal(new Set(Object.values(seen.table)).size, 4);
assert.deepEqual([seen.upper, seen.area, seen.lines, seen.template], [["", "X"], ["a&amp;b", "a&b"], ["a\nb", "ab"], ["xy", "xy", "y"]]);
JS
./node_modules/.bin/node run.mjs
