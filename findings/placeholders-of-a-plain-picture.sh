#!/usr/bin/env bash
# blurhash 2.0.5, fast-blurhash 1.2.0 and thumbhash 0.1.1: what stands in a picture's place until it is loaded.
#
# Guess: a picture of one colour gives that colour all over; a picture made small first gives the same hash, only faster; the
# shape in a thumbhash is near enough to keep the place free. Seen: blurhash makes a slope of a plain picture, and the steeper the
# smaller it was: of (200, 100, 50) at 8 × 8 the corners are (255, 128, 67) and (118, 61, 32), at 100 × 100 (206, 103, 51) and
# (194, 97, 49); white becomes a light grey towards a corner. thumbhash gives it plain. What is transparent counts for blurhash
# with the colour under it: the same half-red picture is dark or rosy. A thumbhash's shape has seven steps: 2:1 is 1.75, 4:3 is
# 1.4, 5:1 is 7 (as 20:1 is). A string that `blurhash` throws at ("abc", "") is a picture for fast-blurhash. So width and height
# are to be kept beside it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund blurhash@2.0.5 fast-blurhash@1.2.0 thumbhash@0.1.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { decode, encode } from "blurhash";
import { decodeBlurHash, getBlurHashAverageColor } from "fast-blurhash";
import { rgbaToThumbHash, thumbHashToApproximateAspectRatio, thumbHashToRGBA } from "thumbhash";
const picture = (width, height, colour) =>
  Uint8ClampedArray.from(Array.from({ length: width * height }, (_, at) => colour(at % width)).flat());
const plain = () => [200, 100, 50, 255];
const corners = (pixels) => [[...pixels.slice(0, 3)], [...pixels.slice(-4, -1)]];
const slope = (size, colour) => corners(decode(encode(picture(size, size, colour), size, size, 4, 3), 32, 32));
const half = (under) => getBlurHashAverageColor(encode(picture(32, 32, (x) => (x < 16 ? [255, 0, 0, 255] : [...under, 0])), 32, 32, 4, 3));
const shape = (width, height) => thumbHashToApproximateAspectRatio(rgbaToThumbHash(width, height, picture(width, height, plain)));
const seen = {
  at8: slope(8, plain),
  at100: slope(100, plain),
  white: Math.min(...slope(32, () => [255, 255, 255, 255]).flat()),
  thumb: corners(thumbHashToRGBA(rgbaToThumbHash(32, 32, picture(32, 32, plain))).rgba),
  halfOnBlack: [...half([0, 0, 0])],
  halfOnWhite: [...half([255, 255, 255])],
  shapes: [shape(100, 50), shape(100, 75), shape(100, 20), shape(100, 5)],
  broken: [...decodeBlurHash("abc", 1, 1)],
};
console.log(seen);
assert.throws(() => decode("abc", 1, 1), /at least 6 characters/);
assert.deepEqual(seen, {
  at8: [[255, 128, 67], [118, 61, 32]],
  at100: [[206, 103, 51], [194, 97, 49]],
  white: 235,
  thumb: [[201, 100, 49], [201, 100, 49]],
  halfOnBlack: [188, 0, 0],
  halfOnWhite: [255, 188, 188],
  shapes: [7 / 4, 7 / 5, 7, 7],
  broken: [244, 0, 0, 255],
});
JS
node run.mjs
