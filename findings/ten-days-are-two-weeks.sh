#!/usr/bin/env bash
# timeago.js 4.0.2, javascript-time-ago 2.6.4, dayjs 1.11.23 (`relativeTime`), date-fns 4.4.0 (three functions), luxon 3.7.2
# (`toRelative`) and humanize-duration 3.35.1: how long ago something was, beside a message or a deadline.
#
# Guess: they round or they cut off, and differ by one in the last unit. Seen: ten days are 1 week, 10 days, and in date-fns's
# `intlFormatDistance` (the one with all languages) "2 weeks ago", thirty days there "5 weeks ago", 300 days "3 quarters ago" and
# 364 days "4 quarters ago", as it counts how often a week or a quarter began meanwhile; 21 hours are "yesterday". For dayjs 45
# minutes are an hour, 22 hours a day, 26 days a month and 320 days a year. `formatDistanceStrict` says "60 minutes" and "24 hours"
# for what is not yet one of the next unit, and `formatDistance` "12 months". javascript-time-ago has no seconds by itself: half a
# minute is a minute. So the same draft is ten days, a week or two weeks old.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund timeago.js@4.0.2 javascript-time-ago@2.6.4 dayjs@1.11.23 date-fns@4.4.0 luxon@3.7.2 \
  humanize-duration@3.35.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { formatDistance, formatDistanceStrict, intlFormatDistance } from "date-fns";
import dayjs from "dayjs";
import relativeTime from "dayjs/plugin/relativeTime.js";
import humanize from "humanize-duration";
import TimeAgo from "javascript-time-ago";
import english from "javascript-time-ago/locale/en";
import { DateTime } from "luxon";
import { format } from "timeago.js";
dayjs.extend(relativeTime);
TimeAgo.addDefaultLocale(english);
const timeAgo = new TimeAgo("en-US");
const now = Date.UTC(2026, 10, 30, 12);
const hour = 3_600_000;
function all(ago) {
  const then = now - ago;
  return [
    format(then, "en_US", { relativeDate: now }),
    timeAgo.format(then, { now }),
    dayjs(then).from(dayjs(now)),
    formatDistance(then, now),
    formatDistanceStrict(then, now),
    intlFormatDistance(then, now),
    DateTime.fromMillis(then).toRelative({ base: DateTime.fromMillis(now) }),
    humanize(ago, { largest: 1 }),
  ].map((text) => text.replace(/ ago$/u, ""));
}
const seen = {
  seconds: all(30_000),
  minutes: all(0.75 * hour),
  hours: all(21 * hour),
  almost: all(23.9 * hour),
  ten: all(240 * hour),
  month: all(26 * 24 * hour),
  thirty: all(720 * hour),
  quarters: all(300 * 24 * hour),
  year: all(364 * 24 * hour),
};
console.log(seen);
assert.deepEqual(seen, {
  seconds: ["30 seconds", "1 minute", "a few seconds", "1 minute", "30 seconds", "30 seconds", "30 seconds", "30 seconds"],
  minutes: ["45 minutes", "45 minutes", "an hour", "about 1 hour", "45 minutes", "45 minutes", "45 minutes", "45 minutes"],
  hours: ["21 hours", "21 hours", "21 hours", "about 21 hours", "21 hours", "yesterday", "21 hours", "21 hours"],
  almost: ["23 hours", "1 day", "a day", "about 24 hours", "24 hours", "yesterday", "23 hours", "23 hours"],
  ten: ["1 week", "1 week", "10 days", "10 days", "10 days", "2 weeks", "10 days", "1 week"],
  month: ["3 weeks", "4 weeks", "a month", "26 days", "26 days", "4 weeks", "26 days", "3 weeks"],
  thirty: ["4 weeks", "1 month", "a month", "about 1 month", "1 month", "5 weeks", "1 month", "4 weeks"],
  quarters: ["9 months", "10 months", "10 months", "10 months", "10 months", "3 quarters", "9 months", "9 months"],
  year: ["11 months", "1 year", "a year", "12 months", "1 year", "4 quarters", "11 months", "11 months"],
});
JS
TZ=UTC ./node_modules/.bin/node run.mjs
