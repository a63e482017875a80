#!/usr/bin/env bash
# remark-math 6.0.0, marked-katex-extension 5.1.13 (as it comes, and with `nonStandard`), @vscode/markdown-it-katex 1.1.2 and
# markdown-it-texmath 1.0.0, with KaTeX behind them: what of a sentence with dollars is a formula?
#
# Guess: as in Pandoc: no digit behind the last dollar, no blank inside of them, so that prices are prices. Seen: remark-math
# takes whatever stands between two dollars ("I paid $5 and $6." has the formula "5 and "), and so does marked's with
# `nonStandard`, which its manual names for formulas beside letters; without it marked's finds no formula in "$x$는" or "中文$x$中文",
# which the others do; texmath makes one of "$HOME/$PATH"; "$5 (US$)" is one for all but marked's, and "echo $HOME$" for all: the
# only one of the seven that the five read alike. The same notes moved from one to another lose words or formulas.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund remark-parse@11.0.0 remark-math@6.0.0 unified@11.0.5 marked@18.2.1 marked-katex-extension@5.1.13 markdown-it@15.0.3 @vscode/markdown-it-katex@1.1.2 markdown-it-texmath@1.0.0 katex@0.18.11 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import vscode from "@vscode/markdown-it-katex";
import katex from "katex";
import MarkdownIt from "markdown-it";
import texmath from "markdown-it-texmath";
import { Marked } from "marked";
import markedKatex from "marked-katex-extension";
import remarkMath from "remark-math";
import remarkParse from "remark-parse";
import { unified } from "unified";
const options = { throwOnError: false };
const standard = new Marked(markedKatex(options));
const loose = new Marked(markedKatex({ ...options, nonStandard: true }));
const ofVscode = new MarkdownIt().use(vscode.default ?? vscode);
const ofTexmath = new MarkdownIt().use(texmath, { engine: katex, delimiters: "dollars" });
const remark = unified().use(remarkParse).use(remarkMath);
const inTree = (node) => [node.type === "inlineMath" ? node.value : [], ...(node.children ?? []).map(inTree)].flat();
const inHtml = (html) => [...html.matchAll(/<annotation encoding="application\/x-tex">([^<]*)</g)].map(([, tex]) => tex);
const lines = ["I paid $5 and $6.", "$HOME/$PATH", "echo $HOME$", "$x$는", "中文$x$中文", "$5 (US$)", "^a$|^b$"];
const seen = Object.fromEntries(
  lines.map((line) => [
    line,
    [
      inTree(remark.parse(line)),
      inHtml(loose.parse(line)),
      inHtml(standard.parse(line)),
      inHtml(ofVscode.render(line)),
      inHtml(ofTexmath.render(line)),
    ].map((found) => found.join()),
  ]),
);
console.log(seen);
assert.deepEqual(seen, {
  "I paid $5 and $6.": ["5 and ", "5 and", "", "", ""],
  "$HOME/$PATH": ["HOME/", "HOME/", "", "", "HOME/"],
  "echo $HOME$": ["HOME", "HOME", "HOME", "HOME", "HOME"],
  "$x$는": ["x", "x", "", "x", "x"],
  "中文$x$中文": ["x", "x", "", "x", "x"],
  "$5 (US$)": ["5 (US", "5 (US", "", "5 (US", "5 (US"],
  "^a$|^b$": ["|^b", "|^b", "", "", "|^b"],
});
JS
./node_modules/.bin/node run.mjs
