#!/usr/bin/env bash
# node-ical 0.26.1, reading calendars (.ics), on a machine in Berlin.
#
# Guess: `summary` is a text, an event is in the answer once for each that the file has, and an exception (EXDATE) takes out the
# one moment that it names. Seen: a title with a parameter, as in multilingual schools' calendars (`SUMMARY;LANGUAGE=de:`), is an
# object { params, val }, "[object Object]" wherever it is shown. The answer is keyed by UID, so of two events with one UID, as
# calendars that were put together have, only the last is there, and nothing says so. An EXDATE of a moment is kept twice, as the
# moment and as its DAY, so of a rule with two lessons a day an exception for the first seems to be one for the second to whoever
# looks by day, as its manual shows. A category with a comma in it is two, "a\" and "b". A zone that it does not know ("Klasse
# 10a") is kept as the name, and the time is the machine's.
#
# What it means: each field of an event goes through a reader that takes texts and objects, events are counted against
# BEGIN:VEVENT, and exceptions are compared by moment.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node-ical@0.26.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import ical from "node-ical";
process.env.TZ = "Europe/Berlin";
const event = (...lines) => ["BEGIN:VEVENT", "UID:1", "DTSTAMP:20261129T100000Z", ...lines, "END:VEVENT"];
const read = (...lines) => Object.values(ical.sync.parseICS(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y", ...lines, "END:VCALENDAR", ""].join("\r\n"))).filter(({ type }) => type === "VEVENT");
const start = "DTSTART:20261129T100000Z";
const seen = {
  language: read(...event(start, "SUMMARY;LANGUAGE=de:Prüfung"))[0].summary,
  twice: read(...event(start, "SUMMARY:one"), ...event("DTSTART:20261201T100000Z", "SUMMARY:two")).map(({ summary }) => summary),
  exception: Object.keys(read(...event(start, "RRULE:FREQ=DAILY;BYHOUR=8,14;COUNT=4", "EXDATE:20261130T080000Z"))[0].exdate),
  category: read(...event(start, "CATEGORIES:a\\,b,c"))[0].categories,
  zone: read(...event("DTSTART;TZID=Klasse 10a:20261129T100000"))[0].start,
};
console.log(seen);
assert.deepEqual(seen.language, { params: { LANGUAGE: "de" }, val: "Prüfung" });
assert.equal(`${seen.language}`, "[object Object]");
assert.deepEqual(seen.twice, ["two"]);
assert.deepEqual(seen.exception, ["2026-11-30", "2026-11-30T08:00:00.000Z"]);
assert.deepEqual(seen.category, ["a\\", "b", "c"]);
assert.deepEqual([seen.zone.tz, seen.zone.toISOString()], ["Klasse 10a", "2026-11-29T09:00:00.000Z"]);
JS
./node_modules/.bin/node run.mjs
