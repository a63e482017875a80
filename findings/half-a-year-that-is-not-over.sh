#!/usr/bin/env bash
# luxon 3.7.2, date-fns 4.4.0, dayjs 1.11.23, temporal-polyfill 1.0.8 and @js-temporal/polyfill 0.5.1: how many months lie between
# two days, and the day that many months later.
#
# Guess: who adds six months to 31 December and gets 30 June also finds six months between the two; only the days left over differ.
# Seen: all five land on 30 June. Between the two lie six months for luxon and dayjs and FIVE, and thirty days, for date-fns and
# Temporal; from 31 August to 30 November three or two, from 29 February to 28 February twelve or eleven. But date-fns has the end
# of February as an exception (31 January to 28 February is a month there, as it is for luxon and dayjs, and 28 days for Temporal)
# and 31 March to 30 April as well, so it is not one rule either. Temporal gives two answers to one question: `until` counts from
# the first day and `since` from the last, and 29 February 2024 to 28 February 2025 is P11M30D by the one and P11M28D by the other,
# 28 February to 31 March a month and three days, or a month.
#
# What it means: "older than six months" is asked by adding to the date that a thing has and comparing, never by counting months
# between; the day of deleting is kept with the thing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund luxon@3.7.2 date-fns@4.4.0 dayjs@1.11.23 temporal-polyfill@1.0.8 @js-temporal/polyfill@0.5.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Temporal as second } from "@js-temporal/polyfill";
import * as fns from "date-fns";
import dayjs from "dayjs";
import { DateTime } from "luxon";
import { Temporal } from "temporal-polyfill";
process.env.TZ = "UTC";
const at = (day) => new Date(`${day}T00:00:00Z`);
const luxon = (day) => DateTime.fromISO(day, { zone: "utc" });
const between = (from, to) => ({
  luxon: Math.floor(luxon(to).diff(luxon(from), "months").months),
  fns: fns.differenceInMonths(at(to), at(from)),
  dayjs: dayjs(at(to)).diff(at(from), "month"),
  temporal: [Temporal, second].map(({ PlainDate }) => [PlainDate.from(from).until(to, { largestUnit: "month" }).toString(), PlainDate.from(to).since(from, { largestUnit: "month" }).toString()]),
});
const after = (day, months) =>
  new Set([
    luxon(day).plus({ months }).toISODate(),
    fns.addMonths(at(day), months).toISOString().slice(0, 10),
    dayjs(at(day)).add(months, "month").toISOString().slice(0, 10),
    ...[Temporal, second].map(({ PlainDate }) => PlainDate.from(day).add({ months }).toString()),
  ]);
const seen = {
  later: [after("2025-12-31", 6), after("2026-08-31", 3), after("2024-02-29", 12)].map((days) => [...days]),
  half: between("2025-12-31", "2026-06-30"),
  autumn: between("2026-08-31", "2026-11-30"),
  leap: between("2024-02-29", "2025-02-28"),
  february: between("2026-01-31", "2026-02-28"),
  april: between("2026-03-31", "2026-04-30"),
  march: between("2026-02-28", "2026-03-31"),
};
console.log(JSON.stringify(seen, null, 1));
assert.deepEqual(seen.later, [["2026-06-30"], ["2026-11-30"], ["2025-02-28"]]);
const counts = ({ luxon: first, fns: ofFns, dayjs: third }) => [first, ofFns, third];
assert.deepEqual(["half", "autumn", "leap", "february", "april"].map((name) => counts(seen[name])), [
  [6, 5, 6],
  [3, 2, 3],
  [12, 12, 12],
  [1, 1, 1],
  [1, 1, 1],
]);
const twice = (one) => [one, one];
assert.deepEqual(seen.half.temporal, twice(["P5M30D", "P5M30D"]));
assert.deepEqual(seen.leap.temporal, twice(["P11M30D", "P11M28D"]));
assert.deepEqual(seen.february.temporal, twice(["P28D", "P28D"]));
assert.deepEqual(seen.march.temporal, twice(["P1M3D", "P1M"]));
JS
./node_modules/.bin/node run.mjs
