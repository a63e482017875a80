#!/usr/bin/env bash
# sqids 0.3.0, hashids 2.3.0 and human-id 4.2.2, which make short codes of numbers, or of words, for people to type or read out.
#
# Guess: the newer of the two by one maker keeps what the older had: a code that was typed wrongly is no code. Seen: hashids gives
# an empty list for nearly every other code; sqids decodes ANYTHING made of its letters: "86rf07" for "86Rf07" (one small letter)
# is the number 19469081, "zzz" is 3720, and many codes are one number ("ab" and "x1" are 45, which itself writes "XL"); its manual
# says to encode again and compare, and whoever does not has doors with many keys. 1.5 is a TypeError from within in sqids and
# nothing in hashids, -1 an Error there and "" in hashids; numbers beyond 2^53 only hashids takes, as BigInt. human-id makes
# fifteen million codes of 748 words, and among the words are "lie", "cheat", "pigs", "donkeys", "rats", "dirty" and "lazy", so a
# class may be called by three of them together, in front of parents.
#
# What it means: a code to join is drawn by chance, kept in a table, looked up whole, and made of letters that cannot be read as
# words.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund sqids@0.3.0 hashids@2.3.0 human-id@4.2.2 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import Hashids from "hashids";
import { humanId, poolSize } from "human-id";
import Sqids from "sqids";
const sqids = new Sqids();
const hashids = new (Hashids.default ?? Hashids)("salt");
const or = (make) => {
  try {
    return make();
  } catch ({ constructor }) {
    return constructor.name;
  }
};
const words = new Set();
for (let time = 0; time < 40_000; time += 1) for (const word of humanId({ separator: "-", capitalize: false }).split("-")) words.add(word);
const right = hashids.encode([1, 2, 3]);
const swapped = right[0] === right[0].toUpperCase() ? right[0].toLowerCase() + right.slice(1) : right[0].toUpperCase() + right.slice(1);
const seen = {
  right: [sqids.decode("86Rf07"), sqids.decode("86rf07"), sqids.decode("zzz")],
  many: ["ab", "x1"].map((code) => sqids.decode(code)),
  own: sqids.encode([45]),
  hashids: [hashids.decode(right), hashids.decode(swapped)],
  odd: [1.5, -1].map((number) => [or(() => sqids.encode([number])), or(() => hashids.encode([number]))]),
  pool: poolSize(),
  words: ["lie", "cheat", "pigs", "donkeys", "rats", "dirty", "lazy"].filter((word) => words.has(word)),
};
console.log(JSON.stringify(seen, null, 1), words.size);
assert.deepEqual(seen.right, [[1, 2, 3], [19469081], [3720]]);
assert.deepEqual([seen.many, seen.own], [[[45], [45]], "XL"]);
assert.deepEqual(seen.hashids, [[1, 2, 3], []]);
assert.equal(seen.odd[0][0], "TypeError");
assert.deepEqual(seen.odd.map(([, second]) => second), ["", ""]);
assert.equal(seen.pool, 15_000_000);
assert.equal(seen.words.length, 7);
JS
node run.mjs
