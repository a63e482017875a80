#!/usr/bin/env bash
# strip-ansi 7.2.0 and `util.stripVTControlCharacters` of Node 24.21.0 and 20.20.2, taking colours out of what people paste from a
# terminal; ansi_up 6.0.6, fancy-ansi 0.1.3, ansi-to-html 0.7.2 and anser 2.3.5, making HTML of it.
#
# Guess: Node's function is strip-ansi taken into Node, so it is one and the same; a maker of HTML may not know a rare sequence,
# then it is left out, and the words stay. Seen: of colours with colons (ECMA-48's own form, `38:2::255:0:0m`, and `4:3m`, the wavy
# line under what compilers complain of) Node 24 leaves nothing and Node 20 leaves ":3m" in front of the word, as do fancy-ansi's
# own stripper and all four makers of HTML. Of a window's title (each prompt of Debian's bash sends one) Node 20 and fancy-ansi
# take the "0;m" as if it were a sequence and leave "y title" and the bell, the makers all of it. A link (OSC 8, as `ls`, `gcc` and
# test runners write) is an <a> for ansi_up, letters with its address for ansi-to-html and anser, and NOTHING for fancy-ansi: the
# linked words are gone. A coloured underline (`58;5;1m`) is bold and BLINKING in ansi-to-html and anser. A "\r" that drew a bar
# over itself is kept by all, so "50%" and "100%" are one line.
#
# What it means: a chat that cleans pasted output cannot lean on the platform (the same call differs between a developer's Node and
# the next); it takes strip-ansi, and looks for what is left of ESC, BEL and 9B behind it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund strip-ansi@7.2.0 ansi_up@6.0.6 fancy-ansi@0.1.3 ansi-to-html@0.7.2 anser@2.3.5 node@24.21.0 \
  node-20@npm:node@20.20.2 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import anser from "anser";
import Convert from "ansi-to-html";
import { AnsiUp } from "ansi_up";
import { FancyAnsi, stripAnsi as fancyStrip } from "fancy-ansi";
import stripAnsi from "strip-ansi";
const esc = "\u001b";
const older = 'process.stdout.write(JSON.stringify(require("node:util").stripVTControlCharacters(JSON.parse(process.argv[1]))))';
const readers = {
  strip: stripAnsi,
  node24: stripVTControlCharacters,
  node20: (text) => JSON.parse(execFileSync("node_modules/node-20/bin/node", ["-e", older, JSON.stringify(text)])),
  fancyStrip,
  up: (text) => new AnsiUp().ansi_to_html(text),
  fancy: (text) => new FancyAnsi().toHtml(text),
  html: (text) => new Convert({ escapeXML: true }).toHtml(text),
  anser: (text) => anser.ansiToHtml(anser.escapeForHtml(text)),
};
const all = (text) => Object.fromEntries(Object.entries(readers).map(([name, read]) => [name, read(text)]));
const seen = {
  colons: all(`${esc}[38:2::255:0:0mred${esc}[0m`),
  wavy: all(`${esc}[4:3mund${esc}[0m`),
  title: all(`${esc}]0;my title\u0007$ ls`),
  link: all(`${esc}]8;;https://e.org/${esc}\\link${esc}]8;;${esc}\\`),
  underline: all(`${esc}[58;5;1mx`),
  bar: all("50%\r100%"),
};
console.log(JSON.stringify(seen, null, 1));
const left = ":2::255:0:0mred";
assert.deepEqual(seen.colons, { strip: "red", node24: "red", node20: left, fancyStrip: left, up: `[38${left}`, fancy: `[38${left}`, html: left, anser: `38${left}` });
assert.deepEqual(seen.wavy, { strip: "und", node24: "und", node20: ":3mund", fancyStrip: ":3mund", up: "[4:3mund", fancy: "[4:3mund", html: ":3mund", anser: "4:3mund" });
assert.deepEqual([seen.title.strip, seen.title.node24], ["$ ls", "$ ls"]);
assert.deepEqual([seen.title.node20, seen.title.fancyStrip], ["y title\u0007$ ls", "y title\u0007$ ls"]);
assert.ok([seen.title.up, seen.title.fancy, seen.title.html, seen.title.anser].every((text) => text.endsWith("]0;my title\u0007$ ls")));
assert.equal(seen.link.up, '<a href="https://e.org/">link</a>');
assert.equal(seen.link.fancy, "");
assert.equal(seen.link.html, "]8;;https://e.org/\\link]8;;\\");
assert.ok(seen.link.anser.includes("https://e.org/") && seen.link.anser.includes(esc));
assert.equal(seen.underline.html, "<blink><b>x</b></blink>");
assert.match(seen.underline.anser, /font-weight:bold;text-decoration:blink/);
assert.ok(Object.values(seen.bar).every((text) => text === "50%\r100%"));
JS
./node_modules/.bin/node run.mjs
