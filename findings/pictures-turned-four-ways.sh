#!/usr/bin/env bash
# image-size 2.1.0, sharp 0.35.5 and exifr 7.1.3 on one picture of 40 × 20 that is to be shown turned by a quarter (so 20 × 40),
# written by sharp as JPEG, PNG, WebP and AVIF.
#
# Guess: a library that tells the orientation does so for every format that can hold one, and what libraries call turned a browser
# turns. Seen: image-size tells an orientation for JPEG alone and gives 40 × 20 for all, also for AVIF, where the turn stands in the
# file's own structure and sharp reads 20 × 40. exifr finds it in JPEG and PNG and throws "Unknown file format" on WebP. sharp finds
# it in WebP, too, but Chromium 156 (asked apart from this script, `createImageBitmap` and `img`) shows JPEG, PNG and AVIF turned
# and WebP NOT. So the room kept for a picture before it is loaded is wrong for one format or another with any of them; take the
# size from what the browser has decoded, and write turned pictures out anew.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund image-size@2.1.0 sharp@0.35.5 exifr@7.1.3 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import exifr from "exifr";
import { imageSize } from "image-size";
import sharp from "sharp";
const picture = sharp({ create: { width: 40, height: 20, channels: 3, background: "red" } });
const seen = {};
for (const format of ["jpeg", "png", "webp", "avif"]) {
  const bytes = await picture.clone()[format]().withMetadata({ orientation: 6 }).toBuffer();
  const { width, height, orientation } = imageSize(bytes);
  const meta = await sharp(bytes).metadata();
  seen[format] = {
    imageSize: [width, height, orientation ?? null],
    sharp: [meta.width, meta.height, meta.orientation ?? null, meta.autoOrient.width],
    exifr: await exifr.orientation(bytes).then((found) => found ?? null, (error) => error.message),
  };
}
console.log(seen);
assert.deepEqual(seen, {
  jpeg: { imageSize: [40, 20, 6], sharp: [40, 20, 6, 20], exifr: 6 },
  png: { imageSize: [40, 20, null], sharp: [40, 20, 6, 20], exifr: 6 },
  webp: { imageSize: [40, 20, null], sharp: [40, 20, 6, 20], exifr: "Unknown file format" },
  avif: { imageSize: [40, 20, null], sharp: [20, 40, null, 20], exifr: null },
});
JS
node run.mjs
