#!/usr/bin/env bash
# client-zip 2.5.1 and archiver 8.0.0 (`store`) writing a zip piece by piece, sizes behind the bytes (a data descriptor) as one
# does when a stream's length is not known, and a file in it that is a zip itself; read by fflate 0.8.3 (`Unzip` and `unzipSync`),
# unzipper 0.12.5 (`Parse` and `Open`) and @zip.js/zip.js 2.24.0 (`ZipReaderStream`).
#
# Guess: reading such a zip as a stream is refused, since nobody can know where stored bytes end, or it works. Seen: fflate's
# `Unzip`, made for streams, looks for the next signature, so the inner zip's files are handed out as files of the outer one
# (work.zip, inner.txt, second.txt, z.txt), work.zip itself is whole, 24 bytes or empty, by how the bytes were cut on the way, and
# neither throws: `ondata` says that it is final. unzipper's `Parse` ends the inner zip at its first descriptor (45 of 253 bytes)
# and loses the file behind it. Any file with the four bytes "PK\7\8" in it, such as a table or a text of Office, is cut there
# without a word by the one and ends in "invalid signature" in the other. `unzipSync`, `Open` and zip.js's stream reader (which
# waits for the directory at the end) give what was packed.
#
# What it means: an archive is read from its end; a class's archive has Office files and zips in it, so what is written as a stream
# is deflated, or its sizes stand in front.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund client-zip@2.5.1 archiver@8.0.0 fflate@0.8.3 unzipper@0.12.5 @zip.js/zip.js@2.24.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { configure, ZipReaderStream } from "@zip.js/zip.js";
import { ZipArchive } from "archiver";
import { makeZip } from "client-zip";
import { Unzip, UnzipInflate, unzipSync } from "fflate";
import unzipper from "unzipper";
configure({ useWebWorkers: false });
const lastModified = new Date("2026-11-29T10:00:00Z");
async function whole(stream) {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}
const client = (files) => whole(makeZip(files.map(([name, bytes]) => ({ name, input: new Blob([bytes]).stream(), lastModified }))));
async function archiver(files) {
  const archive = new ZipArchive({ store: true });
  for (const [name, bytes] of files) archive.append(Readable.from([Buffer.from(bytes)]), { name, date: lastModified });
  const [bytes] = await Promise.all([whole(archive), archive.finalize()]);
  return bytes;
}
function pieces(bytes, size) {
  const found = {};
  const unzip = new Unzip((file) => {
    found[file.name] = -1;
    let length = 0;
    file.ondata = (error, data, final) => {
      assert.equal(error, null);
      length += data.length;
      if (final) found[file.name] = length;
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  for (let at = 0; at < bytes.length; at += size) unzip.push(bytes.subarray(at, at + size), at + size >= bytes.length);
  return found;
}
async function parse(bytes) {
  const found = {};
  try {
    for await (const entry of Readable.from([bytes]).pipe(unzipper.Parse({ forceStream: true }))) found[entry.path] = (await entry.buffer()).length;
  } catch ({ message }) {
    return message.slice(0, 17);
  }
  return found;
}
async function all(bytes) {
  const stream = {};
  for await (const entry of new Blob([bytes]).stream().pipeThrough(new ZipReaderStream())) stream[entry.filename] = (await whole(entry.readable)).length;
  const { files } = await unzipper.Open.buffer(bytes);
  return {
    pieces: pieces(bytes, 37),
    parse: await parse(bytes),
    right: [
      Object.fromEntries(Object.entries(unzipSync(bytes)).map(([name, { length }]) => [name, length])),
      Object.fromEntries(await Promise.all(files.map(async (file) => [file.path, (await file.buffer()).length]))),
      stream,
    ],
  };
}
const inner = await client([["inner.txt", "inside"], ["second.txt", "two"]]);
const marked = Buffer.concat([Buffer.from("before"), Buffer.from("PK\x07\x08"), Buffer.alloc(12, 1), Buffer.from("after")]);
const seen = {};
for (const [writer, write] of Object.entries({ client, archiver })) {
  seen[writer] = { inner: await all(await write([["work.zip", inner], ["z.txt", "end"]])), marked: await all(await write([["a.doc", marked], ["z.txt", "end"]])) };
}
console.log(JSON.stringify(seen, null, 1));
for (const { inner: ofInner, marked: ofMarked } of Object.values(seen)) {
  assert.deepEqual(Object.keys(ofInner.pieces), ["work.zip", "inner.txt", "second.txt", "z.txt"]);
  assert.equal(ofInner.pieces["work.zip"], 24);
  assert.deepEqual(ofInner.parse, { "work.zip": 45, "second.txt": 3 });
  for (const right of ofInner.right) assert.deepEqual(right, { "work.zip": 253, "z.txt": 3 });
  assert.deepEqual(ofMarked.pieces, { "a.doc": 6, "z.txt": 3 });
  assert.equal(ofMarked.parse, "invalid signature");
  for (const right of ofMarked.right) assert.deepEqual(right, { "a.doc": 27, "z.txt": 3 });
}
JS
./node_modules/.bin/node run.mjs
