#!/usr/bin/env bash
# irc-colors 1.5.0 and irc-formatting 1.0.0-rc3, taking the formatting out of lines of IRC, as bridges and log readers do.
#
# Guess: both take out bold, colours, italics, underline, monospace (0x11), strike-through (0x1e) and colours by number of their
# RGB value (0x04), with the digits. Seen: neither knows 0x04: "\x04ff0000red" keeps the sign and its six digits, so that a word
# of the log becomes "ff0000red". irc-formatting knows neither 0x11 nor 0x1e. And a colour that is switched off before a comma and
# a number is read as a colour with a background: of "\x033,5 apples" both leave " apples", and of "\x03,5 apples" irc-colors
# takes the number away too, which is no colour at all for the other. A log that went through one of them has lost numbers and
# gained signs.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund irc-colors@1.5.0 irc-formatting@1.0.0-rc3 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import colors from "irc-colors";
import formatting from "irc-formatting";
const lines = ["\x02bold\x02", "\x0304red\x03", "\x04ff0000red\x04", "\x11code\x11", "\x1egone\x1e", "\x033,5 apples", "\x03,5 apples"];
const seen = lines.map((line) => [line, colors.stripColorsAndStyle(line), formatting.strip(line)]);
console.log(seen.map((row) => row.map((text) => JSON.stringify(text)).join("  ")).join("\n"));
assert.deepEqual(seen, [
  ["\x02bold\x02", "bold", "bold"],
  ["\x0304red\x03", "red", "red"],
  ["\x04ff0000red\x04", "\x04ff0000red\x04", "\x04ff0000red\x04"],
  ["\x11code\x11", "code", "\x11code\x11"],
  ["\x1egone\x1e", "gone", "\x1egone\x1e"],
  ["\x033,5 apples", " apples", " apples"],
  ["\x03,5 apples", " apples", ",5 apples"],
]);
JS
node run.mjs
