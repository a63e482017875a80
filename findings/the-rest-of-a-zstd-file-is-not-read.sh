#!/usr/bin/env bash
# Zstandard in `zlib` of Node 24.21.0 (`zstdDecompressSync`, `createZstdDecompress`) and fzstd 0.1.1, the reader for browsers, on
# files of several frames, as `pzstd`, `zstd` on two files, seekable archives and appended logs are.
#
# Guess: the format has all frames read one behind the other (RFC 8878), as zlib in Node does for gzip; frames that are to be
# skipped are skipped. Seen: `zstdDecompressSync` reads the FIRST frame and says nothing about the rest: of "hello " and "world" it
# gives "hello ". Where a frame to be skipped stands first (an index, a dictionary's id) it gives "", no error. Bytes behind the
# first frame that are no frame at all pass as well. The stream does the same, while gunzip beside it reads all parts. fzstd reads
# all frames and skips what is to be skipped, throws for bytes that are none, and checks no checksum: a frame whose sum is wrong is
# read, where Node throws.
#
# What it means: who keeps or takes .zst files compares the length of what came out with one that is known, or reads frame after
# frame by itself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund fzstd@0.1.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import zlib from "node:zlib";
import { decompress } from "fzstd";
const text = (bytes) => Buffer.from(bytes).toString();
function or(read) {
  try {
    return read();
  } catch {
    return "throws";
  }
}
async function stream(bytes) {
  let found = "";
  try {
    for await (const data of Readable.from([bytes]).pipe(zlib.createZstdDecompress())) found += text(data);
  } catch {
    found += "!";
  }
  return found;
}
const all = async (bytes) => [or(() => text(zlib.zstdDecompressSync(bytes))), await stream(bytes), or(() => text(decompress(bytes)))];
const [first, second] = [zlib.zstdCompressSync("hello "), zlib.zstdCompressSync("world")];
const skipped = Buffer.concat([Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0]), Buffer.from("abc")]);
const summed = zlib.zstdCompressSync("check", { params: { [zlib.constants.ZSTD_c_checksumFlag]: 1 } });
const wrong = Buffer.from(summed);
wrong[wrong.length - 1] ^= 1;
const seen = {
  one: await all(first),
  two: await all(Buffer.concat([first, second])),
  skipFirst: await all(Buffer.concat([skipped, first])),
  skipBetween: await all(Buffer.concat([first, skipped, second])),
  junk: await all(Buffer.concat([first, Buffer.from("junk")])),
  wrong: await all(wrong),
};
console.log(seen);
assert.deepEqual(seen, {
  one: ["hello ", "hello ", "hello "],
  two: ["hello ", "hello ", "hello world"],
  skipFirst: ["", "", "hello "],
  skipBetween: ["hello ", "hello ", "hello world"],
  junk: ["hello ", "hello ", "throws"],
  wrong: ["throws", "!", "check"],
});
JS
./node_modules/.bin/node run.mjs
