#!/usr/bin/env bash
# luxon 3.7.2, @date-fns/tz 1.5.0, spacetime 7.15.0, moment-timezone 0.6.6 and temporal-polyfill 1.0.8 on "31 October 2027, 02:30
# in Berlin", a time that the clocks there show twice.
#
# Guess: each library always takes the same one of the two, most of them the first, as Temporal does ("compatible"). Seen: luxon
# takes the one whose offset holds in Berlin TODAY: the same text is 00:30 UTC when it is read in summer and 01:30 UTC when it is
# read in winter (`fromISO`, `fromFormat` and `fromObject`; `DateTime.local` with the same numbers is the first in both). `TZDate`
# of date-fns goes by the zone of the machine that reads: the first in Berlin and Tokyo, the second under UTC and in New York.
# spacetime takes the second, moment the first. So a test of a reminder passes in July and fails in December, or only in a worker:
# keep the moment that was reckoned once, not the clock's words to be read again.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund luxon@3.7.2 @date-fns/tz@1.5.0 spacetime@7.15.0 moment-timezone@0.6.6 temporal-polyfill@1.0.8 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { TZDate } from "@date-fns/tz";
import { DateTime, Settings } from "luxon";
import moment from "moment-timezone";
import spacetime from "spacetime";
import { Temporal } from "temporal-polyfill";
const zone = "Europe/Berlin";
const text = "2027-10-31T02:30:00";
const parts = { year: 2027, month: 10, day: 31, hour: 2, minute: 30 };
const utc = (moment) => new Date(Number(moment)).toISOString().slice(11, 16);
if (process.argv[2]) {
  console.log(utc(new TZDate(2027, 9, 31, 2, 30, zone)));
  process.exit();
}
const luxonOn = (day) => {
  Settings.now = () => Date.parse(day);
  return {
    fromISO: utc(DateTime.fromISO(text, { zone })),
    fromFormat: utc(DateTime.fromFormat("31.10.2027 02:30", "dd.MM.yyyy HH:mm", { zone })),
    fromObject: utc(DateTime.fromObject(parts, { zone })),
    local: utc(DateTime.local(2027, 10, 31, 2, 30, { zone })),
  };
};
const onMachineIn = (TZ) => execFileSync(process.execPath, ["run.mjs", "ask"], { env: { ...process.env, TZ }, encoding: "utf8" }).trim();
const seen = {
  luxonInSummer: luxonOn("2026-07-01"),
  luxonInWinter: luxonOn("2026-12-01"),
  TZDate: Object.fromEntries(["UTC", "America/New_York", "Europe/Berlin", "Asia/Tokyo"].map((TZ) => [TZ, onMachineIn(TZ)])),
  spacetime: utc(spacetime(text, zone).epoch),
  moment: utc(moment.tz(text, zone)),
  temporal: utc(Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds),
};
console.log(seen);
const first = "00:30";
const second = "01:30";
assert.deepEqual(seen, {
  luxonInSummer: { fromISO: first, fromFormat: first, fromObject: first, local: first },
  luxonInWinter: { fromISO: second, fromFormat: second, fromObject: second, local: first },
  TZDate: { UTC: second, "America/New_York": second, "Europe/Berlin": first, "Asia/Tokyo": first },
  spacetime: second,
  moment: first,
  temporal: first,
});
JS
node run.mjs
