#!/usr/bin/env bash
# @bbob/html 4.4.1 with its own preset (@bbob/preset-html5 4.4.1) and ya-bbcode 4.0.0, reading BBCode, as the forums have it from
# which schools bring years of talk.
#
# Guess: forums differ in rare tags; code, quotes with names, links and lists mean the same everywhere, and a word in brackets
# that is no tag stays. Seen: in bbob each such word leaves what people see: "[1] footnote" is " footnote", "see [note] here"
# loses the note, and in [code] as well, so of "arr[i] = arr[0];" there stays "arr = arr;"; ya-bbcode makes italics of the i, from
# there to the end of the page. The name in [quote=Ada] is dropped by bbob, and kept with its quotation marks, as letters, by
# ya-bbcode. A mark that nobody closed, "[b]x", is bold over nothing in one and everything behind in the other. ya-bbcode turns a
# plain [url]address[/url] into a link to "#", a closing mark without its opening into "[TAG-0]", numbered lists into dots, and
# knows neither [s], [color] nor [table]. [size=200], twice the size in every forum, is twenty times it in bbob.
#
# What it means: old posts are read by a reader of one's own for the tags of that forum; code comes out first, and what is no tag
# stays as it was typed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @bbob/html@4.4.1 @bbob/preset-html5@4.4.1 ya-bbcode@4.0.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import render from "@bbob/html";
import preset from "@bbob/preset-html5";
import Ya from "ya-bbcode";
const html = (render.default ?? render).bind(null);
const rules = (preset.default ?? preset)();
const bbob = (text) => html(text, rules);
const ya = (text) => new (Ya.default ?? Ya)().parse(text);
const words = (text) => bbob(text).replace(/<[^>]*>/g, "");
const seen = {
  words: ["[1] footnote", "see [note] here", "[code]arr[i] = arr[0];[/code]"].map(words),
  code: ya("[code]arr[i] = arr[0];[/code]"),
  quote: [bbob("[quote=Ada]x[/quote]"), ya('[quote="Ada L"]x[/quote]')],
  open: [bbob("[b]x"), ya("[b]x")],
  link: [bbob("[url]http://a.example/[/url]"), ya("[url]http://a.example/[/url]")],
  closing: ya("x[/b]"),
  list: [bbob("[list=1][*]a[/list]"), ya("[list=1][*]a[/list]")],
  unknown: ya("[s]x[/s] [color=red]y[/color]"),
  size: bbob("[size=200]x[/size]"),
};
console.log(seen);
assert.deepEqual(seen, {
  words: [" footnote", "see  here", "arr = arr;"],
  code: "<code>arr<i> = arr[0];</code>",
  quote: ["<blockquote><p>x</p></blockquote>", '<blockquote author="&quot;Ada L&quot;">x</blockquote>'],
  open: ['<span style="font-weight: bold;"></span>x', "<strong>x"],
  link: ['<a href="http://a.example/">http://a.example/</a>', '<a href="#">http://a.example/</a>'],
  closing: "x[TAG-0]",
  list: ['<ol type="1"><li>a</li></ol>', "<ul><li>a</ul>"],
  unknown: "[s]x[/s] [color=red]y[/color]",
  size: '<span style="font-size: 20em;">x</span>',
});
JS
./node_modules/.bin/node run.mjs
