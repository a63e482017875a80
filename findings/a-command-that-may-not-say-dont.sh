#!/usr/bin/env bash
# shell-quote 1.12.0, string-argv 0.4.0 and shlex 3.0.0, with which bots part what stands behind a slash command into its words.
#
# Guess: a word ends at a blank, quotation marks hold words together, and a mark that nobody closes is an error or a letter. Seen:
# of "remind me don't forget" shell-quote makes the words don, t and forget; string-argv glues "dont forget" into ONE word without
# its apostrophe; shlex throws ("EOF while in a quoted string"), so nobody may write "don't". In shell-quote "cost $5 each" has an
# empty word in place of the price, whatever follows "#" is a comment ("topic C# and F#" ends behind the C), "what? yes" begins
# with an object { op: "glob" } and no text, and "x (maybe)" has four parts, two of them objects. Backslashes are gone in two of
# the three (C:\new\x is "C:newx"), and stay in the third in front of quotation marks that go. The curved marks that telephones
# type (“so this”) hold nothing together in any. A no-break blank, as telephones put it too, parts words in two of three.
#
# What it means: a command takes the rest of its line as it is, or quotation marks at the edges of a word only, with no escapes
# and with curved marks among them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund shell-quote@1.12.0 string-argv@0.4.0 shlex@3.0.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { parse } from "shell-quote";
import { split } from "shlex";
import { parseArgsStringToArgv } from "string-argv";
const all = (line) =>
  [parse, parseArgsStringToArgv, split].map((part) => {
    try {
      return part(line);
    } catch {
      return "throws";
    }
  });
const seen = {
  apostrophe: all("remind me don't forget"),
  price: all("cost $5 each"),
  sharp: all("topic C# and F#"),
  question: all("what? yes"),
  brackets: parse("x (maybe)"),
  path: all("C:\\new\\x"),
  escaped: all('"a \\"b\\" c"'),
  curved: all("poll “so this” x"),
  blank: all("a\u00a0b"),
  plain: all('poll "so this" x'),
};
console.log(seen);
assert.deepEqual(seen, {
  apostrophe: [["remind", "me", "don", "t", "forget"], ["remind", "me", "dont forget"], "throws"],
  price: [
    ["cost", "", "each"],
    ["cost", "$5", "each"],
    ["cost", "$5", "each"],
  ],
  sharp: [
    ["topic", "C", { comment: " and F#" }],
    ["topic", "C#", "and", "F#"],
    ["topic", "C#", "and", "F#"],
  ],
  question: [
    [{ op: "glob", pattern: "what?" }, "yes"],
    ["what?", "yes"],
    ["what?", "yes"],
  ],
  brackets: ["x", { op: "(" }, "maybe", { op: ")" }],
  path: [["C:newx"], ["C:\\new\\x"], ["C:newx"]],
  escaped: [['a "b" c'], ["a \\b\\ c"], ['a "b" c']],
  curved: Array(3).fill(["poll", "“so", "this”", "x"]),
  blank: [["a", "b"], ["a", "b"], ["a\u00a0b"]],
  plain: Array(3).fill(["poll", "so this", "x"]),
});
JS
node run.mjs
