#!/usr/bin/env bash
# @zip.js/zip.js 2.24.0, fflate 0.8.3, JSZip 3.10.2, yauzl 3.4.0, unzipper 0.12.5, adm-zip 0.6.1, unzipit 2.1.1 and but-unzip
# 0.1.10, reading a zip in which one letter of a file was changed (its checksum, CRC 32, stands beside it).
#
# Guess: a zip has a checksum for each file so that a reader says what is broken; one or two small readers leave it out. Seen: of
# eight, seven hand out the wrong words without a sign: "hallo, world" for "hello, world". zip.js has `checkSignature`, off unless
# it is asked for, JSZip `checkCRC32`, off as well and only at loading; yauzl says in its manual that it leaves that to the caller;
# fflate, unzipper (both its ways), unzipit and but-unzip have nothing. adm-zip alone throws. With the options zip.js and JSZip
# throw, too.
#
# What it means: an archive that is to prove something has hashes in it, written and checked by its own program; where zip.js
# reads, `checkSignature: true` costs one option.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @zip.js/zip.js@2.24.0 fflate@0.8.3 jszip@3.10.2 yauzl@3.4.0 unzipper@0.12.5 adm-zip@0.6.1 unzipit@2.1.1 \
  but-unzip@0.1.10 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { configure, TextWriter, Uint8ArrayReader, ZipReader } from "@zip.js/zip.js";
import AdmZip from "adm-zip";
import { iter } from "but-unzip";
import { strToU8, unzipSync, zipSync } from "fflate";
import JSZip from "jszip";
import { unzip } from "unzipit";
import unzipper from "unzipper";
import yauzl from "yauzl";
configure({ useWebWorkers: false });
const text = (bytes) => Buffer.from(bytes).toString();
const zipjs = (options) => async (bytes) => (await new ZipReader(new Uint8ArrayReader(bytes), options).getEntries())[0].getData(new TextWriter(), options);
const readers = {
  zipjs: zipjs({}),
  zipjsChecked: zipjs({ checkSignature: true }),
  fflate: (bytes) => text(unzipSync(bytes)["a.txt"]),
  jszip: async (bytes) => (await JSZip.loadAsync(bytes)).file("a.txt").async("string"),
  jszipChecked: async (bytes) => (await JSZip.loadAsync(bytes, { checkCRC32: true })).file("a.txt").async("string"),
  yauzl: (bytes) =>
    new Promise((done, fail) => {
      yauzl.fromBuffer(Buffer.from(bytes), { lazyEntries: true }, (error, zip) => {
        if (error) return fail(error);
        zip.on("entry", (entry) =>
          zip.openReadStream(entry, async (failure, stream) => {
            if (failure) return fail(failure);
            done(text(Buffer.concat(await stream.toArray())));
          }),
        );
        zip.readEntry();
      });
    }),
  unzipperOpen: async (bytes) => text(await (await unzipper.Open.buffer(Buffer.from(bytes))).files[0].buffer()),
  async unzipperParse(bytes) {
    for await (const entry of Readable.from([Buffer.from(bytes)]).pipe(unzipper.Parse({ forceStream: true }))) return text(await entry.buffer());
  },
  adm: (bytes) => text(new AdmZip(Buffer.from(bytes)).getEntries()[0].getData()),
  unzipit: async (bytes) => (await unzip(bytes)).entries["a.txt"].text(),
  butunzip: async (bytes) => text(await [...iter(bytes)][0].read()),
};
const bytes = zipSync({ "a.txt": [strToU8("hello, world"), { level: 0, mtime: new Date("2026-11-29T10:00:00Z") }] });
const wrong = new Uint8Array(bytes);
wrong[Buffer.from(wrong).indexOf("hello") + 1] = "a".charCodeAt(0);
const seen = {};
for (const [name, read] of Object.entries(readers)) {
  seen[name] = [await read(bytes), await Promise.resolve().then(() => read(wrong)).catch(() => "throws")];
}
console.log(seen);
for (const [name, [right, broken]] of Object.entries(seen)) {
  assert.equal(right, "hello, world", name);
  assert.equal(broken, ["zipjsChecked", "jszipChecked", "adm"].includes(name) ? "throws" : "hallo, world", name);
}
JS
./node_modules/.bin/node run.mjs
