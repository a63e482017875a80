#!/usr/bin/env bash
# @messageformat/core 3.4.1 and intl-messageformat 12.1.5, the two readers of ICU messages, and messageformat 4.0.0 for the second
# form.
#
# Guess: a catalogue that the one reads says the same through the other; what comes out is a text. Seen: for plurals, apostrophes
# and selects it does. `{n, number, ::percent .00}` of 0.256 is "25.60%" in intl-messageformat and "0.26%" in @messageformat,
# which is ICU's own rule: the skeleton's `percent` is a sign and no factor (`{n, number, percent}` without "::" is 26% in both).
# A message that is one placeholder and nothing else gives from @messageformat the value itself, a number, null or undefined and
# no text, so that a later `.trim()` throws, and a missing value shows as "undefined" there and throws here. `{d, date, short}`
# has a year of two digits here and of four there. "<b>" in a text is a tag that wants a function in intl-messageformat and two
# signs in @messageformat. And in the second form each placeholder comes wrapped in invisible marks (U+2068 … U+2069), so that "Hi
# Ada" is not "Hi Ada" for a test, a search or a file's name; in Arabic numbers are, too. `bidiIsolation: "none"` takes them off.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @messageformat/core@3.4.1 intl-messageformat@12.1.5 messageformat@4.0.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import Core from "@messageformat/core";
import { IntlMessageFormat } from "intl-messageformat";
import { MessageFormat } from "messageformat";
const or = (what) => {
  try {
    return what();
  } catch {
    return "throws";
  }
};
const both = (message, values = {}) => [
  or(() => new Core("en").compile(message)(values)),
  or(() => new IntlMessageFormat(message, "en", undefined, { timeZone: "UTC" }).format(values)),
];
const second = (locale, message, values, options) => new MessageFormat(locale, message, options).format(values);
const seen = {
  plural: both("it''s {n, plural, =0 {none} one {# file} other {# files}}", { n: 1000 }),
  percent: both("{n, number, percent}", { n: 0.256 }),
  skeleton: both("{n, number, ::percent .00}", { n: 0.256 }),
  alone: both("{n}", { n: 5 }),
  nobody: both("{n}", { n: null }),
  missing: both("{n} files"),
  date: both("{d, date, short}", { d: new Date(Date.UTC(2026, 10, 29, 12)) }),
  tag: both("a <b>c</b>"),
  isolated: [second("en", "Hi {$x}", { x: "Ada" }), second("ar", "{$n :number}", { n: 5 })],
  bare: second("en", "Hi {$x}", { x: "Ada" }, { bidiIsolation: "none" }),
};
console.log(seen);
assert.deepEqual(seen, {
  plural: ["it's 1,000 files", "it's 1,000 files"],
  percent: ["26%", "26%"],
  skeleton: ["0.26%", "25.60%"],
  alone: [5, "5"],
  nobody: [null, ""],
  missing: ["undefined files", "throws"],
  date: ["11/29/2026", "11/29/26"],
  tag: ["a <b>c</b>", "throws"],
  isolated: ["Hi \u2068Ada\u2069", "\u20675\u2069"],
  bare: "Hi Ada",
});
JS
node run.mjs
