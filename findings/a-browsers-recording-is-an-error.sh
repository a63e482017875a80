#!/usr/bin/env bash
# music-metadata 12.1.0, mp4box 2.4.1 and mediabunny 1.61.0, asked how long recordings of sound are, in the containers that browsers
# and phones record in (WebM, MP4, Ogg, with Opus), whole, as a stream, and cut off. mediabunny wrote them; Chromium 156's own
# MediaRecorder was asked apart.
#
# Guess: a recording that was written as a stream has no length at its head, so a reader says none or counts; that is what everyone
# who takes voice messages meets first. Seen: a WebM as MediaRecorder writes it, whose parts have no known size, makes
# music-metadata THROW ("VINT value exceeding maximum size"; Chromium's own: "ignore length must be a non-negative safe integer"),
# and so does an MP4 in fragments that is cut off. Whole, that MP4, which Safari and by now Chromium record, has no length in
# music-metadata and 0 in mp4box; of Chromium's, of 2.4 seconds, music-metadata says 0.01. A WebM with its length at its head that
# is cut to six tenths is still ten seconds long to music-metadata, the cut Ogg five. mediabunny counts and is right in all but the
# cut Ogg, which it refuses, and two hundredths, the last packet's own, that a WebM does not tell.
#
# What it means: the length of a voice message comes from the recorder's clock, or from the last packet; never from its head alone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund music-metadata@12.1.0 mp4box@2.4.1 mediabunny@1.61.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import * as bunny from "mediabunny";
import * as boxes from "mp4box";
import { parseBuffer } from "music-metadata";
const head = new Uint8Array(19);
head.set(new TextEncoder().encode("OpusHead"));
head.set([1, 1], 8);
new DataView(head.buffer).setUint16(10, 312, true);
new DataView(head.buffer).setUint32(12, 48_000, true);
/** Ten seconds of silence. */
async function recorded(format) {
  const target = new bunny.BufferTarget();
  const output = new bunny.Output({ format, target });
  const source = new bunny.EncodedAudioPacketSource("opus");
  output.addAudioTrack(source);
  await output.start();
  const meta = { decoderConfig: { codec: "opus", numberOfChannels: 1, sampleRate: 48_000, description: head } };
  for (let index = 0; index < 500; index += 1)
    await source.add(new bunny.EncodedPacket(new Uint8Array([0xfc, 0xff, 0xfe]), "key", index / 50, 1 / 50), meta);
  await output.finalize();
  return new Uint8Array(target.buffer);
}
const or = async (what) => {
  try {
    return await what();
  } catch {
    return "throws";
  }
};
async function lengths(bytes) {
  return {
    music: await or(async () => (await parseBuffer(bytes, {}, { duration: true })).format.duration?.toFixed(1) ?? "none"),
    bunny: await or(async () => (await new bunny.Input({ source: new bunny.BufferSource(bytes), formats: bunny.ALL_FORMATS }).computeDuration()).toFixed(1)),
  };
}
const box = (bytes) =>
  new Promise((resolve) => {
    const file = boxes.createFile();
    file.onReady = ({ duration, timescale }) => resolve(duration / timescale);
    const buffer = bytes.slice().buffer;
    buffer.fileStart = 0;
    file.appendBuffer(buffer);
  });
const cut = (bytes) => bytes.slice(0, Math.floor(bytes.length * 0.6));
const webm = await recorded(new bunny.WebMOutputFormat());
const live = await recorded(new bunny.WebMOutputFormat({ appendOnly: true }));
const mp4 = await recorded(new bunny.Mp4OutputFormat());
const fragments = await recorded(new bunny.Mp4OutputFormat({ fastStart: "fragmented" }));
const ogg = await recorded(new bunny.OggOutputFormat());
const seen = {
  webm: await lengths(webm),
  mp4: await lengths(mp4),
  ogg: await lengths(ogg),
  live: await lengths(live),
  fragments: await lengths(fragments),
  boxes: [await box(mp4), await box(fragments)],
  cut: { webm: await lengths(cut(webm)), live: await lengths(cut(live)), fragments: await lengths(cut(fragments)), ogg: await lengths(cut(ogg)) },
};
console.log(seen);
const ten = { music: "10.0", bunny: "10.0" };
assert.deepEqual(seen, {
  webm: ten,
  mp4: ten,
  ogg: ten,
  live: { music: "throws", bunny: "10.0" },
  fragments: { music: "none", bunny: "10.0" },
  boxes: [10, 0],
  cut: {
    webm: { music: "10.0", bunny: "6.0" },
    live: { music: "throws", bunny: "6.0" },
    fragments: { music: "throws", bunny: "6.0" },
    ogg: { music: "5.1", bunny: "throws" },
  },
});
JS
./node_modules/.bin/node run.mjs
