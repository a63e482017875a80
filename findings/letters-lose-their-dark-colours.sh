#!/usr/bin/env bash
# juice 11.1.1 and @css-inline/css-inline-wasm 0.21.2, which write a mail's style sheet into its elements, as mail programs want
# it.
#
# Guess: what can stand in an element's `style` is written there, the rest (dark colours by @media, :hover) is kept as a sheet, or
# one is told. Seen: css-inline's default throws away every @media rule, so a mail for dark screens is black on black, and keeps of
# two colours, one as the fallback of the other, only the newer one, which is what an older program does not know. `:is(p, b)`, in
# browsers since 2021, is left out by both: neither in the element nor in a sheet, no word of it; a nested rule (`p { &.a {…} }`)
# is a TypeError in juice and an empty `style` in css-inline. Variables are filled in by juice and stay `var(--c)` in css-inline,
# which few mail programs read. Where an element has a colour of its own and a rule has !important the mark stays in css-inline and
# goes in juice. css-inline also makes a whole page of a piece and opens "&copy;" but not "&nbsp;".
#
# What it means: mails have their styles written by hand in the elements and are looked at; a tool between takes a test with a dark
# colour in it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund juice@11.1.1 @css-inline/css-inline-wasm@0.21.2 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { initWasm, inline } from "@css-inline/css-inline-wasm";
import juice from "juice";
await initWasm({ module_or_path: readFileSync("node_modules/@css-inline/css-inline-wasm/index_bg.wasm") }).catch(() => initWasm(readFileSync("node_modules/@css-inline/css-inline-wasm/index_bg.wasm")));
const or = (write) => {
  try {
    return write();
  } catch ({ name }) {
    return name;
  }
};
const all = (css, html = "<p>x</p>") => [or(() => juice(`<style>${css}</style>${html}`)), or(() => inline(`<style>${css}</style>${html}`).replace(/^<html[^>]*><head><\/head><body>|<\/body><\/html>$/g, ""))];
const seen = {
  dark: all("@media (prefers-color-scheme: dark) { p { color: white } } p { color: black }"),
  fallback: all("p { color: red; color: color(display-p3 1 0 0) }"),
  is: all(":is(p, b) { color: red }"),
  nested: all("p { &.a { color: red } }", '<p class="a">x</p>'),
  variable: all(":root { --c: red } p { color: var(--c) }"),
  important: all("p { color: red !important }", '<p style="color: blue">x</p>'),
};
console.log(seen);
assert.match(seen.dark[0], /@media \(prefers-color-scheme:\s*dark\)/);
assert.equal(seen.dark[1], '<p style="color: black;">x</p>');
assert.deepEqual(seen.fallback, ['<p style="color: red; color: color(display-p3 1 0 0);">x</p>', '<p style="color: color(display-p3 1 0 0);">x</p>']);
assert.deepEqual(seen.is, ["<p>x</p>", "<p>x</p>"]);
assert.equal(seen.nested[0], "TypeError");
assert.doesNotMatch(seen.nested[1], /red/);
assert.deepEqual(seen.variable, ['<p style="color: red;">x</p>', '<p style="color: var(--c);">x</p>']);
assert.doesNotMatch(seen.important[0], /important/);
assert.match(seen.important[1], /red !important/);
JS
./node_modules/.bin/node run.mjs
