#!/usr/bin/env bash
# iso8601-duration 2.1.4, dayjs 1.11.23 (`duration`), luxon 3.7.2, duration-fns 3.0.2, ical.js 2.2.1 and temporal-polyfill 1.0.8,
# reading durations as calendars, video pages and learning records write them.
#
# Guess: a duration is "P", numbers and letters; what a library does not take it says so. Seen: "-PT15M", the reminder a quarter
# of an hour BEFORE, which every calendar writes, is 900 seconds after for iso8601-duration and for dayjs: the sign is left out
# without a word. Written as "PT-5M" (luxon writes so itself, "PT-1H30M") it is refused by iso8601-duration and Temporal.
# "PT1,5S", with the comma that ISO 8601 prefers, is 0 for dayjs and 1 for ical.js. ical.js cuts "PT0.5H" to nothing and reads
# "P1M", a month, as one minute (iCalendar has no months, so nobody expects them). "+PT15M", which iCalendar allows, is invalid
# for luxon and duration-fns. A month is 30 days for three and 30.4 for two. What comes from a calendar is read by a calendar's
# reader, what comes from elsewhere by Temporal.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund iso8601-duration@2.1.4 dayjs@1.11.23 luxon@3.7.2 duration-fns@3.0.2 ical.js@2.2.1 \
  temporal-polyfill@1.0.8 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import dayjs from "dayjs";
import duration from "dayjs/plugin/duration.js";
import * as fns from "duration-fns";
import ICAL from "ical.js";
import { parse, toSeconds } from "iso8601-duration";
import { Duration } from "luxon";
import { Temporal } from "temporal-polyfill";
dayjs.extend(duration);
const readers = {
  iso: (text) => toSeconds(parse(text)),
  dayjs: (text) => dayjs.duration(text).asSeconds(),
  luxon: (text) => Duration.fromISO(text).as("seconds"),
  fns: (text) => fns.toSeconds(fns.parse(text)),
  ical: (text) => ICAL.Duration.fromString(text).toSeconds(),
  temporal: (text) => Temporal.Duration.from(text).total({ unit: "seconds", relativeTo: "2026-11-29" }),
};
const or = (what) => {
  try {
    const seconds = what();
    return Number.isNaN(seconds) ? "none" : seconds;
  } catch {
    return "none";
  }
};
const read = (text) => Object.fromEntries(Object.keys(readers).map((name) => [name, or(() => readers[name](text))]));
const texts = ["PT1H30M", "-PT15M", "+PT15M", "PT-5M", "PT1,5S", "PT0.5H", "P1M"];
const seen = Object.fromEntries(texts.map((text) => [text, read(text)]));
console.log(seen, Duration.fromObject({ hours: -1, minutes: 30 }).toISO());
const all = (seconds, others) => ({ iso: seconds, dayjs: seconds, luxon: seconds, fns: seconds, ical: seconds, temporal: seconds, ...others });
assert.deepEqual(seen, {
  PT1H30M: all(5400),
  "-PT15M": all(-900, { iso: 900, dayjs: 900 }),
  "+PT15M": all(900, { luxon: "none", fns: "none" }),
  "PT-5M": all(-300, { iso: "none", temporal: "none" }),
  "PT1,5S": all(1.5, { dayjs: 0, ical: 1 }),
  "PT0.5H": all(1800, { fns: "none", ical: 0 }),
  P1M: all(2592000, { dayjs: 2628000, fns: 2628000, ical: 60 }),
});
JS
node run.mjs
