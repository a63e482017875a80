#!/usr/bin/env bash
# mediabunny 1.61.0, music-metadata 12.1.0 and wavefile 11.0.0, reading recordings (WAV): written as a stream, larger than 4 GiB by
# their form, and with a title.
#
# Guess: a header of 44 bytes from 1991 is read alike; sizes that were not known when the stream began (0 or all ones) are taken
# from the file. Seen: with all ones they are. With 0, as recorders write that were not closed tidily, mediabunny throws "missing
# fmt chunk", though it is there, music-metadata knows no length, rate or kind, and wavefile says 0 seconds. RF64, the standard's
# way beyond 4 GiB, has no length for music-metadata. A title in UTF-8 is read as Latin-1 by the first two ("GrÃ¼Ã…e") and as UTF-8
# by the third, which makes U+FFFD of a Latin-1 one, so no title with an umlaut is right for all. PCM in the extensible form, which
# Windows writes for more than two channels, is "non-PCM (65534)" in music-metadata. A recording that was cut has the length of
# what is there in all three, and nothing says that it was longer.
#
# What it means: a voice message's length is counted from its bytes when it comes in, kept beside it, and never asked of its
# header.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund mediabunny@1.61.0 music-metadata@12.1.0 wavefile@11.0.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { ALL_FORMATS, BufferSource, Input } from "mediabunny";
import { parseBuffer } from "music-metadata";
import wavefile from "wavefile";
const u32 = (value) => Buffer.from(new Uint32Array([value]).buffer);
const u16 = (value) => Buffer.from(new Uint16Array([value]).buffer);
const chunk = (name, data, size = data.length) => Buffer.concat([Buffer.from(name), u32(size), data, Buffer.alloc(data.length % 2)]);
const riff = (...chunks) => Buffer.concat([Buffer.from("RIFF"), u32(Buffer.concat(chunks).length + 4), Buffer.from("WAVE"), ...chunks]);
const format = (tag = 1, extra = Buffer.alloc(0)) => chunk("fmt ", Buffer.concat([u16(tag), u16(1), u32(8000), u32(16000), u16(2), u16(16), extra]));
const second = chunk("data", Buffer.alloc(16000, 1));
const title = (bytes) => riff(format(), chunk("LIST", Buffer.concat([Buffer.from("INFOINAM"), u32(bytes.length), bytes, Buffer.alloc(bytes.length % 2)])), second);
function sized(size) {
  const bytes = riff(format(), second);
  bytes.writeUInt32LE(size, 4);
  bytes.writeUInt32LE(size, 40);
  return bytes;
}
const extended = Buffer.concat([u16(22), u16(16), u32(4), Buffer.from("0100000000001000800000aa00389b71", "hex")]);
const ds64 = chunk("ds64", Buffer.concat([u32(16080), u32(0), u32(16000), u32(0), u32(8000), u32(0), u32(0)]));
const large = Buffer.concat([Buffer.from("RF64"), u32(0xffffffff), Buffer.from("WAVE"), ds64, format(), chunk("data", Buffer.alloc(16000, 1), 0xffffffff)]);
const or = async (read) => {
  try {
    return await read();
  } catch {
    return "throws";
  }
};
const all = async (bytes) => [
  await or(async () => {
    const input = new Input({ source: new BufferSource(new Uint8Array(bytes).buffer), formats: ALL_FORMATS });
    return [await input.computeDuration(), (await input.getMetadataTags()).title ?? null];
  }),
  await or(async () => {
    const { format: found, common } = await parseBuffer(new Uint8Array(bytes), { mimeType: "audio/wav" });
    return [found.duration ?? null, common.title ?? null, found.codec ?? null];
  }),
  await or(() => {
    const file = new wavefile.WaveFile(new Uint8Array(bytes));
    return [file.getSamples(false, Float64Array).length / file.fmt.sampleRate, file.listTags().INAM ?? null];
  }),
];
const seen = {
  plain: await all(riff(format(), second)),
  ones: await all(sized(0xffffffff)),
  zero: await all(sized(0)),
  large: await all(large),
  extended: await all(riff(format(0xfffe, extended), second)),
  cut: await all(riff(format(), second).subarray(0, 8044)),
  utf8: await all(title(Buffer.from("Grüße\0"))),
  latin: await all(title(Buffer.from("Grüße\0", "latin1"))),
};
console.log(JSON.stringify(seen, null, 1));
assert.deepEqual(seen, {
  plain: [[1, null], [1, null, "PCM"], [1, null]],
  ones: [[1, null], [1, null, "PCM"], [1, null]],
  zero: ["throws", [null, null, null], [0, null]],
  large: [[1, null], [null, null, null], [1, null]],
  extended: [[1, null], [1, null, "non-PCM (65534)"], [1, null]],
  cut: [[0.5, null], [0.5, null, "PCM"], [0.5, null]],
  utf8: [[1, "GrÃ¼Ã\u009fe"], [1, "GrÃ¼Ã\u009fe", "PCM"], [1, "Grüße"]],
  latin: [[1, "Grüße"], [1, "Grüße", "PCM"], [1, "Gr\ufffd\ufffd"]],
});
JS
./node_modules/.bin/node run.mjs
