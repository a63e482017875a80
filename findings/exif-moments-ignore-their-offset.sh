#!/usr/bin/env bash
# exifr 7.1.3, exif-parser 0.1.12 and exifreader 4.46.0 on a photograph of 12:00 at +02:00 (so 10:00 UTC), in the south and the
# west.
#
# Guess: a picture that says its offset (OffsetTimeOriginal, as phones write it) gives one moment, the same on every machine. Seen:
# exifr returns a Date made of the clock time in the READER's zone, whatever the offset says: 12:00 UTC on a server, 03:00 UTC in
# Tokyo, never 10:00. exif-parser always takes it for UTC (and names the offset "undefined"). exifreader leaves the text. The place
# is signed by the two first; exifreader's `GPSLatitude` says 33.5 for 33.5° SOUTH, and only its `expanded` form has the sign. So a
# moment is to be put together by hand from the two texts, and a photo without an offset has a clock time and no moment.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund exifr@7.1.3 exif-parser@0.1.12 exifreader@4.46.0 sharp@0.35.5 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import exifParser from "exif-parser";
import ExifReader from "exifreader";
import exifr from "exifr";
import sharp from "sharp";
const photo = await sharp({ create: { width: 4, height: 2, channels: 3, background: "red" } })
  .jpeg()
  .withExif({
    IFD2: { DateTimeOriginal: "2026:07:01 12:00:00", OffsetTimeOriginal: "+02:00" },
    IFD3: { GPSLatitudeRef: "S", GPSLatitude: "33/1 30/1 0/1", GPSLongitudeRef: "W", GPSLongitude: "70/1 0/1 0/1" },
  })
  .toBuffer();
const read = await exifr.parse(photo);
const parsed = exifParser.create(photo).parse().tags;
const told = ExifReader.load(photo);
const seen = {
  exifr: [read.DateTimeOriginal.toISOString().slice(11, 16), read.OffsetTimeOriginal, read.latitude],
  exifParser: [new Date(parsed.DateTimeOriginal * 1000).toISOString().slice(11, 16), parsed.undefined, parsed.GPSLatitude],
  exifreader: [told.DateTimeOriginal.description, told.GPSLatitude.description, ExifReader.load(photo, { expanded: true }).gps.Latitude],
};
console.log(process.env.TZ, seen);
assert.deepEqual(seen, {
  exifr: [process.env.TZ === "UTC" ? "12:00" : "03:00", "+02:00", -33.5],
  exifParser: ["12:00", "+02:00", -33.5],
  exifreader: ["2026:07:01 12:00:00", 33.5, -33.5],
});
JS
TZ=UTC node run.mjs
TZ=Asia/Tokyo node run.mjs
