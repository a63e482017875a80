#!/usr/bin/env bash
# @ipld/dag-json 11.0.0 and @ipld/dag-cbor 10.0.2, the two fixed forms in which records are written before they are hashed (IPFS,
# Bluesky's repositories, logs that prove their order).
#
# Guess: what one writes it reads, both sort keys by one rule, and what has no form is refused; strict is what they are for. Seen:
# a record { "/": "x" } is written by dag-json and refused by its own reader, for "/" is its mark for links, and { "/": { bytes:
# "YQ" } } comes back as the byte 97; dag-cbor keeps both. dag-json sorts keys by bytes ("10" before "9", "aa" before "b") and
# dag-cbor by length first, so "the order of keys" is two. Whole numbers from 2^53 on that are no BigInt are written
# "9007199254740992.0" in dag-json and as floats in dag-cbor, while 9007199254740993n is a whole number: one number by two roads,
# two hashes. -0 is 0 in both. Half a surrogate pair is kept by dag-json ("\ud800") and is U+FFFD in dag-cbor, in silence.
# Undefined, NaN and dates throw, as one would wish. A repeated key and letters behind the value are refused; blanks are read, so
# what is read is not always what would be written.
#
# What it means: a hash chain is made over bytes that are kept as they were written, and who checks hashes those bytes; he does not
# write the record anew.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @ipld/dag-json@11.0.0 @ipld/dag-cbor@10.0.2 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import * as cbor from "@ipld/dag-cbor";
import * as json from "@ipld/dag-json";
const text = (value) => new TextDecoder().decode(json.encode(value));
const again = (format, value) => {
  try {
    return format.decode(format.encode(value));
  } catch ({ message }) {
    return "throws";
  }
};
const keys = (value) => [text(value), Object.keys(cbor.decode(cbor.encode(value))).join()];
const seen = {
  slash: [again(json, { "/": "x" }), again(cbor, { "/": "x" })],
  bytes: [[...again(json, { "/": { bytes: "YQ" } })], again(cbor, { "/": { bytes: "YQ" } })],
  order: [keys({ 10: 1, 9: 2 }), keys({ aa: 1, b: 2 })],
  large: [text({ a: 2 ** 53 }), text({ a: 2n ** 53n + 1n })],
  zero: [text({ a: -0 })],
  half: [text({ a: "\ud800" }), cbor.decode(cbor.encode({ a: "\ud800" })).a],
  refused: [undefined, NaN, new Date(0)].map((a) => again(json, { a })),
  blank: json.decode(new TextEncoder().encode('{ "b": 1, "a": 2 }')),
};
console.log(seen);
assert.deepEqual(seen, {
  slash: ["throws", { "/": "x" }],
  bytes: [[97], { "/": { bytes: "YQ" } }],
  order: [
    ['{"10":1,"9":2}', "9,10"],
    ['{"aa":1,"b":2}', "b,aa"],
  ],
  large: ['{"a":9007199254740992.0}', '{"a":9007199254740993}'],
  zero: ['{"a":0}'],
  half: ['{"a":"\\ud800"}', "\ufffd"],
  refused: ["throws", "throws", "throws"],
  blank: { b: 1, a: 2 },
});
JS
./node_modules/.bin/node run.mjs
