#!/usr/bin/env bash
# remend 1.4.0 (beneath streamdown, of 2025), which completes the Markdown of a message that is still being written, as when a
# bot's answer arrives word by word.
#
# Guess: it closes what is open (stars, backticks, a link) and leaves words alone; a message that is whole comes back as it is.
# Seen: from a "<" with a letter behind it everything to the end is GONE until a ">" comes: "if a <b then c" is "if a", and
# "List<String" is "List", also when that was the whole message. An open bracket makes a link of all behind it: "x in [0, 1" and
# "answers[2" lead to streamdown:incomplete-link, and so does the half-open interval "[0, 1)". 2**3 and x**2 get two more stars
# and "def f(*args, **kwargs" three. "_private" and "see _Faust" turn italic, and an address that ends in "/_x" is another one.
# "costs $$" gets two more dollars. Between digits "~" gets a backslash, in whole texts too ("10~20 and 5~6"), which readers of
# plain text see. A last line of "-" or "--" gets a sign of no width behind it.
#
# What it means: only what is shown is completed, never what is kept or sent on, and a message that has ended is shown as it is.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund remend@1.4.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import remend from "remend";
const seen = {
  cut: ["if a <b then c", "List<String", "x <y and y > z", "3 < 5"].map((text) => remend(text)),
  links: ["x in [0, 1", "answers[2", "[0, 1)"].map((text) => remend(text)),
  powers: ["2**3", "x**2", "def f(*args, **kwargs", "2*3"].map((text) => remend(text)),
  italic: ["_private", "see _Faust", "https://a.example/_x", "snake_case"].map((text) => remend(text)),
  dollars: ["costs $$", "costs $5"].map((text) => remend(text)),
  waves: remend("10~20 and 5~6"),
  lines: ["a\n-", "a\n--", "a\n---"].map((text) => remend(text)),
};
console.log(seen);
const link = "(streamdown:incomplete-link)";
assert.deepEqual(seen, {
  cut: ["if a", "List", "x <y and y > z", "3 < 5"],
  links: [`x in [0, 1]${link}`, `answers[2]${link}`, `[0, 1)]${link}`],
  powers: ["2**3**", "x**2**", "def f(*args, **kwargs***", "2*3"],
  italic: ["_private_", "see _Faust_", "https://a.example/_x_", "snake_case"],
  dollars: ["costs $$$$", "costs $5"],
  waves: "10\\~20 and 5\\~6",
  lines: ["a\n-\u200b", "a\n--\u200b", "a\n---"],
});
JS
./node_modules/.bin/node run.mjs
