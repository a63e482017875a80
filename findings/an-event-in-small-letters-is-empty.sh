#!/usr/bin/env bash
# ts-ics 2.4.6, reading and writing calendars (.ics), beside ical.js 2.2.1, on a machine in Berlin.
#
# Guess: a reader of 2026 with types knows the standard's small print: names in any case, commas escaped in lists, and a time
# without a zone is nobody's in particular (or the machine's own). Seen: of an event whose names are written small (`dtstart`,
# `summary`, as the standard allows and some programs write) ts-ics gives {}: no title, no time and no error. A time without a zone
# is a moment in UTC, the same as one with Z, so a lesson at ten is at eleven on the wall in Berlin, and nothing tells the two
# apart. A category with a comma in it, `a\,b`, is two, "a\" and "b", when read, and when written the comma is not escaped. A text
# with CR LF is written with a bare CR in it, which the reader makes two line ends of. An address with `\,` in it keeps the
# backslash (as it should), and escapes in texts are right both ways.
#
# What it means: a school's time-table is taken in only by a reader that says "no zone", and an event without a title or a start is
# counted as not understood.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund ts-ics@2.4.6 ical.js@2.2.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import ICAL from "ical.js";
import { convertIcsCalendar, generateIcsCalendar } from "ts-ics";
process.env.TZ = "Europe/Berlin";
const calendar = (...lines) => ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y", "BEGIN:VEVENT", "UID:1", "DTSTAMP:20261129T100000Z", ...lines, "END:VEVENT", "END:VCALENDAR", ""].join("\r\n");
const read = (text) => convertIcsCalendar(undefined, text).events[0];
const ical = (text) => new ICAL.Event(new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent("vevent"));
const small = calendar("dtstart:20261129T100000Z", "summary:test");
const [bare, zulu] = ["20261129T100000", "20261129T100000Z"].map((time) => calendar(`DTSTART:${time}`, "SUMMARY:test"));
const moment = { date: new Date("2026-11-29T10:00:00Z") };
const write = (more) => generateIcsCalendar({ version: "2.0", prodId: "x", events: [{ uid: "1", summary: "x", stamp: moment, start: moment, end: moment, ...more }] });
const lists = write({ categories: ["a,b", "c"] });
const lines = write({ description: "one\r\ntwo" });
const { uid, stamp, ...rest } = read(small);
const seen = {
  small: [rest, ical(small).summary],
  bare: [read(bare).start.date.toISOString(), ical(bare).startDate.toJSDate().toISOString()],
  same: JSON.stringify(read(bare)) === JSON.stringify(read(zulu)),
  categories: read(calendar("DTSTART:20261129T100000Z", "CATEGORIES:a\\,b,c")).categories,
  written: lists.match(/CATEGORIES.*/)[0],
  lines: [lines.match(/DESCRIPTION:.*?END/s)[0], read(lines).description],
};
console.log(seen);
assert.deepEqual(seen, {
  small: [{}, "test"],
  bare: ["2026-11-29T10:00:00.000Z", "2026-11-29T09:00:00.000Z"],
  same: true,
  categories: ["a\\", "b", "c"],
  written: "CATEGORIES:a,b,c",
  lines: ["DESCRIPTION:one\r\\ntwo\r\nEND", "one\n\ntwo"],
});
JS
./node_modules/.bin/node run.mjs
