#!/usr/bin/env bash
# fflate 0.8.3 (`gunzipSync`, `decompressSync`, `Gunzip`), pako 3.0.3, `zlib` and `DecompressionStream` of Node 24.21.0, reading
# .gz files of several parts (members), as logs that are appended to, `pigz`, `bgzip` and `cat a.gz b.gz` make them.
#
# Guess: the standard has all parts read as one; a small library may stop after the first and give that whole. Seen: fflate gives
# the first part CUT to the length of the LAST: of "hello " and "world" the five letters "hello", of two parts with an empty one at
# the end (as a stream that was closed tidily has) nothing, "", and nothing as well where zeros follow, as on a tape or a block
# device; no error. It checks no sum, so a broken byte in checksum or length passes, and its `Gunzip`, which does read all parts,
# calls a file final that was cut four bytes before its end, where `gunzipSync` throws. pako 3 and zlib read all, skip zeros behind
# (and whatever part comes after zeros) and check. `DecompressionStream` hands out the first part and then fails with "Trailing
# junk", so a reader that shows what it got shows the half.
#
# What it means: an archive or a log in .gz is read by zlib or pako, or its length is compared with one that is written beside it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund fflate@0.8.3 pako@3.0.3 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import zlib from "node:zlib";
import { decompressSync, Gunzip, gunzipSync } from "fflate";
import { ungzip } from "pako";
const text = (bytes) => Buffer.from(bytes).toString();
function or(read) {
  try {
    return read();
  } catch {
    return "throws";
  }
}
function pieces(bytes) {
  let [found, ended] = ["", false];
  new Gunzip((data, final) => {
    found += text(data);
    ended = final;
  }).push(new Uint8Array(bytes), true);
  return `${found}${ended ? "." : ""}`;
}
async function stream(bytes) {
  let found = "";
  try {
    for await (const data of new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))) found += text(data);
  } catch {
    found += "!";
  }
  return found;
}
const all = async (bytes) => [
  or(() => text(gunzipSync(bytes))),
  or(() => text(decompressSync(bytes))),
  or(() => pieces(bytes)),
  or(() => text(ungzip(bytes))),
  or(() => text(zlib.gunzipSync(bytes))),
  await stream(bytes),
];
const [first, second] = [zlib.gzipSync("hello "), zlib.gzipSync("world")];
const wrong = Buffer.from(first);
wrong[wrong.length - 8] ^= 1;
const seen = {
  one: await all(first),
  two: await all(Buffer.concat([first, second])),
  empty: await all(Buffer.concat([first, zlib.gzipSync("")])),
  zeros: await all(Buffer.concat([first, Buffer.alloc(20)])),
  between: await all(Buffer.concat([first, Buffer.alloc(4), second])),
  wrong: await all(wrong),
  cut: await all(first.subarray(0, -4)),
};
console.log(seen);
assert.deepEqual(seen, {
  one: ["hello ", "hello ", "hello .", "hello ", "hello ", "hello "],
  two: ["hello", "hello", "hello world.", "hello world", "hello world", "hello !"],
  empty: ["", "", "hello .", "hello ", "hello ", "hello !"],
  zeros: ["", "", "throws", "hello ", "hello ", "hello !"],
  between: ["hello", "hello", "throws", "hello ", "hello ", "hello !"],
  wrong: ["hello ", "hello ", "hello .", "throws", "throws", "!"],
  cut: ["throws", "throws", "hello .", "throws", "throws", "hello !"],
});
JS
./node_modules/.bin/node run.mjs
