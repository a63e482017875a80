#!/usr/bin/env bash
# highlight.js 11.12.0, Prism 1.30.0 and Shiki 4.6.0, asked for what people write behind three backticks.
#
# Guess: the short names mean the same language everywhere, and the usual ones are known. Seen: `m` is Mercury and `ml` Standard ML
# in highlight.js (not MATLAB, not OCaml) and unknown to the two others; `v` is Verilog there and V in both others, `shell` a
# session with prompts there and a script in both others, `vb` VB.NET there; `rest` is reStructuredText for Prism. Nobody knows
# `octave`, `plain`, `conf`, `env` or `bib`; highlight.js has neither `asm`, `vue`, `dot`, `csv`, `sass`, `zig` nor `tf`; Prism
# lacks `console`, `rs`, `vue`, `pl`. Whoever takes in code from chats with another highlighter, or changes one, keeps a table of
# names of its own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund highlight.js@11.12.0 prismjs@1.30.0 shiki@4.6.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import hljs from "highlight.js";
import { bundledLanguagesInfo } from "shiki";
const prism = createRequire(import.meta.url)("prismjs/components.json").languages;
const knows = {
  hljs: (name) => hljs.getLanguage(name)?.name,
  prism: (name) => {
    const found = Object.entries(prism).find(([id, { alias = [] }]) => id === name || [alias].flat().includes(name));
    return found && (found[1].aliasTitles?.[name] ?? found[1].title);
  },
  shiki: (name) => bundledLanguagesInfo.find(({ id, aliases = [] }) => id === name || aliases.includes(name))?.name,
};
const told = (name) => Object.values(knows).map((know) => know(name));
const unknown = (names, know) => names.filter((name) => know(name) === undefined);
const seen = {
  m: told("m"),
  ml: told("ml"),
  v: told("v"),
  shell: told("shell"),
  nobody: ["octave", "plain", "conf", "env", "bib"].filter((name) => told(name).every((known) => known === undefined)),
  hljs: unknown(["asm", "vue", "dot", "csv", "sass", "zig", "tf", "python"], knows.hljs),
  prism: unknown(["console", "rs", "vue", "pl", "python"], knows.prism),
};
console.log(seen);
assert.deepEqual(seen, {
  m: ["Mercury", undefined, undefined],
  ml: ["SML (Standard ML)", undefined, undefined],
  v: ["Verilog", "V", "V"],
  shell: ["Shell Session", "Shell", "Shell"],
  nobody: ["octave", "plain", "conf", "env", "bib"],
  hljs: ["asm", "vue", "dot", "csv", "sass", "zig", "tf"],
  prism: ["console", "rs", "vue", "pl"],
});
JS
node run.mjs
