#!/usr/bin/env bash
# bytes 3.1.2 (the reader of every `limit` in Express, body-parser and raw-body) and human-format 1.2.1 on sizes as people write
# them; pretty-bytes 7.2.0 and filesize 11.0.30 writing them.
#
# Guess: a size with its unit is read, a unit that is not known is an error or null. Seen: bytes takes the number in front of what
# it does not know: "25MiB", the one spelling that says which kind of mega is meant, is 25 BYTES, as are "25M", "25m" and "25
# megabytes"; "1,5 MB" is one byte, and so is "1TB " with a blank behind it. Whoever writes such a limit sees that every
# upload is refused, and by a far smaller number than written. Of "25MB" it makes 26,214,400 and human-format 25,000,000; for the
# latter "1.5 mb" is a thousandth and a half, "m" being milli. What pretty-bytes writes for 26,214,400 is "26.2 MB", with `binary`
# "25 MiB", and neither is read back by bytes as that number. Limits are to be numbers.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund bytes@3.1.2 human-format@1.2.1 pretty-bytes@7.2.0 filesize@11.0.30 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import bytes from "bytes";
import { filesize } from "filesize";
import human from "human-format";
import pretty from "pretty-bytes";
const texts = ["25MB", "25MiB", "25M", "25m", "25 megabytes", "1,5 MB", "1TB ", "1.5 mb", "1e3"];
const seen = Object.fromEntries(texts.map((text) => [text, [bytes.parse(text), human.parse(text)]]));
const written = [bytes(26_214_400), pretty(26_214_400), pretty(26_214_400, { binary: true }), filesize(26_214_400, { base: 2 })];
console.log(seen, written);
assert.deepEqual(seen, {
  "25MB": [26_214_400, 25_000_000],
  "25MiB": [25, 25_000_000],
  "25M": [25, 25_000_000],
  "25m": [25, 0.025],
  "25 megabytes": [25, 0.025],
  "1,5 MB": [1, 1],
  "1TB ": [1, 1_000_000_000_000],
  "1.5 mb": [1_572_864, 0.0015],
  "1e3": [1, 1e18],
});
assert.deepEqual(written, ["25MB", "26.2 MB", "25 MiB", "25 MiB"]);
assert.deepEqual(written.map((text) => bytes.parse(text)), [26_214_400, 27_472_691, 25, 25]);
JS
node run.mjs
