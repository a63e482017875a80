#!/usr/bin/env bash
# image-size 2.1.0 and sharp 0.35.5 (librsvg) on drawings whose size is said in other ways than two numbers.
#
# Guess: both give the size that a browser gives an <img>. Seen: a drawing of 40mm × 20mm is 151 × 76 for image-size and 113 × 57
# for sharp, which counts 72 points to the inch (a browser has 96: Chromium 156 says 151, asked apart from this script); 4em are 64
# and 48. A viewBox with commas, which is as good as blanks, has no size at all for image-size; and of a drawing behind a comment
# that holds another <svg>, as editors leave it, it takes the size from the comment (1 × 1). `density: 96` does not mend sharp's:
# millimetres then count twice (202) and a drawing of 40 pixels has 53. So a drawing's room in the page comes from the browser, or
# from its viewBox read by an XML reader, and a preview is made by `resize` to a width, never by density.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund image-size@2.1.0 sharp@0.35.5 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { imageSize } from "image-size";
import sharp from "sharp";
const drawing = (attributes, before = "") => Buffer.from(`${before}<svg xmlns="http://www.w3.org/2000/svg" ${attributes}><path d="M0 0h1v1z"/></svg>`);
const drawings = {
  mm: drawing('width="40mm" height="20mm"'),
  em: drawing('width="4em" height="2em"'),
  commas: drawing('viewBox="0,0,40,20"'),
  comment: drawing('width="40" height="20"', '<!-- was <svg width="1" height="1"> -->'),
};
const seen = {};
for (const [name, bytes] of Object.entries(drawings)) {
  const [told, meta, dense] = [imageSize(bytes), await sharp(bytes).metadata(), await sharp(bytes, { density: 96 }).metadata()];
  seen[name] = [told.width ?? null, meta.width, dense.width];
}
console.log(seen);
assert.deepEqual(seen, { mm: [151, 113, 202], em: [64, 48, 64], commas: [null, 40, 53], comment: [1, 40, 53] });
JS
node run.mjs
