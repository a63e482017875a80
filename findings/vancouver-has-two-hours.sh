#!/usr/bin/env bash
# windows-iana 5.1.0, @touch4it/ical-timezones 1.9.0, timezones-ical-library 2.3.2 and spacetime 7.15.0, with which calendars name
# their zones, beside moment-timezone 0.6.6 and `Intl` of Node 24.21.0 and 20.20.2, after 2026, the year in which British
# Columbia, Alberta and Morocco left their clocks alone.
#
# Guess: zones change once a year somewhere far away; libraries that are kept up have it a few months later, or are a year behind
# alike. Seen: for Vancouver on 15 January 2027 Node 24.21 (2026c, as workerd 1.20261023.1 and Chromium 156, asked apart),
# moment-timezone and timezones-ical-library say -07:00; spacetime, @touch4it's zone for calendars and Node 20.20.2 (2025c) say
# -08:00. A zone as Outlook names it is another hour by itself: Vancouver and Edmonton become "Pacific" and "Mountain Standard
# Time", which come back as Los Angeles and Denver, and Kazakhstan's zone holds Almaty (+05:00) and Bishkek (+06:00). Whoever is
# right now is wrong for the past: timezones-ical-library's zone for Vancouver is -07:00 since 1970, so a lesson of January 2026,
# when it was -08:00, moves by an hour. Names: "Europe/Kyiv" has no Windows name there, "Europe/Kiev" has; small letters find
# nothing.
#
# What it means: an event goes out with its moments in UTC beside its zone, or with a VTIMEZONE made for its own dates; a lesson
# in such a place is looked at again after each update of zones.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund windows-iana@5.1.0 @touch4it/ical-timezones@1.9.0 \
  timezones-ical-library@2.3.2 spacetime@7.15.0 moment-timezone@0.6.6 node@24.21.0 old-node@npm:node@20.20.2 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import touch4it from "@touch4it/ical-timezones";
import moment from "moment-timezone";
import spacetime from "spacetime";
import { tzlib_get_ical_block } from "timezones-ical-library";
import { findIana, findWindows } from "windows-iana";
const winter = new Date("2027-01-15T12:00:00Z");
const offset = (zone, date = winter) =>
  new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(date).find(({ type }) => type === "timeZoneName").value;
const old = execFileSync(createRequire(import.meta.url).resolve("old-node/bin/node"), [
  "-p",
  `[process.version, process.versions.tz, new Date("2027-01-15T12:00:00Z").toLocaleString("sv-SE", { timeZone: "America/Vancouver" }).slice(11)]`,
]);
const offsets = (zone) => zone.match(/TZOFFSETTO:\S+/g).map((line) => line.slice("TZOFFSETTO:".length));
const back = (zone) => findIana(findWindows(zone)[0])[0];
const vancouver = "America/Vancouver";
const seen = {
  node: ["Vancouver", "Edmonton"].map((city) => offset(`America/${city}`)).concat(offset("Africa/Casablanca")),
  before: offset(vancouver, new Date("2026-01-15T12:00:00Z")),
  moment: moment.tz(winter, vancouver).format("Z"),
  spacetime: spacetime(winter).goto(vancouver).offset() / 60,
  calendars: [offsets(tzlib_get_ical_block(vancouver)[0]), offsets(touch4it.getVtimezoneComponent(vancouver))],
  since: tzlib_get_ical_block(vancouver)[0].match(/DTSTART:\d+/g),
  outlook: [back(vancouver), back("America/Edmonton"), offset("Asia/Almaty"), offset("Asia/Bishkek")],
  one: findWindows("Asia/Almaty")[0] === findWindows("Asia/Bishkek")[0],
  names: [findWindows("Europe/Kyiv"), findWindows("Europe/Kiev"), findIana("w. europe standard time")],
  old: old.toString().trim(),
};
console.log(seen);
assert.deepEqual(seen, {
  node: ["GMT-07:00", "GMT-06:00", "GMT+00:00"],
  before: "GMT-08:00",
  moment: "-07:00",
  spacetime: -8,
  calendars: [["-0700"], ["-0700", "-0800"]],
  since: ["DTSTART:19700101"],
  outlook: ["America/Los_Angeles", "America/Denver", "GMT+05:00", "GMT+06:00"],
  one: true,
  names: [[], ["FLE Standard Time"], []],
  old: "[ 'v20.20.2', '2025c', '04:00:00' ]",
});
JS
./node_modules/.bin/node run.mjs
