#!/usr/bin/env bash
# file-type 22.3.0 (needs Node 22; run with Node 24.21.0).
#
# Guess: it tells kinds by bytes that no text has, and says nothing about plain text. Seen: many of its marks are two to six letters
# without anything behind them, so notes of a class are taken for files: "BM25 ranks texts …" is image/bmp, "GIF or PNG for the
# plot?" image/gif, "ID3 builds a tree …" audio/mpeg, "solid state physics" model/stl, "MZ …" a Windows program, "PAR1 …" a parquet
# file, "070707 …" a cpio archive. And of what is text it knows XML, RTF, calendars and subtitles (a sentence that begins with
# WEBVTT, too), not HTML, not SVG without its XML line, not JSON. So its answer alone may not decide that a picture is shown, nor
# that an upload is refused: first ask whether the bytes are UTF-8 without control characters, and let a picture be decoded before
# it counts as one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund file-type@22.3.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { fileTypeFromBuffer } from "file-type";
const texts = [
  "BM25 ranks texts by their words.",
  "GIF or PNG for the plot?",
  "ID3 builds a tree from a table.",
  "solid state physics, chapter 2",
  "MZ is short for Mainz here",
  "PAR1 of the sheet is due",
  "070707 is the code of the room",
  "WEBVTT is a format for subtitles",
  "<!doctype html><p>x</p>",
  '<svg xmlns="http://www.w3.org/2000/svg"/>',
  '{"a":1}',
];
const seen = [];
for (const text of texts) seen.push([text, (await fileTypeFromBuffer(new TextEncoder().encode(text)))?.mime]);
console.log(seen);
assert.deepEqual(
  seen.map(([, kind]) => kind),
  [
    "image/bmp",
    "image/gif",
    "audio/mpeg",
    "model/stl",
    "application/x-msdownload",
    "application/vnd.apache.parquet",
    "application/x-cpio",
    "text/vtt",
    undefined,
    undefined,
    undefined,
  ],
);
JS
./node_modules/.bin/node run.mjs
