#!/usr/bin/env bash
# jsonrepair 3.15.0, best-effort-json-parser 1.5.1 and partial-json 0.1.7, with which bots read JSON as people, old programs and
# language models write it.
#
# Guess: what can be mended in one way is, what cannot throws; numbers and words stay what they are, and what is not understood is
# missing at most. Seen: jsonrepair makes of {b:'it's'} the text `it"s`, a quotation mark in place of the apostrophe, of [1,,2] the
# list [[1],2], of 007 the text "007" and of NaN the text "NaN"; a telephone number +49301 and a time 10:30 throw.
# best-effort-json-parser reads 10:30 as 10 and a property "" of 30, a lone "-" as -0, 007 as 7, [1,,2] as [1,"",2], an address
# without quotes as "https:" with all behind it gone, and after `None` (Python's null) the REST OF THE TEXT is that property's
# words. partial-json, which says it completes what is cut, gives {} for a whole object with one `None`, one .5 or one line's end
# inside of a text, and leaves out a key "__proto__". Of `tru`, cut by a limit of length, jsonrepair makes the text "tru", the two
# others true. Two objects one behind the other are the first alone for two of them.
#
# What it means: a message made by a program is taken as JSON or refused with the place of the fault; nothing that was mended may
# post, grade or delete.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund jsonrepair@3.15.0 best-effort-json-parser@1.5.1 partial-json@0.1.7 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { parse as effort, setErrorLogger } from "best-effort-json-parser";
import { jsonrepair } from "jsonrepair";
import { parse as partial } from "partial-json";
setErrorLogger(() => {});
const or = (read) => {
  try {
    return read();
  } catch {
    return "throws";
  }
};
const all = (text) => [or(() => JSON.parse(jsonrepair(text))), or(() => effort(text)), or(() => partial(text))];
const texts = {
  apostrophe: "{b:'it's'}",
  hole: "[1,,2]",
  zeros: '{"a":007}',
  nan: '{"a":NaN}',
  phone: '{"a":+49301}',
  time: '{"a":10:30}',
  minus: '{"a":-}',
  none: '{"a":None,"b":1}',
  half: '{"a":.5,"b":1}',
  line: '{"a":"x\ny","b":1}',
  address: '{"a":https://e.org/x,"b":1}',
  cut: '{"a":tru',
  two: '{"a":1}{"b":2}',
};
const seen = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, all(text)]));
console.log(JSON.stringify(seen, null, 1));
assert.deepEqual(seen, {
  apostrophe: [{ b: 'it"s' }, { b: "it", "s'": undefined }, {}],
  hole: [[[1], 2], [1, "", 2], [1]],
  zeros: [{ a: "007" }, { a: 7 }, {}],
  nan: [{ a: "NaN" }, { a: "NaN}" }, { a: NaN }],
  phone: ["throws", { a: "+49301}" }, {}],
  time: ["throws", { a: 10, "": 30 }, {}],
  minus: [{ a: -0 }, { a: -0 }, {}],
  none: [{ a: null, b: 1 }, { a: 'None,"b":1}' }, {}],
  half: [{ a: 0.5, b: 1 }, { a: 0.5, b: 1 }, {}],
  line: [{ a: "x\ny", b: 1 }, { a: "x\ny", b: 1 }, {}],
  address: [{ a: "https://e.org/x", b: 1 }, { a: "https:" }, {}],
  cut: [{ a: "tru" }, { a: true }, { a: true }],
  two: ["throws", { a: 1 }, { a: 1 }],
});
assert.deepEqual(Object.keys(partial('{"__proto__":{"x":1}}')), []);
JS
node run.mjs
