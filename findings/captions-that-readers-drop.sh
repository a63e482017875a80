#!/usr/bin/env bash
# media-captions 1.0.4, node-webvtt 1.9.4, subtitle 4.2.2 and subsrt-ts 2.1.2 reading captions of a lecture (WebVTT), and the same
# without node-webvtt, with srt-parser-2 1.2.3, reading SubRip (.srt).
#
# Guess: times, an arrow, a text: readers differ in colours and positions. Seen: subtitle throws for the whole file where a cue has
# a name above its times, or where the file has a style, both of which the standard has in its first examples. node-webvtt throws
# at a style, at "Kind: captions" in the head, as YouTube's files have it, and at tabs around the arrow. subsrt-ts hands out nothing
# at all of a SubRip file that begins with a BOM, as Windows' editors leave it, and of cues that have coordinates or no number. An
# empty line within a SubRip text ends it in two, the rest of the words is gone. "1,5" is a second and a half in two and 1.005 in
# two. Two take the coordinates for the first line of what is said. Each file is counted: as many cues as arrows, or it is refused.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund media-captions@1.0.4 node-webvtt@1.9.4 subtitle@4.2.2 subsrt-ts@2.1.2 srt-parser-2@1.2.3 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { parseText } from "media-captions";
import webvtt from "node-webvtt";
import SrtParser from "srt-parser-2";
import * as subsrt from "subsrt-ts";
import { parseSync } from "subtitle";
const media = (type) => async (text) => (await parseText(text, { type })).cues.map((cue) => [cue.startTime, cue.text]);
const subtitle = (text) => parseSync(text).filter(({ type }) => type === "cue").map(({ data }) => [data.start / 1000, data.text]);
const other = (format) => (text) => subsrt.parse(text, { format }).filter(({ type }) => type === "caption").map((cue) => [cue.start / 1000, cue.content.trim()]);
const vtt = [media("vtt"), (text) => webvtt.parse(text).cues.map(({ start, text: words }) => [start, words]), subtitle, other("vtt")];
const Parser = SrtParser.default ?? SrtParser;
const srt = [media("srt"), subtitle, other("srt"), (text) => new Parser().fromSrt(text).map((cue) => [cue.startSeconds, cue.text])];
const all = (readers, text) => Promise.all(readers.map(async (read) => read(text)).map((found) => found.catch(() => "throws")));
const cue = "00:01.000 --> 00:02.000\nhi\n";
const sub = (times, words = "hi") => `1\n${times}\n${words}\n`;
const times = "00:00:01,000 --> 00:00:02,000";
const seen = {
  named: await all(vtt, `WEBVTT\n\nintro\n${cue}`),
  styled: await all(vtt, `WEBVTT\n\nSTYLE\n::cue { color: red }\n\n${cue}`),
  kind: await all(vtt, `WEBVTT\nKind: captions\nLanguage: en\n\n${cue}`),
  tabs: await all(vtt, `WEBVTT\n\n${cue.replace(" --> ", "\t-->\t")}`),
  bom: await all(srt, `\ufeff${sub(times)}`),
  empty: await all(srt, sub(times, "a\n\nb")),
  half: await all(srt, sub("00:00:01,5 --> 00:00:02,5")),
  place: await all(srt, sub(`${times} X1:1 X2:2 Y1:3 Y2:4`)),
  numberless: await all(srt, sub(times).slice(2)),
};
console.log(JSON.stringify(seen, null, 1));
const hi = [[1, "hi"]];
assert.deepEqual(seen, {
  named: [hi, hi, "throws", hi],
  styled: [hi, "throws", "throws", hi],
  kind: [hi, "throws", hi, hi],
  tabs: [hi, "throws", "throws", hi],
  bom: [hi, hi, [], hi],
  empty: [[[1, "a"]], [[1, "a\n\nb"]], [[1, "a"]], [[1, "a\n\nb"]]],
  half: [[[1.5, "hi"]], [[1.005, "hi"]], [[1.005, "hi"]], [[1.5, "hi"]]],
  place: [[[1, "X1:1 X2:2 Y1:3 Y2:4\nhi"]], hi, [], [[1, "X1:1 X2:2 Y1:3 Y2:4\nhi"]]],
  numberless: [hi, hi, [], []],
});
JS
node run.mjs
