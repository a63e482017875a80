#!/usr/bin/env bash
# parse-diff 0.12.0, gitdiff-parser 0.3.1, what-the-diff 0.6.0, parse-git-diff 0.0.20, diff 9.0.0 (`parsePatch`) and diff2html
# 3.4.56, reading changes as people paste them: from `git diff`, `git format-patch`, `diff -u` and editors.
#
# Guess: six readers of one old format agree on the lines of a hunk, since its head counts them, and on the file's name; they
# differ in renames and binary files. Seen: with `diff.noprefix` set (or `git diff --no-prefix`) gitdiff-parser takes two signs off
# all the same: x.ts is a file called "ts"; of a name with an umlaut, which git writes as "a/\303\274.txt", only diff gives "ü"; of
# a name with a blank three keep the tab that git puts behind it. `git format-patch` ends a mail with "-- " and git's version:
# gitdiff-parser and diff2html count that as one more line taken out, diff and what-the-diff throw for the whole, parse-git-diff
# finds no file. An empty line whose blank an editor or a mail program took off ends the hunk in parse-git-diff (the rest is gone
# without a word), is left out by gitdiff-parser and diff2html, and throws in what-the-diff. CR LF is kept by four, dropped by two,
# so a change of line ends alone shows two equal lines there. `diff -u` without git is nothing at all for gitdiff-parser and
# parse-git-diff.
#
# What it means: who shows a pasted change counts the lines by the hunk's own head and shows the raw text where they do not come
# out even.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund parse-diff@0.12.0 gitdiff-parser@0.3.1 what-the-diff@0.6.0 parse-git-diff@0.0.20 diff@9.0.0 diff2html@3.4.56 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { parsePatch } from "diff";
import { parse as diff2html } from "diff2html";
import gitdiff from "gitdiff-parser";
import parseDiff from "parse-diff";
import { parse as whatTheDiff } from "what-the-diff";
const parseGitDiff = createRequire(import.meta.url)("parse-git-diff").default;
const plain = (line) => line?.replace(/^[-+ ]/, "");
const readers = {
  parseDiff: (text) => parseDiff(text).map(({ to, chunks }) => [to, ...chunks.flatMap(({ changes }) => changes.map(({ content }) => plain(content)))]),
  gitdiff: (text) => gitdiff.parse(text).map(({ newPath, hunks }) => [newPath, ...hunks.flatMap(({ changes }) => changes.map(({ content }) => content))]),
  what: (text) => whatTheDiff(text).map(({ newPath, hunks }) => [newPath, ...hunks.flatMap(({ lines }) => lines.map(plain))]),
  parseGit: (text) => parseGitDiff(text).files.map(({ path, chunks }) => [path, ...chunks.flatMap(({ changes }) => changes.map(({ content }) => content))]),
  diff: (text) => parsePatch(text).map(({ newFileName, hunks }) => [newFileName, ...hunks.flatMap(({ lines }) => lines.map(plain))]),
  diff2html: (text) => diff2html(text).map(({ newName, blocks }) => [newName, ...blocks.flatMap(({ lines }) => lines.map(({ content }) => plain(content)))]),
};
function all(text) {
  const read = ([name, run]) => {
    try {
      return [name, run(text)];
    } catch {
      return [name, "throws"];
    }
  };
  return Object.fromEntries(Object.entries(readers).map(read));
}
const of = (from, to, hunk = "@@ -1 +1 @@\n-a\n+b\n") => `diff --git ${from} ${to}\nindex 1111111..2222222 100644\n--- ${from}\n+++ ${to}\n${hunk}`;
const seen = {
  plain: all(of("a/x.ts", "b/x.ts")),
  bare: all(of("x.ts", "x.ts")),
  umlaut: all(of('"a/\\303\\274.txt"', '"b/\\303\\274.txt"')),
  blank: all(of("a/a b.txt", "b/a b.txt").replace(/^([-+]{3} .*)$/gm, "$1\t")),
  mail: all(`From 1111111 Mon Sep 17 00:00:00 2001\nSubject: x\n---\n x | 2 +-\n\n${of("a/x", "b/x")}-- \n2.39.5\n\n`),
  trimmed: all(of("a/x", "b/x", "@@ -1,3 +1,3 @@\n a\n\n-b\n+c\n")),
  crlf: all(of("a/x", "b/x", "@@ -1 +1 @@\n-b\r\n+b\n")),
  old: all("--- x.txt\t2026-11-29 10:00:00.000000000 +0100\n+++ x.txt\t2026-11-29 10:00:01.000000000 +0100\n@@ -1 +1 @@\n-a\n+b\n"),
};
console.log(JSON.stringify(seen, null, 1));
const name = (found) => Object.values(found).map(([first]) => first?.[0]);
assert.deepEqual(name(seen.plain), ["x.ts", "x.ts", "b/x.ts", "x.ts", "b/x.ts", "x.ts"]);
assert.deepEqual(name(seen.bare), ["x.ts", "ts", "x.ts", "x.ts", "x.ts", "x.ts"]);
assert.deepEqual(
  Object.entries(seen.umlaut).filter(([, [[found]]]) => found.includes("ü")).map(([reader]) => reader),
  ["diff"],
);
assert.deepEqual(
  Object.entries(seen.blank).filter(([, [[found]]]) => found.endsWith("\t")).map(([reader]) => reader),
  ["gitdiff", "parseGit", "diff2html"],
);
assert.deepEqual(seen.mail, { parseDiff: [["x", "a", "b"]], gitdiff: [["x", "a", "b", "- "]], what: "throws", parseGit: [], diff: "throws", diff2html: [["x", "a", "b", "- "]] });
assert.deepEqual(seen.trimmed, {
  parseDiff: [["x", "a", "", "b", "c"]],
  gitdiff: [["x", "a", "b", "c"]],
  what: "throws",
  parseGit: [["x", "a"]],
  diff: [["b/x", "a", "", "b", "c"]],
  diff2html: [["x", "a", "b", "c"]],
});
assert.deepEqual(
  Object.entries(seen.crlf).filter(([, [[, before]]]) => before === "b\r").map(([reader]) => reader),
  ["parseDiff", "gitdiff", "parseGit", "diff"],
);
assert.deepEqual([seen.old.gitdiff, seen.old.what, seen.old.parseGit], [[], "throws", []]);
JS
node run.mjs
