#!/usr/bin/env bash
# fflate 0.8.3, client-zip 2.5.1, JSZip 3.10.2 and @zip.js/zip.js 2.24.0, each writing an entry whose date is 1 January 1970 (what a
# missing time becomes) or 1 January 2200.
#
# Guess: a zip has seven bits for the years from 1980 on, so all take the nearest they have, 1980. Seen: four answers. zip.js takes the
# nearest (1980-01-01, 2107-12-31); fflate throws "date not in range 1980-2099", though the format goes to 2107; JSZip and client-zip
# write the lowest seven bits, so 1970 becomes 2098 and 2200 becomes 2072: files from the future. And the same moment is not the
# same time: JSZip writes UTC, the other three the machine's own time (here New York's), so what JSZip wrote is read elsewhere as
# that clock time in the reader's zone. A writer of archives clamps the date itself before it hands an entry to any of them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund fflate@0.8.3 client-zip@2.5.1 jszip@3.10.2 @zip.js/zip.js@2.24.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { zipSync } from "fflate";
import { downloadZip } from "client-zip";
import JSZip from "jszip";
import { TextReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
const words = new TextEncoder().encode("x");
const writers = {
  fflate: async (date) => zipSync({ a: [words, { mtime: date }] }),
  clientZip: async (date) => new Uint8Array(await downloadZip([{ name: "a", input: words, lastModified: date }]).arrayBuffer()),
  jszip: async (date) => new JSZip().file("a", "x", { date }).generateAsync({ type: "uint8array" }),
  zipjs: async (date) => {
    const writer = new ZipWriter(new Uint8ArrayWriter());
    await writer.add("a", new TextReader("x"), { lastModDate: date });
    return writer.close();
  },
};
/** Date and time as the first entry's header has them. */
const stamp = (bytes) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const [time, date] = [view.getUint16(10, true), view.getUint16(12, true)];
  return { year: 1980 + (date >> 9), hour: time >> 11 };
};
const seen = {};
for (const [name, write] of Object.entries(writers)) {
  const told = (date) => write(date).then((bytes) => stamp(bytes), (error) => error.message);
  const [early, late, summer] = [await told(new Date(1970, 0, 1, 12)), await told(new Date(2200, 0, 1, 12)), await told(new Date("2026-07-01T12:00:00Z"))];
  seen[name] = [early.year ?? early, late.year ?? late, summer.hour];
}
console.log(seen);
assert.deepEqual(seen, {
  fflate: ["date not in range 1980-2099", "date not in range 1980-2099", 8],
  clientZip: [2098, 2072, 8],
  jszip: [2098, 2072, 12],
  zipjs: [1980, 2107, 8],
});
JS
TZ=America/New_York node run.mjs
