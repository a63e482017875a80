#!/usr/bin/env bash
# dayjs 1.11.23 with its plugins for UTC and time zones, on a machine under UTC (as workers and most servers are) and one in
# Berlin.
#
# Guess: a week after noon in Berlin is noon in Berlin, since a week is a step of the calendar there and an hour one of the clock.
# Seen: `.add(1, "week")` over the end of October gives 11:00, over the end of March 13:00, and it does not admit it: the same
# value formats as "12:00:00+02:00", with the offset of the summer on a November day, so that what is shown is right, what is sent
# or kept is an hour off. Where the machine itself stands in Berlin the moment is right and the offset shown is still the old one.
# A lesson repeated weekly by it moves twice a year; reading the clock time anew for each day (`dayjs.tz(text, zone)`) does not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund dayjs@1.11.23 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import dayjs from "dayjs";
import timezone from "dayjs/plugin/timezone.js";
import utc from "dayjs/plugin/utc.js";
dayjs.extend(utc);
dayjs.extend(timezone);
const zone = "Europe/Berlin";
if (process.argv[2]) {
  const inZone = (moment) => new Date(moment.valueOf()).toLocaleString("sv-SE", { timeZone: zone });
  const ask = (value) => [inZone(value), value.format()];
  const answer = {
    autumn: ask(dayjs.tz("2027-10-30T12:00", zone).add(1, "week")),
    spring: ask(dayjs.tz("2027-03-27T12:00", zone).add(1, "week")),
    anew: ask(dayjs.tz("2027-11-06T12:00", zone)),
  };
  console.log(JSON.stringify(answer));
  process.exit();
}
const on = (TZ) => JSON.parse(execFileSync(process.execPath, ["run.mjs", "ask"], { env: { ...process.env, TZ }, encoding: "utf8" }));
const seen = { UTC: on("UTC"), Berlin: on("Europe/Berlin") };
console.log(seen);
assert.deepEqual(seen, {
  UTC: {
    autumn: ["2027-11-06 11:00:00", "2027-11-06T12:00:00+02:00"],
    spring: ["2027-04-03 13:00:00", "2027-04-03T12:00:00+01:00"],
    anew: ["2027-11-06 12:00:00", "2027-11-06T12:00:00+01:00"],
  },
  Berlin: {
    autumn: ["2027-11-06 12:00:00", "2027-11-06T12:00:00+02:00"],
    spring: ["2027-04-03 12:00:00", "2027-04-03T12:00:00+01:00"],
    anew: ["2027-11-06 12:00:00", "2027-11-06T12:00:00+01:00"],
  },
});
JS
node run.mjs
