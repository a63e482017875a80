#!/usr/bin/env bash
# sharp 0.35.5 (libvips), `withExif`, read back by exifr 7.1.3.
#
# Guess: words given for a picture's description and copyright are written as UTF-8, as XMP and most readers have it, or refused.
# Seen: they are turned into ASCII without a word: "Straße in Köln" becomes "Strasse in Koln", "Zoë" "Zoe", and what has no Latin
# letters becomes question marks: "李 😀" is "? ?". Nothing tells that it happened. A name that must be kept (who took the picture,
# whose it is) goes beside the picture, not into it; XMP (`withXmp`) keeps it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund sharp@0.35.5 exifr@7.1.3 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import exifr from "exifr";
import sharp from "sharp";
const picture = sharp({ create: { width: 4, height: 2, channels: 3, background: "red" } }).jpeg();
const seen = {};
for (const words of ["Straße in Köln", "Zoë", "李 😀", "plain"]) {
  const bytes = await picture.clone().withExif({ IFD0: { ImageDescription: words } }).toBuffer();
  seen[words] = (await exifr.parse(bytes)).ImageDescription;
}
const packet = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="Zoë 李"/></rdf:RDF></x:xmpmeta>';
seen.xmp = (await picture.clone().withXmp(packet).toBuffer()).includes("Zoë 李");
console.log(seen);
assert.deepEqual(seen, { "Straße in Köln": "Strasse in Koln", Zoë: "Zoe", "李 😀": "? ?", plain: "plain", xmp: true });
JS
node run.mjs
