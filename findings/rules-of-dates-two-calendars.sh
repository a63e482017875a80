#!/usr/bin/env bash
# rrule 2.8.1 and ical.js 2.2.1, the same rules from Sunday, 29 November 2026, 10:15 on.
#
# Guess: both follow RFC 5545, so that a rule which both take means the same dates, rare parts being refused. Seen: for rules by
# the week and the month they agree. Yearly ones: a birthday on 29 February is every fourth year for rrule and on 1 March in
# between for ical.js; BYMONTHDAY=1 is the first of every month for rrule (as the RFC has it) and 1 November for ical.js; BYWEEKNO
# is left out by ical.js without a word (Monday of week 1 becomes every Monday), as is BYSETPOS in a week ("the first of Monday
# and Wednesday" is both) and the second of BYHOUR=8,9. ical.js gives the start itself though it is no December
# (FREQ=DAILY;BYMONTH=12). And rrule's `fromText("jeden Montag")`, which is not English, is no error but a rule without anything:
# every year. What is kept as a rule has to be read again by the library that showed its dates.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund rrule@2.8.1 ical.js@2.2.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import ICAL from "ical.js";
import rrule from "rrule";
const asked = (rule, start = "2026-11-29T10:15:00", count = 3) => {
  const plain = start.replace(/[-:]/g, "");
  const ofRrule = rrule
    .rrulestr(`DTSTART:${plain}Z\nRRULE:${rule}`)
    .all((_, index) => index < count)
    .map((date) => date.toISOString().slice(0, 13));
  const iterator = ICAL.Recur.fromString(rule).iterator(ICAL.Time.fromDateTimeString(start));
  const ofIcal = Array.from({ length: count }, () => iterator.next().toString().slice(0, 13));
  return { rrule: ofRrule, ical: ofIcal };
};
const short = ({ rrule, ical }) => [rrule, ical].map((list) => list.map((date) => date.slice(0, 10)).join(" "));
const seen = {
  weekly: short(asked("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU")),
  monthly: short(asked("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1")),
  leap: short(asked("FREQ=YEARLY", "2024-02-29T10:15:00")),
  monthDay: short(asked("FREQ=YEARLY;BYMONTHDAY=1")),
  weekNumber: short(asked("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO")),
  position: short(asked("FREQ=WEEKLY;BYDAY=MO,WE;BYSETPOS=1")),
  start: short(asked("FREQ=DAILY;BYMONTH=12")),
  hours: asked("FREQ=YEARLY;BYMONTH=1;BYDAY=SU;BYHOUR=8,9"),
  german: rrule.RRule.fromText("jeden Montag").toText(),
};
console.log(seen);
const same = (text) => [text, text];
assert.deepEqual(seen, {
  weekly: same("2026-11-29 2026-12-07 2026-12-13"),
  monthly: same("2026-11-30 2026-12-31 2027-01-29"),
  leap: ["2024-02-29 2028-02-29 2032-02-29", "2024-02-29 2025-03-01 2026-03-01"],
  monthDay: ["2026-12-01 2027-01-01 2027-02-01", "2027-11-01 2028-11-01 2029-11-01"],
  weekNumber: ["2027-01-04 2028-01-03 2029-01-01", "2026-11-30 2026-12-07 2026-12-14"],
  position: ["2026-11-30 2026-12-07 2026-12-14", "2026-11-30 2026-12-02 2026-12-07"],
  start: ["2026-12-01 2026-12-02 2026-12-03", "2026-11-29 2026-12-01 2026-12-02"],
  hours: {
    rrule: ["2027-01-03T08", "2027-01-03T09", "2027-01-10T08"],
    ical: ["2027-01-03T08", "2027-01-10T08", "2027-01-17T08"],
  },
  german: "every year",
});
JS
node run.mjs
