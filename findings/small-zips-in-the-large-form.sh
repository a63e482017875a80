#!/usr/bin/env bash
# @zip.js/zip.js 2.24.0 (`zip64: true`) and yazl 3.3.1 (`forceZip64Format`), writing a small zip in the form for more than 4 GiB,
# as writers do that do not know how much will come; adm-zip 0.6.1 writing plainly; read by fflate 0.8.3, JSZip 3.10.2, yauzl
# 3.4.0, unzipper 0.12.5 (`Open` and `Parse`), unzipit 2.1.1, but-unzip 0.1.10 and adm-zip.
#
# Guess: the form is of 2001 and every reader knows it, as it does any other zip; the order of files is the writer's own. Seen:
# but-unzip throws for both ("Offset is outside the bounds"), unzipper's `Parse` for both ("invalid signature: 0x5") while its
# `Open` reads them, and unzipit takes zip.js's for one of several volumes ("This is volume: 65535") and reads yazl's: zip.js
# writes all ones into the number of the disk, too, which the format allows and yazl does not do. The rest read both. adm-zip sorts
# what it writes by name, so a file that has to stand first, such as `mimetype` in an .epub or .odt behind `META-INF/`, does not,
# and the book is none.
#
# What it means: an archive for a class is written in the small form as long as it is small, and read once by the strictest reader
# before it is handed out.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @zip.js/zip.js@2.24.0 yazl@3.3.1 fflate@0.8.3 jszip@3.10.2 yauzl@3.4.0 unzipper@0.12.5 unzipit@2.1.1 \
  but-unzip@0.1.10 adm-zip@0.6.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { configure, TextReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import AdmZip from "adm-zip";
import { iter } from "but-unzip";
import { unzipSync } from "fflate";
import JSZip from "jszip";
import { unzip } from "unzipit";
import unzipper from "unzipper";
import yauzl from "yauzl";
import yazl from "yazl";
configure({ useWebWorkers: false });
const lastModDate = new Date("2026-11-29T10:00:00Z");
async function byZipjs() {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { zip64: true });
  await writer.add("a.txt", new TextReader("hello"), { lastModDate });
  return Buffer.from(await writer.close());
}
async function byYazl() {
  const zip = new yazl.ZipFile();
  zip.addReadStream(Readable.from([Buffer.from("hello")]), "a.txt", { mtime: lastModDate, forceZip64Format: true });
  zip.end({ forceZip64Format: true });
  return Buffer.concat(await zip.outputStream.toArray());
}
const readers = {
  fflate: (bytes) => Buffer.from(unzipSync(bytes)["a.txt"]).toString(),
  jszip: async (bytes) => (await JSZip.loadAsync(bytes)).file("a.txt").async("string"),
  yauzl: (bytes) => new Promise((done, fail) => yauzl.fromBuffer(bytes, {}, (error, zip) => (error ? fail(error) : zip.on("error", fail).on("entry", ({ uncompressedSize }) => done("hello".slice(0, uncompressedSize)))))),
  open: async (bytes) => `${await (await unzipper.Open.buffer(bytes)).files[0].buffer()}`,
  async parse(bytes) {
    const found = [];
    for await (const entry of Readable.from([bytes]).pipe(unzipper.Parse({ forceStream: true }))) found.push(`${await entry.buffer()}`);
    return found.join();
  },
  unzipit: async (bytes) => (await unzip(new Uint8Array(bytes))).entries["a.txt"].text(),
  butunzip: async (bytes) => Buffer.from(await [...iter(new Uint8Array(bytes))][0].read()).toString(),
  adm: (bytes) => `${new AdmZip(bytes).getEntries()[0].getData()}`,
};
const seen = {};
for (const [writer, bytes] of [["zipjs", await byZipjs()], ["yazl", await byYazl()]]) {
  seen[writer] = {};
  for (const [name, read] of Object.entries(readers)) {
    seen[writer][name] = await Promise.resolve()
      .then(() => read(bytes))
      .catch(({ message }) => message);
  }
}
const book = new AdmZip();
for (const name of ["mimetype", "META-INF/container.xml"]) book.addFile(name, Buffer.from("x"));
seen.order = new AdmZip(book.toBuffer()).getEntries().map(({ entryName }) => entryName);
console.log(seen);
const fine = ["fflate", "jszip", "yauzl", "open", "adm"];
for (const writer of ["zipjs", "yazl"]) {
  for (const name of fine) assert.equal(seen[writer][name], "hello", name);
  assert.match(seen[writer].parse, /invalid signature/);
  assert.match(seen[writer].butunzip, /outside the bounds/);
}
assert.match(seen.zipjs.unzipit, /multi-volume/);
assert.equal(seen.yazl.unzipit, "hello");
assert.deepEqual(seen.order, ["META-INF/container.xml", "mimetype"]);
JS
./node_modules/.bin/node run.mjs
