#!/usr/bin/env bash
# @garmin/fitsdk 21.217.0, the maker's own `Encoder` and `Decoder` of FIT, the files that watches write and classes compare after
# a run, and fit-file-parser 6.1.2 reading what it wrote.
#
# Guess: a value that does not fit its field is refused, as a word that is no sport is, or cut at the field's end. Seen: numbers
# turn round without an error: a train's 69.5 m/s become 3.964, 600 m below the sea are 12,507.2 m above it, 70,000 watts are
# 4,464, 130 degrees are -126 and a distance of -1 m is 42,950 km. A heart that beats 255 times a minute is no heart beat at all,
# as 255 means "none", 256 is 0, and 120.7 is 120. A place is in semicircles (624000000), for writing too: 52.5 is taken, and is
# 52 of them, half a metre off the equator; fit-file-parser has degrees (52.303). `speed` and `altitude` come back twice in the
# maker's reader, as `enhancedSpeed` too, whose field is wide enough. Parts of a second are cut. `localTimestamp` is a number of
# seconds since 1989 in the one and a moment in the other, 09:00Z for nine o'clock in Berlin.
#
# What it means: a track is checked against what can be (speed from places, not from its field) before it is drawn.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @garmin/fitsdk@21.217.0 fit-file-parser@6.1.2 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Decoder, Encoder, Profile, Stream } from "@garmin/fitsdk";
import Parser from "fit-file-parser";
const { ACTIVITY, FILE_ID, RECORD, WORKOUT } = Profile.MesgNum;
const begin = new Date("2026-11-30T08:00:00.900Z");
function file(number, values) {
  const encoder = new Encoder();
  encoder.onMesg(FILE_ID, { type: "activity", manufacturer: "development", product: 0, timeCreated: begin, serialNumber: 1234 });
  encoder.onMesg(number, { timestamp: begin, ...values });
  return encoder.close();
}
const read = (bytes) => new Decoder(Stream.fromByteArray(bytes)).read().messages;
const one = (name, value) => read(file(RECORD, { [name]: value })).recordMesgs[0][name] ?? "none";
const other = (bytes) => new (Parser.default ?? Parser)({ mode: "list" }).parseAsync(Buffer.from(bytes));
const local = file(ACTIVITY, { localTimestamp: begin.getTime() / 1000 - 631_065_600 + 3600, numSessions: 1 });
let word = "taken";
try {
  file(WORKOUT, { sport: "hopscotch" });
} catch {
  word = "refused";
}
const seen = {
  word,
  speed: [one("speed", 69.5), one("enhancedSpeed", 69.5)],
  height: one("altitude", -600),
  power: one("power", 70_000),
  warm: one("temperature", 130),
  far: one("distance", -1),
  heart: [120.7, 255, 256].map((value) => one("heartRate", value)),
  place: [one("positionLat", 624_000_000), one("positionLat", 52.5)],
  degrees: (await other(file(RECORD, { positionLat: 624_000_000 }))).records[0].position_lat.toFixed(3),
  twice: Object.keys(read(file(RECORD, { speed: 2 })).recordMesgs[0]),
  moment: read(file(RECORD, { speed: 2 })).recordMesgs[0].timestamp.toISOString(),
  local: [read(local).activityMesgs[0].localTimestamp, (await other(local)).activity.local_timestamp.toISOString()],
};
console.log(seen);
assert.deepEqual(seen, {
  word: "refused",
  speed: [3.964, 69.5],
  height: 12_507.2,
  power: 4464,
  warm: -126,
  far: 42_949_671.96,
  heart: [120, "none", 0],
  place: [624_000_000, 52],
  degrees: "52.303",
  twice: ["timestamp", "speed", "enhancedSpeed"],
  moment: "2026-11-30T08:00:00.000Z",
  local: [1_164_963_600, "2026-11-30T09:00:00.000Z"],
});
JS
./node_modules/.bin/node run.mjs
