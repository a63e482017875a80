#!/usr/bin/env bash
# hash-sum 2.0.0 (in bundlers and caches, nineteen million times a month), stable-hash 0.0.6, ohash 2.0.12 and object-hash 3.0.0,
# asked whether two values are the same.
#
# Guess: they differ for functions and classes; what a browser gives (files, bytes, headers, forms) is told apart or refused. Seen:
# for hash-sum any two Blobs, Files, ArrayBuffers, DataViews, Headers, FormData and Responses are the same, whatever is in them,
# without a word, as they have no properties of their own: a cache that is asked by such a sum hands out the other file. Two
# classes with the same fields are one there, two objects with other private fields are one for three of four. object-hash takes
# two DataViews for one and throws for blobs; ohash throws for what it does not know, and takes two functions with one text for
# one. stable-hash, made for cache keys, keeps objects apart by who they are, so two sets with the same members are two; but 1n and
# 1 are one, and so are {a:1} and {a:1, b: undefined}.
#
# What it means: bytes are hashed as bytes (SHA-256 of the file), values as canonical JSON after a schema; no library's own idea of
# sameness keys a cache or proves a copy.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund hash-sum@2.0.0 stable-hash@0.0.6 ohash@2.0.12 object-hash@3.0.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import sum from "hash-sum";
import object from "object-hash";
import { hash } from "ohash";
import * as stableHash from "stable-hash";
const stable = stableHash.stableHash ?? stableHash.default?.default ?? stableHash.default;
const same = (first, second) =>
  [sum, stable, hash, object].map((make) => {
    try {
      return make(first) === make(second);
    } catch {
      return "throws";
    }
  });
const form = (value) => {
  const made = new FormData();
  made.set("a", value);
  return made;
};
class Private {
  #x;
  constructor(x) {
    this.#x = x;
  }
}
const seen = {
  blobs: same(new Blob(["a"]), new Blob(["bb"])),
  files: same(new File(["a"], "x.txt"), new File(["bb"], "y.txt")),
  bytes: same(new Uint8Array([1]).buffer, new Uint8Array([2]).buffer),
  views: same(new DataView(new ArrayBuffer(1)), new DataView(new ArrayBuffer(2))),
  headers: same(new Headers({ a: "1" }), new Headers({ a: "2" })),
  forms: same(form("1"), form("2")),
  private: same(new Private(1), new Private(2)),
  functions: same(() => 1, () => 1),
  sets: same(new Set([1]), new Set([1])),
  bigint: same(1n, 1),
  undefined: same({ a: 1 }, { a: 1, b: undefined }),
};
console.log(seen);
assert.deepEqual(seen, {
  blobs: [true, false, "throws", "throws"],
  files: [true, false, "throws", false],
  bytes: [true, false, false, false],
  views: [true, false, "throws", true],
  headers: [true, false, false, "throws"],
  forms: [true, false, false, "throws"],
  private: [true, false, true, true],
  functions: [true, false, true, true],
  sets: [true, false, true, true],
  bigint: [false, true, false, false],
  undefined: [false, true, false, false],
});
JS
./node_modules/.bin/node run.mjs
