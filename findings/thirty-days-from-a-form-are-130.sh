#!/usr/bin/env bash
# date-fns 4.4.0, luxon 3.7.2, dayjs 1.11.23, spacetime 7.15.0 and temporal-polyfill 1.0.8: a length that comes from a form, a
# query or an environment ("30"), and one that is not whole.
#
# Guess: "30" is 30, as in all JavaScript that multiplies, or it is refused. Seen: date-fns' `addDays` and spacetime join it to the
# day as letters: 1 January and "30" days is the 130th of January, 10 MAY; `add(date, { days: "30" })` joins twice and lies in JULY
# 2029, `addMonths(date, "3")` in July 2028, months and days together in 2043. `addYears`, `addWeeks` and `subDays` are right, as
# they multiply or subtract, so what was tried with one of them is no proof. luxon, dayjs and Temporal take the text as a number.
# Undefined is no time at all for luxon and date-fns' `add` (what has no length expires at once), an invalid date for dayjs and ""
# for spacetime; only Temporal throws. Half a month is fifteen days in luxon, none in date-fns, dayjs and spacetime; half a day is
# twelve hours, none, a whole day (dayjs rounds) and none.
#
# What it means: a length of keeping is made a whole number by a schema before any library sees it, and an end that lies ten years
# off is a fault to be said.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund date-fns@4.4.0 luxon@3.7.2 dayjs@1.11.23 spacetime@7.15.0 temporal-polyfill@1.0.8 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import * as fns from "date-fns";
import dayjs from "dayjs";
import { DateTime } from "luxon";
import spacetime from "spacetime";
import { Temporal } from "temporal-polyfill";
process.env.TZ = "UTC";
const start = new Date("2026-01-01T00:00:00Z");
const or = (read) => {
  try {
    const date = read();
    return date.slice(0, 16).replace("T00:00", "");
  } catch {
    return "throws";
  }
};
const iso = (date) => date.toISOString();
const all = (unit, length) => ({
  fns: or(() => iso(fns.add(start, { [unit]: length }))),
  luxon: or(() => DateTime.fromJSDate(start, { zone: "utc" }).plus({ [unit]: length }).toISO()),
  dayjs: or(() => iso(dayjs(start).add(length, unit))),
  space: or(() => spacetime("2026-01-01", "UTC").add(length, unit.slice(0, -1)).format("iso")),
  temporal: or(() => Temporal.PlainDateTime.from("2026-01-01T00:00").add({ [unit]: length }).toString()),
});
const seen = {
  addDays: iso(fns.addDays(start, "30")).slice(0, 10),
  days: all("days", "30"),
  by: [fns.addDays, fns.subDays, fns.addWeeks, fns.addMonths, fns.addYears].map((add) => iso(add(start, "3")).slice(0, 10)),
  both: iso(fns.add(start, { months: "2", days: "3" })).slice(0, 10),
  nothing: all("days", undefined),
  halfMonth: all("months", 0.5),
  halfDay: all("days", 0.5),
};
console.log(seen);
assert.deepEqual(seen, {
  addDays: "2026-05-10",
  days: { fns: "2029-07-23", luxon: "2026-01-31", dayjs: "2026-01-31", space: "2026-05-10", temporal: "2026-01-31" },
  by: ["2026-01-13", "2025-12-29", "2026-01-22", "2028-07-01", "2029-01-01"],
  both: "2043-01-08",
  nothing: { fns: "2026-01-01", luxon: "2026-01-01", dayjs: "throws", space: "", temporal: "throws" },
  halfMonth: { fns: "2026-01-01", luxon: "2026-01-16", dayjs: "2026-01-01", space: "2026-01-01", temporal: "throws" },
  halfDay: { fns: "2026-01-01", luxon: "2026-01-01T12:00", dayjs: "2026-01-02", space: "2026-01-01", temporal: "throws" },
});
JS
./node_modules/.bin/node run.mjs
