#!/usr/bin/env bash
# tar-stream 3.2.2, modern-tar 0.8.6 and nanotar 0.3.0 writing archives of one file, read by the three, by tar 7.5.23 and GNU tar.
#
# Guess: a format of 1979 has its corners settled: a name longer than its field goes into a header of its own, a moment that its
# twelve digits cannot hold is refused or written in the binary form that GNU made for it. Seen: nanotar cuts a name at 100 bytes
# without a word, so two essays of one folder that differ in their last letters become two files of ONE name, and unpacking keeps
# the second. A file of before 1970 (a scan whose date was set to the photograph's) is written by all three as octal digits with a
# minus among them, which GNU tar reports as an error and exits with 2, and the readers in JavaScript take for the first of
# January 1970. A moment of the year 2300 is cut to its last digits by tar-stream and by modern-tar: it is 2027 in the one and
# 2011 in the other, with a right checksum. nanotar's reader makes "a/b.txt" of a file called "a\b.txt". Moments are to be held
# between 1970 and 2242.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund tar-stream@3.2.2 modern-tar@0.8.6 nanotar@0.3.0 tar@7.5.23 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { packTar, unpackTar } from "modern-tar";
import { createTar, parseTar } from "nanotar";
import { list } from "tar";
import { extract, pack } from "tar-stream";
const writers = {
  async stream(name, mtime) {
    const archive = pack();
    archive.entry({ name, mtime }, "hi");
    archive.finalize();
    const chunks = [];
    for await (const chunk of archive) chunks.push(chunk);
    return Uint8Array.from(Buffer.concat(chunks));
  },
  modern: async (name, mtime) => Uint8Array.from(await packTar([{ header: { name, mtime, size: 2, type: "file" }, body: "hi" }])),
  nano: async (name, mtime) => createTar([{ name, data: "hi", attrs: { mtime: mtime.getTime() } }]),
};
const day = (date) => date.toISOString().slice(0, 10);
async function read(bytes) {
  const found = [];
  const reader = extract();
  reader.on("entry", ({ name, mtime }, content, next) => {
    found.push([name, day(mtime)]);
    content.on("end", next).resume();
  });
  await new Promise((done, fail) => reader.on("finish", done).on("error", fail).end(bytes));
  found.push(...(await unpackTar(bytes)).map(({ header }) => [header.name, day(header.mtime)]));
  found.push(...parseTar(bytes).map(({ name, attrs }) => [name, day(new Date(attrs.mtime * 1000))]));
  writeFileSync("a.tar", bytes);
  await list({ file: "a.tar", onReadEntry: ({ path, mtime }) => found.push([path, day(mtime)]) });
  const { status, stdout } = spawnSync("tar", ["--full-time", "-tvf", "a.tar"], { encoding: "utf8", env: { ...process.env, TZ: "UTC" } });
  found.push(status === 0 ? [stdout.trim().split(/ +/).at(-1), stdout.match(/\d{4}-\d\d-\d\d/)[0]] : `exits with ${status}`);
  return found;
}
const seen = {};
const long = `${"essay-".repeat(16)}Ada-Lovelace.txt`;
for (const [writer, write] of Object.entries(writers)) {
  seen[writer] = {
    long: new Set((await read(await write(long, new Date("2026-11-29")))).map(([name]) => name.length)),
    before: new Set((await read(await write("moon.txt", new Date("1969-07-20")))).map((found) => (Array.isArray(found) ? found[1] : found))),
    far: new Set((await read(await write("far.txt", new Date("2300-01-01")))).map(([, when]) => when)),
  };
}
seen.backslash = parseTar(await writers.nano("a\\b.txt", new Date("2026-11-29")))[0].name;
console.log(seen);
const before = new Set(["1970-01-01", "exits with 2"]);
assert.deepEqual(seen, {
  stream: { long: new Set([112]), before, far: new Set(["2027-10-18"]) },
  modern: { long: new Set([112]), before, far: new Set(["2011-04-02"]) },
  nano: { long: new Set([100]), before, far: new Set(["2300-01-01"]) },
  backslash: "a/b.txt",
});
JS
node run.mjs
