#!/usr/bin/env bash
# midi-writer-js 3.2.1 and @tonejs/midi 2.0.28 writing MIDI, as for a melody that a class is to hear, read by @tonejs/midi and
# midi-file 1.2.4, which is beneath it.
#
# Guess: a note's name that it does not know is refused, loudness goes from 0 to 127 as in the format, and names of pieces are
# UTF-8. Seen: midi-writer-js makes of every name that it does not know the LOWEST note there is, C-1, far below what one hears:
# of H4 (B in German), Fis4, "C♯4" with the sign for a sharp, "do4" and a C without its octave, with no error; @tonejs/midi throws
# a TypeError from within. Loudness in midi-writer-js goes to 100: 80 is written as 102, 64 as 81, 0 becomes 64, as if none was
# given; a note of loudness 0 in @tonejs/midi is gone after reading, as it means the end of a note. Texts keep the lower byte of
# each letter in both writers: "Für" is well, "Š" comes back as "`", a dash (–) and 笛 as control characters. Three triplets of one
# beat are 43, 42 and 43 ticks long. Overlapping notes of one pitch come back as they were.
#
# What it means: names of notes are checked before anything is written, and a title stands beside the file, in its message.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund midi-writer-js@3.2.1 @tonejs/midi@2.0.28 midi-file@1.2.4 node@24.21.0 >/dev/null 2>&1
cat >run.cjs <<'JS'
const assert = require("node:assert/strict");
const { Midi } = require("@tonejs/midi");
const { parseMidi } = require("midi-file");
const written = require("midi-writer-js");
const { NoteEvent, Track, Writer } = written.default ?? written;
function bytes(options, name) {
  const track = new Track();
  if (name) track.addTrackName(name);
  track.addEvent(new NoteEvent({ duration: "4", pitch: ["A4"], ...options }));
  return new Writer([track]).buildFile();
}
const note = (pitch) => new Midi(bytes({ pitch: [pitch] })).tracks[0].notes[0].name;
const loud = (velocity) => parseMidi(bytes({ velocity })).tracks[0].find(({ type }) => type === "noteOn").velocity;
function tone(...notes) {
  const midi = new Midi();
  const track = midi.addTrack();
  track.name = "Für Š – 笛";
  for (const one of notes) track.addNote({ time: 0, duration: 1, ...one });
  return new Midi(midi.toArray()).tracks[0];
}
function or(what) {
  try {
    return what();
  } catch (error) {
    return error.constructor.name;
  }
}
const seen = {
  known: ["A4", "Bb4", "c4"].map(note),
  unknown: ["H4", "Fis4", "C♯4", "do4", "C"].map(note),
  tone: ["H4", "C"].map((name) => or(() => tone({ name }).notes.length)),
  loud: [80, 64, 0, 100].map(loud),
  silent: tone({ midi: 60, velocity: 0 }, { midi: 62 }).notes.length,
  names: [new Midi(bytes({}, "Für Š – 笛")).tracks[0].name, tone({ midi: 60 }).name],
  triplets: new Midi(bytes({ duration: "8t", repeat: 3 })).tracks[0].notes.map(({ durationTicks }) => durationTicks),
};
console.log(seen);
assert.deepEqual(seen, {
  known: ["A4", "A#4", "C4"],
  unknown: Array(5).fill("C-1"),
  tone: ["TypeError", "TypeError"],
  loud: [102, 81, 64, 127],
  silent: 1,
  names: Array(2).fill("Für ` \u0013 \u001b"),
  triplets: [43, 42, 43],
});
JS
./node_modules/.bin/node run.cjs
