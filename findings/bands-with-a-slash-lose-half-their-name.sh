#!/usr/bin/env bash
# music-metadata 12.1.0, jsmediatags 3.9.7 and node-id3 0.2.9, reading one MP3 with ID3v2.3, the kind that most programs write.
#
# Guess: a name is a name; what a reader takes apart it shows whole somewhere. Seen: in ID3v2.3 a slash parts artists, and
# music-metadata parts at every one: `artist` of AC/DC is "AC", "DC" is the second in `artists`, and the name as it stood is in
# neither; as the ALBUM's artist it stays whole, as does a genre "Rock/Pop". A genre of digits is looked up in a list of 1996, so
# "80", written for a decade, is "Folk". jsmediatags has no genre at all for "(17)", the way that the format itself wants Rock
# written, and of "(17)(18)Own" it has "(18)Own". 120.5 beats a minute are 120. node-id3 gives all of it as it was written, with
# no reading of its own. To show what a recording is called, the text of the frame is what counts.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund music-metadata@12.1.0 jsmediatags@3.9.7 node-id3@0.2.9 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import jsmediatags from "jsmediatags";
import { parseBuffer } from "music-metadata";
import NodeID3 from "node-id3";
async function read(tags) {
  const file = Buffer.concat([NodeID3.create(tags), Buffer.alloc(2000)]);
  const { common } = await parseBuffer(file, { mimeType: "audio/mpeg" });
  const second = await new Promise((done, fail) => jsmediatags.read(file, { onSuccess: ({ tags: found }) => done(found), onError: fail }));
  return [common, second, NodeID3.read(file)];
}
const band = await read({ artist: "AC/DC", performerInfo: "AC/DC", bpm: "120.5" });
const genres = ["Rock/Pop", "80", "(17)", "(17)(18)Own"];
const seen = {
  artist: band.map(({ artist }) => artist),
  artists: band[0].artists,
  album: [band[0].albumartist, band[0].bpm],
  genres: Object.fromEntries(await Promise.all(genres.map(async (genre) => [genre, (await read({ genre })).map((found) => found.genre ?? null)]))),
};
console.log(JSON.stringify(seen));
assert.deepEqual(seen, {
  artist: ["AC", "AC/DC", "AC/DC"],
  artists: ["AC", "DC"],
  album: ["AC/DC", 120],
  genres: {
    "Rock/Pop": [["Rock/Pop"], "Rock/Pop", "Rock/Pop"],
    80: [["Folk"], "80", "80"],
    "(17)": [["Rock"], null, "(17)"],
    "(17)(18)Own": [["Rock", "Techno", "Own"], "(18)Own", "(17)(18)Own"],
  },
});
JS
node run.mjs
