#!/usr/bin/env bash
# msgpackr 2.1.4, cbor-x 1.6.9, @msgpack/msgpack 3.1.3 and cborg 6.1.5, the packers of messages for sockets and caches, beside
# superjson 2.2.7: a value packed and unpacked again.
#
# Guess: MessagePack and CBOR say more than JSON; what a packer cannot say it refuses. Seen: cborg refuses (dates, sets, errors),
# the others change. @msgpack makes {} of a Map, a Set, a URL and an ArrayBuffer, null of undefined, and of an invalid Date the
# first of January 1970. msgpackr makes an array of a Set and of an error, merges the keys 1 and "1" of a Map, and hands out a
# Float32Array as the Buffer of its bytes. cbor-x makes {} of a URL, takes an error's kind, and three signs out of half a surrogate
# pair (the others one). -0 is 0 in all four, and one object that stands in two places comes back as two. superjson, which is JSON,
# keeps most of these and makes null of an invalid Date and {} of an ArrayBuffer. A schema on both ends says what was meant.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund msgpackr@2.1.4 cbor-x@1.6.9 @msgpack/msgpack@3.1.3 cborg@6.1.5 superjson@2.2.7 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import * as msgpack from "@msgpack/msgpack";
import * as cborx from "cbor-x";
import * as cborg from "cborg";
import * as msgpackr from "msgpackr";
import superjson from "superjson";
const packers = [
  [msgpackr.pack, msgpackr.unpack],
  [cborx.encode, cborx.decode],
  [msgpack.encode, msgpack.decode],
  [cborg.encode, cborg.decode],
  [superjson.stringify, superjson.parse],
];
const all = (value, show = (found) => found) =>
  packers.map(([pack, unpack]) => {
    try {
      return show(unpack(pack({ value })).value);
    } catch {
      return "refused";
    }
  });
const time = (date) => (date === null ? null : Number(date));
const kind = (found) => (found instanceof Error ? found.name : Object.prototype.toString.call(found));
const one = { a: 1 };
const seen = {
  set: all(new Set([1])),
  keys: all(new Map([[1, "a"], ["1", "b"]]), (found) => found.size ?? Object.keys(found).length),
  date: all(new Date(NaN), time),
  url: all(new URL("https://example.org"), String),
  floats: all(new Float32Array([1.5]), (found) => [found.constructor.name, found.length]),
  buffer: all(new Uint8Array([1]).buffer, (found) => found.byteLength ?? found.length ?? Object.keys(found).length),
  undefined: all([undefined])[2],
  half: all("\ud800"),
  zero: all([-0], ([found]) => Object.is(found, -0)),
  error: all(new RangeError("no"), kind),
  same: all([one, one], ([first, second]) => first === second),
};
console.log(seen);
assert.deepEqual(seen, {
  set: [[1], new Set([1]), {}, "refused", new Set([1])],
  keys: [1, 2, 0, "refused", 2],
  date: [NaN, NaN, 0, "refused", null],
  url: ["https://example.org/", "[object Object]", "[object Object]", "refused", "https://example.org/"],
  floats: [["Buffer", 4], ["Float32Array", 1], ["Uint8Array", 4], ["Uint8Array", 4], ["Float32Array", 1]],
  buffer: [1, 1, 0, 1, 0],
  undefined: [null],
  half: ["\ufffd", "\ufffd\ufffd\ufffd", seen.half[2], "\ufffd", "\ud800"],
  zero: [false, false, false, false, true],
  error: ["[object Array]", "Error", "[object Object]", "refused", "RangeError"],
  same: [false, false, false, false, true],
});
JS
./node_modules/.bin/node run.mjs
