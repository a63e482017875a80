#!/usr/bin/env bash
# date-holidays 3.37.0 (the one with the whole world in it) and feiertagejs 1.5.1 (Germany alone), asked which days are free of
# school.
#
# Guess: the laws of a country like Germany are the same in both; what goes by the moon is approximate, and a day is a day. Seen:
# Berlin's days that were free once only, 8 May 2025 and 17 June 2028, are in the first and not in the second, though its rules
# are by state. The Assumption (15 August), free in most but not all places of Bavaria, is free there for the second and not for
# the first. In Turkey, Israel and Arab countries a feast begins the evening before: its `date` is "2026-03-20 00:00:00 -0600",
# where the -0600 is the six hours until midnight and no zone, so `new Date` of it is six in the morning in London; `start` is
# 18:00 of the 19th in Istanbul, so that lessons of that afternoon pass and a chess club at seven is on a holiday. Christmas Eve
# is a holiday from two in the afternoon, of the kind "bank". Of a Saturday's Independence Day in America both it and Friday, its
# substitute, are "public".
#
# What it means: free days are taken from the school's own list; a library proposes them, and a day counts by its date in the
# school's zone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund date-holidays@3.37.0 feiertagejs@1.5.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import Holidays from "date-holidays";
import { getHolidays } from "feiertagejs";
const world = (year, ...place) => new Holidays(...place).getHolidays(year).filter(({ type }) => type === "public");
const days = (year, state) => world(year, "DE", state).map(({ date }) => date.slice(0, 10));
const german = (year, state) => getHolidays(String(year), state).map(({ date }) => date.toLocaleDateString("sv-SE"));
const only = (one, other) => one.filter((day) => !other.includes(day));
const turkey = new Holidays("TR");
const [feast] = turkey.getHolidays(2026).filter(({ name }) => name === "Ramazan Bayramı");
const isFree = (moment) => Boolean(turkey.isHoliday(new Date(moment)));
const eve = new Holidays("DE").getHolidays(2026).find(({ date }) => date.startsWith("2026-12-24"));
const seen = {
  berlin: [2025, 2028].map((year) => [only(days(year, "be"), german(year, "BE")), only(german(year, "BE"), days(year, "be"))]),
  bavaria: [only(days(2026, "by"), german(2026, "BY")), only(german(2026, "BY"), days(2026, "by"))],
  saxony: [only(days(2026, "sn"), german(2026, "SN")), only(german(2026, "SN"), days(2026, "sn"))],
  feast: [feast.date, new Date(feast.date).toISOString(), feast.start.toISOString()],
  evening: [isFree("2026-03-19T17:30:00+03:00"), isFree("2026-03-19T19:00:00+03:00")],
  eve: [eve.start.toISOString(), eve.type],
  july: world(2026, "US").map(({ date }) => date.slice(0, 10)).filter((date) => date.startsWith("2026-07")),
};
console.log(seen);
assert.deepEqual(seen, {
  berlin: [
    [["2025-05-08"], []],
    [["2028-06-17"], []],
  ],
  bavaria: [[], ["2026-08-15"]],
  saxony: [[], []],
  feast: ["2026-03-20 00:00:00 -0600", "2026-03-20T06:00:00.000Z", "2026-03-19T15:00:00.000Z"],
  evening: [false, true],
  eve: ["2026-12-24T13:00:00.000Z", "bank"],
  july: ["2026-07-03", "2026-07-04"],
});
JS
./node_modules/.bin/node run.mjs
