#!/usr/bin/env bash
# tar-stream 3.2.2, modern-tar 0.8.6, nanotar 0.3.0, it-tar 6.0.6 and tar 7.5.23, reading what GNU tar writes with its own options
# (`-S` for files with holes, `-V` for a label, `--format=v7`).
#
# Guess: what a reader does not know it says, or leaves out; names and sizes of what it gives are right. Seen: of a file of
# 1,048,579 bytes with a hole in it (a database, a disk of a virtual machine, a half-finished download) in GNU's form all but tar
# give a file of THREE bytes, "end", under the right name, and tar leaves it out; in the PAX form, tar included, all five give
# "GNUSparseFile.123/sparse", the writer's process number as its folder, with a list of holes in front of the bytes (515 in all).
# Nothing throws. A label in front is a file "my volume" for modern-tar, ends the list before the first file in nanotar, throws in
# tar-stream and it-tar ("unknown format") and is passed over by tar. The form of 1979, which `--format=v7` and old Unixes write,
# throws in the same two. Two archives one behind the other end after the first for modern-tar and tar. A time before 1970 is 1970
# for tar-stream, nanotar and it-tar, half seconds are kept by two.
#
# What it means: who takes archives in compares each file's size with the one that its header claims, and a `GNU.sparse.` key or
# the type S is a reason to refuse.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund tar-stream@3.2.2 modern-tar@0.8.6 nanotar@0.3.0 it-tar@6.0.6 tar@7.5.23 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { extract as itExtract } from "it-tar";
import { unpackTar } from "modern-tar";
import { parseTar } from "nanotar";
import { list } from "tar";
import tarStream from "tar-stream";
const readers = {
  stream: (bytes) =>
    new Promise((done, fail) => {
      const found = [];
      const extract = tarStream.extract();
      extract.on("entry", ({ name, mtime }, body, next) => {
        let size = 0;
        body.on("data", (piece) => (size += piece.length)).on("end", () => (found.push([name, size, mtime.getTime()]), next()));
      });
      extract.on("finish", () => done(found)).on("error", fail);
      extract.end(bytes);
    }),
  modern: async (bytes) => (await unpackTar(bytes)).map(({ header, data }) => [header.name, data?.length ?? 0, header.mtime?.getTime()]),
  nano: async (bytes) => parseTar(new Uint8Array(bytes)).map(({ name, size, attrs }) => [name, Number(size), attrs?.mtime * 1000]),
  async it(bytes) {
    const found = [];
    for await (const { header, body } of itExtract()([bytes])) {
      let size = 0;
      for await (const piece of body) size += piece.length;
      found.push([header.name, size, header.mtime.getTime()]);
    }
    return found;
  },
  tar: (bytes) =>
    new Promise((done, fail) => {
      const found = [];
      const parser = list({
        onReadEntry(entry) {
          let size = 0;
          entry.on("data", (piece) => (size += piece.length)).on("end", () => found.push([entry.path, size, entry.mtime?.getTime()]));
        },
      });
      parser.on("end", () => done(found)).on("error", fail);
      parser.end(bytes);
    }),
};
async function all(bytes) {
  const read = async ([name, run]) => [name, await run(bytes).catch(() => "throws")];
  return Object.fromEntries(await Promise.all(Object.entries(readers).map(read)));
}
mkdirSync("in");
writeFileSync("in/a.txt", "hello");
writeFileSync("in/b.txt", "hello");
writeFileSync("in/sparse", "");
truncateSync("in/sparse", 2 ** 20);
appendFileSync("in/sparse", "end");
const pack = (...options) => execFileSync("tar", ["-C", "in", "--mtime=2026-11-29T10:00:00Z", "-cf", "-", ...options], { maxBuffer: 2 ** 26 });
const seen = {
  gnu: await all(pack("--format=gnu", "-S", "sparse")),
  pax: await all(pack("--format=pax", "-S", "sparse")),
  label: await all(pack("-V", "my volume", "a.txt")),
  v7: await all(pack("--format=v7", "a.txt")),
  two: await all(Buffer.concat([pack("a.txt"), pack("b.txt")])),
  old: await all(pack("--format=pax", "--mtime=1960-01-01T00:00:00.5Z", "a.txt")),
};
console.log(JSON.stringify(seen, null, 1));
const sizes = (found) => Object.fromEntries(Object.entries(found).map(([name, files]) => [name, files === "throws" ? files : files.map(([file, size]) => `${file.replace(/[.]\d+\//, ".N/")} ${size}`)]));
const three = ["sparse 3"];
assert.deepEqual(sizes(seen.gnu), { stream: three, modern: three, nano: three, it: three, tar: [] });
assert.ok(Object.values(sizes(seen.pax)).every(([file]) => file === "./GNUSparseFile.N/sparse 515"));
assert.deepEqual(sizes(seen.label), { stream: "throws", modern: ["my volume 0", "a.txt 5"], nano: ["my volume NaN"], it: "throws", tar: ["a.txt 5"] });
const one = ["a.txt 5"];
assert.deepEqual(sizes(seen.v7), { stream: "throws", modern: one, nano: one, it: "throws", tar: one });
assert.deepEqual([sizes(seen.two).modern, sizes(seen.two).tar, sizes(seen.two).stream], [one, one, ["a.txt 5", "b.txt 5"]]);
assert.deepEqual(
  Object.values(seen.old).map(([[, , time]]) => time),
  [0, -315619199500, 0, 0, -315619199500],
);
JS
./node_modules/.bin/node run.mjs
