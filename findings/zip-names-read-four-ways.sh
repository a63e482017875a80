#!/usr/bin/env bash
# JSZip 3.10.2, fflate 0.8.3, @zip.js/zip.js 2.24.0, adm-zip 0.6.1, yauzl 3.4.0, unzipper 0.12.5 and node-stream-zip 1.16.0 on
# names without the flag that says that they are UTF-8 (bit 11): one in UTF-8 with letters and dots apart, as macOS packs a
# folder, and one in code page 437, as the format says and old Windows packs.
#
# Guess: all read code page 437, for that is what a name without the flag is. Seen: four readings. yauzl alone does (the macOS
# name becomes box-drawing signs); fflate reads Latin-1; JSZip, adm-zip, unzipper and node-stream-zip read UTF-8 and put U+FFFD
# for what is none, so that two names of old Windows may become one; zip.js tries UTF-8 and then code page 437, and has both
# right. None of the seven puts letters and their dots together, so that a folder of macOS is never equal to its name in a list.
# Whoever compares names from zips has to decode the bytes and to normalise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund jszip@3.10.2 fflate@0.8.3 @zip.js/zip.js@2.24.0 adm-zip@0.6.1 yauzl@3.4.0 unzipper@0.12.5 node-stream-zip@1.16.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { Uint8ArrayReader, ZipReader } from "@zip.js/zip.js";
import AdmZip from "adm-zip";
import { unzipSync } from "fflate";
import JSZip from "jszip";
import StreamZip from "node-stream-zip";
import unzipper from "unzipper";
import yauzl from "yauzl";
const plain = Buffer.from("x");
function zipOf(names) {
  const [parts, central] = [[], []];
  let offset = 0;
  for (const name of names) {
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x21, 8);
    common.writeUInt32LE(crc32(plain), 10);
    common.writeUInt32LE(plain.length, 14);
    common.writeUInt32LE(plain.length, 18);
    common.writeUInt16LE(name.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from("PK\x01\x02"), Buffer.from([20, 0]), common, rest, name]));
    parts.push(Buffer.concat([Buffer.from("PK\x03\x04"), common, name, plain]));
    offset += parts.at(-1).length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(names.length, 4);
  end.writeUInt16LE(names.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, directory, Buffer.from("PK\x05\x06"), end]);
}
const mac = Buffer.from("übung.txt".normalize("NFD"));
const windows = Buffer.concat([Buffer.from([0x81]), Buffer.from("bung.txt")]);
const bytes = zipOf([mac, windows]);
writeFileSync("names.zip", bytes);
const ofYauzl = await new Promise((resolve, reject) => {
  const names = [];
  yauzl.fromBuffer(bytes, {}, (error, zip) => {
    if (error) return reject(error);
    zip.on("entry", ({ fileName }) => names.push(fileName));
    zip.on("end", () => resolve(names));
  });
});
const stream = new StreamZip.async({ file: "names.zip" });
const seen = {
  jszip: Object.keys((await JSZip.loadAsync(bytes)).files),
  adm: new AdmZip(bytes).getEntries().map(({ entryName }) => entryName),
  unzipper: (await unzipper.Open.buffer(bytes)).files.map(({ path }) => path),
  stream: Object.keys(await stream.entries()),
  fflate: Object.keys(unzipSync(bytes)),
  yauzl: ofYauzl,
  zipjs: (await new ZipReader(new Uint8ArrayReader(bytes)).getEntries()).map(({ filename }) => filename),
};
await stream.close();
console.log(seen);
const apart = "u\u0308bung.txt";
const utf8 = [apart, "\uFFFDbung.txt"];
assert.deepEqual(seen, {
  jszip: utf8,
  adm: utf8,
  unzipper: utf8,
  stream: utf8,
  fflate: ["u\u00CC\u0088bung.txt", "\u0081bung.txt"],
  yauzl: ["u╠êbung.txt", "übung.txt"],
  zipjs: [apart, "übung.txt"],
});
assert.notEqual(apart, "übung.txt".normalize("NFC"));
JS
./node_modules/.bin/node run.mjs
