#!/usr/bin/env bash
# rrule 2.8.1 and rrule-temporal 2.2.8 (the newer one, over Temporal), the same rules with a zone (`DTSTART;TZID=Europe/Berlin`)
# around the days on which clocks change, on a machine under UTC.
#
# Guess: rrule is known to hand out dates whose UTC parts are local; given as a text with TZID it counts in the zone, and the two
# agree on all but the missing hour itself. Seen: every hour from 0:30 on the night of March is for rrule 23:30 UTC TWICE (two
# lessons at once) and then on; on the night of October it leaves 23:30 out. Every day at 2:30 is at 3:30 on the day without that
# hour in rrule (it says 00:30 UTC, which was 1:30, an hour early) and LEFT OUT in rrule-temporal, which with COUNT=3 hands out a
# further day in its stead; every hour in October leaves out the second 2:30 there. `UNTIL=…T090000Z`, the moment of the last
# lesson itself, is exclusive in rrule under a zone: the last lesson is missing. `UNTIL=20261201`, a day, ends before that day in
# rrule and with it in the other. A whole-day start (`DTSTART;VALUE=DATE:20261129`) is not read by rrule at all: the rule begins
# NOW, at this minute. Of an unknown part (`X-FOO`, `SKIP`) rrule throws, the other leaves it out: SKIP=BACKWARD changes nothing.
#
# What it means: a time-table's rule is expanded day by day in the class's zone by Temporal's own arithmetic, and the last day is
# tested.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund rrule@2.8.1 rrule-temporal@2.2.8 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import rrule from "rrule";
import { RRuleTemporal } from "rrule-temporal";
process.env.TZ = "UTC";
const utc = (date) => date.toISOString().slice(5, 16);
const old = (rule, limit = 5) => rrule.rrulestr(rule).all((_, index) => index < limit).map(utc);
const temporal = (rule) => new RRuleTemporal({ rruleString: rule }).all().map(({ epochMilliseconds }) => utc(new Date(epochMilliseconds)));
const both = (rule) => [old(rule), temporal(rule)];
const from = (time, rule) => `DTSTART;TZID=Europe/Berlin:${time}\nRRULE:${rule}`;
const now = Date.now();
const whole = rrule.rrulestr("DTSTART;VALUE=DATE:20240101\nRRULE:FREQ=DAILY;COUNT=1").all()[0];
const seen = {
  hoursMarch: both(from("20270328T003000", "FREQ=HOURLY;COUNT=4")),
  hoursOctober: both(from("20271031T003000", "FREQ=HOURLY;COUNT=4")),
  days: both(from("20270327T023000", "FREQ=DAILY;COUNT=3")),
  until: both(from("20261129T100000", "FREQ=DAILY;UNTIL=20261201T090000Z")),
  untilDay: both("DTSTART:20261129T100000Z\nRRULE:FREQ=DAILY;UNTIL=20261201"),
  whole: Math.abs(whole - now) < 60_000,
  skip: temporal("DTSTART:20261231T100000Z\nRRULE:FREQ=MONTHLY;BYMONTHDAY=31;RSCALE=GREGORIAN;SKIP=BACKWARD;COUNT=3"),
};
console.log(JSON.stringify(seen, null, 1));
assert.deepEqual(seen, {
  hoursMarch: [["03-27T23:30", "03-27T23:30", "03-28T00:30", "03-28T01:30"], ["03-27T23:30", "03-28T00:30", "03-28T01:30", "03-28T02:30"]],
  hoursOctober: [["10-30T22:30", "10-31T00:30", "10-31T01:30", "10-31T02:30"], ["10-30T22:30", "10-30T23:30", "10-31T00:30", "10-31T02:30"]],
  days: [["03-27T01:30", "03-28T00:30", "03-29T00:30"], ["03-27T01:30", "03-29T00:30", "03-30T00:30"]],
  until: [["11-29T09:00", "11-30T09:00"], ["11-29T09:00", "11-30T09:00", "12-01T09:00"]],
  untilDay: [["11-29T10:00", "11-30T10:00"], ["11-29T10:00", "11-30T10:00", "12-01T10:00"]],
  whole: true,
  skip: ["12-31T10:00", "01-31T10:00", "03-31T10:00"],
});
assert.throws(() => old("DTSTART:20261129T100000Z\nRRULE:FREQ=DAILY;COUNT=2;X-FOO=1"), /Unknown RRULE property/);
JS
./node_modules/.bin/node run.mjs
