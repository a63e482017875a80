#!/usr/bin/env bash
# coordinate-parser 1.0.7 and geo-coordinates-parser 1.7.4, reading a meeting point as people write it into a message, and
# @tmcw/togeojson 7.1.3 reading the track of an excursion (GPX).
#
# Guess: a comma is a decimal sign or parts the two numbers, and where it cannot be both it is an error; latitudes end at 90.
# Seen: "52,52 13,405", Berlin as half of Europe writes it, is in coordinate-parser 52 degrees and 52 MINUTES, 13 degrees and 405
# minutes: 52.87, 19.75, a place in Poland; no error. It also takes 91 degrees north, 181 east and 61 seconds.
# geo-coordinates-parser, which says that it reads any format, refuses "52.52, 13.405" and "0,0" (pairs without N and E want more
# digits), and takes 52.520008 N. Neither knows O, which is east in German, Dutch and Portuguese maps' own words or west in French
# and Spanish, nor the longitude first, a `geo:` address, or Arabic digits. In the GPX a track of one point is no feature, points
# without a height make a list of places of three and of two numbers, and a track over the date line goes round the world.
#
# What it means: a place is a pair of numbers from a map, checked against their bounds and shown on it before it is sent; what is
# typed stays words.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund coordinate-parser@1.0.7 geo-coordinates-parser@1.7.4 @tmcw/togeojson@7.1.3 \
  @xmldom/xmldom@0.9.12 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import Coordinates from "coordinate-parser";
import { convert } from "geo-coordinates-parser";
import { gpx } from "@tmcw/togeojson";
import { DOMParser } from "@xmldom/xmldom";
const or = (what) => {
  try {
    return what().map((number) => Number(number.toFixed(2)));
  } catch {
    return "throws";
  }
};
const read = (text) => [
  or(() => [new Coordinates(text).getLatitude(), new Coordinates(text).getLongitude()]),
  or(() => [convert(text).decimalLatitude, convert(text).decimalLongitude]),
];
const track = (...points) => {
  const segment = points.map(([lat, lon, ele]) => `<trkpt lat="${lat}" lon="${lon}">${ele === undefined ? "" : `<ele>${ele}</ele>`}</trkpt>`);
  const xml = `<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"><trk><trkseg>${segment.join("")}</trkseg></trk></gpx>`;
  return gpx(new DOMParser().parseFromString(xml, "text/xml")).features.map(({ geometry }) => geometry.coordinates);
};
const seen = {
  comma: read("52,52 13,405"),
  point: read("52.52, 13.405"),
  origin: read("0,0"),
  digits: read("52.520008 N, 13.404954 E"),
  minutes: read("N 52° 31.2' E 13° 24.3'"),
  bounds: [read("91, 181")[0], read("52 31 61 N 13 24 18 E")[0]],
  east: read("N 52° 31.2' O 13° 24.3'"),
  turned: read("13.405 E 52.52 N"),
  address: read("geo:52.52,13.405"),
  arabic: read("٥٢٫٥٢, ١٣٫٤٠٥"),
  one: track([1, 1]),
  heights: track([52.5, 13.4, 34], [52.6, 13.4]),
};
console.log(seen);
const neither = ["throws", "throws"];
const berlin = [52.52, 13.4];
assert.deepEqual(seen, {
  comma: [[52.87, 19.75], "throws"],
  point: [[52.52, 13.4], "throws"],
  origin: [[0, 0], "throws"],
  digits: [berlin, berlin],
  minutes: [berlin, berlin],
  bounds: [
    [91, 181],
    [52.53, 13.41],
  ],
  east: neither,
  turned: neither,
  address: neither,
  arabic: neither,
  one: [],
  heights: [
    [
      [13.4, 52.5, 34],
      [13.4, 52.6],
    ],
  ],
});
JS
./node_modules/.bin/node run.mjs
