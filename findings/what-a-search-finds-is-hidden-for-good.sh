#!/usr/bin/env bash
# html-minifier-terser 7.2.0 (beneath html-webpack-plugin and many builds) and @minify-html/node 0.18.1, which make pages smaller:
# the first with the options that its manual lists for attributes and blanks, the second as it comes.
#
# Guess: what they take away says nothing (quotes, defaults, empty attributes, blanks between blocks), and what differs is at most a
# blank at the rim of an inline element. Seen: `hidden="until-found"`, which the browser's search opens, is taken for a bare
# `hidden` by both, and nobody finds it. `value=""` goes from every <input>: a submit button that was to be blank says "Submit" (or
# "Abschicken", as the browser has it), and a checkbox that sent nothing sends "on". `lang=""`, which says that the language is NOT
# the page's, goes, and the reader reads in the page's. @minify-html takes `target="_self"` off a link on a page whose <base> has
# `target="_blank"`, so that it opens another tab; and the blank between two buttons or spans at the top goes. html-minifier-terser
# glues the words of a drawing ("a<tspan>b</tspan>c") and what stands behind a <dialog> or a <search>.
#
# What it means: pages go through them without `removeEmptyAttributes` and `collapseBooleanAttributes`; that which they save is what
# compression saves anyway.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund html-minifier-terser@7.2.0 @minify-html/node@0.18.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import small from "@minify-html/node";
import { minify } from "html-minifier-terser";
const options = {
  collapseBooleanAttributes: true,
  collapseWhitespace: true,
  removeAttributeQuotes: true,
  removeEmptyAttributes: true,
  removeRedundantAttributes: true,
};
const both = async (page) => [await minify(page, options), small.minify(Buffer.from(page), {}).toString()];
const seen = {
  found: await both('<div hidden="until-found">x</div>'),
  submit: await both('<input type="submit" value="">'),
  box: await both('<input type="checkbox" value="">'),
  language: await both('<b lang="">x</b>'),
  here: await both('<base target="_blank"><a target="_self">x</a>'),
  buttons: await both("<button>a</button> <button>b</button>"),
  drawing: await both("<svg><text>a <tspan>b</tspan> c</text></svg>"),
  behind: await both("<search>a</search> b"),
};
console.log(seen);
assert.deepEqual(seen, {
  found: ["<div hidden>x</div>", "<div hidden>x</div>"],
  submit: ["<input type=submit>", "<input type=submit>"],
  box: ["<input type=checkbox>", "<input type=checkbox>"],
  language: ["<b>x</b>", "<b>x</b>"],
  here: ["<base target=_blank><a target=_self>x</a>", "<base target=_blank><a>x</a>"],
  buttons: ["<button>a</button> <button>b</button>", "<button>a</button><button>b</button>"],
  drawing: ["<svg><text>a<tspan>b</tspan>c</text></svg>", "<svg><text>a <tspan>b</tspan> c</text></svg>"],
  behind: ["<search>a</search>b", "<search>a</search> b"],
});
JS
./node_modules/.bin/node run.mjs
