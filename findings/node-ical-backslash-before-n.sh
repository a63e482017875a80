#!/usr/bin/env bash
# node-ical 0.26.1 beside ical.js 2.2.1, reading the same calendar.
#
# Guess: a text is unescaped once from left to right, so `\\n` (an escaped backslash and the letter n) is a backslash and n. Seen:
# that is what ical.js reads; node-ical makes a backslash and a line's end of it. A place such as C:\new\table, correctly written by
# any program, comes out broken in two ("C:\", "ew\table"), a formula \nabla likewise, while \alpha is read rightly: only what
# begins with an n is hit. A reader of events for a class (paths, LaTeX) cannot be this one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node-ical@0.26.1 ical.js@2.2.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import ICAL from "ical.js";
import nodeIcal from "node-ical";
const escaped = (words) => words.replace(/[\\;,]/g, "\\$&").replace(/\n/g, "\\n");
const read = (words) => {
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:1", "DTSTAMP:20260101T000000Z"];
  const text = [...lines, "DTSTART:20260327T090000Z", `SUMMARY:${escaped(words)}`, "END:VEVENT", "END:VCALENDAR", ""].join("\r\n");
  const event = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent("vevent");
  return {
    icalJs: event.getFirstPropertyValue("summary"),
    nodeIcal: Object.values(nodeIcal.sync.parseICS(text)).find((part) => part.type === "VEVENT").summary,
  };
};
const seen = ["C:\\new\\table", "\\nabla", "\\alpha", "two\nlines"].map((words) => [words, read(words)]);
console.log(JSON.stringify(seen, null, 1));
for (const [words, { icalJs }] of seen) assert.equal(icalJs, words);
assert.deepEqual(
  seen.map(([, { nodeIcal }]) => nodeIcal),
  ["C:\\\new\\table", "\\\nabla", "\\alpha", "two\nlines"],
);
JS
node run.mjs
