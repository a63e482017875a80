#!/usr/bin/env bash
# @xapi/xapi 3.0.3, tincanjs 0.50.0 and scorm-again 3.4.3, with which courses tell a learning platform how long and when (xAPI,
# SCORM 2004 and 1.2).
#
# Guess: durations and moments are ISO 8601 in all, made by the standard's own people, so what one writes the others read. Seen:
# tincanjs reads "PT1H" as 3,601 seconds and "PT12H" as 43,212, as the hours count once more as seconds, also where it wrote them
# itself ("PT1H0S"); "PT5M" and "PT1H30M", what most write for a lesson, are NOUGHT, as minutes without seconds are not seen;
# "PT1H1M1S" is right. Of "-PT5M" it makes nought, of "PT1,5S" one second, and days it refuses. @xapi/xapi writes "P1DT", which is
# no duration ("T" with nothing behind it: Temporal refuses it), for any time of whole days, "PT0S" where the end lies before the
# start; its `toBasicAuth` writes an umlaut in Latin-1 and throws for 李. scorm-again refuses the moment "2026-11-29T10:00:00Z",
# and takes it with ".0" before the Z, without the Z, and as "2026-02-30"; a time of "24:60:61" in SCORM 1.2 is taken and counts
# as 25:01:01; a month is thirty days.
#
# What it means: lengths are kept in milliseconds and written once, in seconds ("PT3600S"), and what a platform answers is read
# back.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @xapi/xapi@3.0.3 tincanjs@0.50.0 scorm-again@3.4.3 temporal-polyfill@1.0.8 \
  node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import xapi from "@xapi/xapi";
import { Scorm12API } from "scorm-again/scorm12";
import { Scorm2004API } from "scorm-again/scorm2004";
import { Temporal } from "temporal-polyfill";
const TinCan = createRequire(import.meta.url)("tincanjs");
const XAPI = xapi.default ?? xapi;
const hour = 3_600_000;
const length = (milliseconds) => XAPI.calculateISO8601Duration(new Date(0), new Date(milliseconds));
const read = (text) => TinCan.Utils.convertISO8601DurationToMilliseconds(text) / 1000;
const written = (milliseconds) => TinCan.Utils.convertMillisecondsToISO8601Duration(milliseconds);
const quiet = { autocommit: false, logLevel: 5 };
function moment(text) {
  const course = new Scorm2004API(quiet);
  course.Initialize("");
  course.SetValue("cmi.interactions.0.id", "urn:x");
  course.SetValue("cmi.interactions.0.type", "choice");
  return course.SetValue("cmi.interactions.0.timestamp", text);
}
function total(before, session) {
  const course = new Scorm2004API(quiet);
  course.loadFromJSON({ cmi: { total_time: before } }, "");
  course.Initialize("");
  course.SetValue("cmi.session_time", session);
  return course.cmi.getCurrentTotalTime();
}
function older(session) {
  const course = new Scorm12API(quiet);
  course.LMSInitialize("");
  return [course.LMSSetValue("cmi.core.session_time", session), course.cmi.getCurrentTotalTime()];
}
const seen = {
  read: ["PT1H", "PT12H", "PT5M", "PT1H30M", "PT1H0S", "PT1H1M1S", "PT90S", "PT1,5S"].map(read),
  minus: Math.abs(read("-PT5M")),
  written: [written(hour), read(written(hour))],
  days: [length(24 * hour), length(24.5 * hour), length(hour), length(-hour)],
  umlaut: atob(XAPI.toBasicAuth("ada", "ü").slice("Basic ".length)),
  moments: ["2026-11-29T10:00:00Z", "2026-11-29T10:00:00.0Z", "2026-11-29T10:00:00", "2026-02-30"].map(moment),
  month: total("P1M", "PT1S"),
  older: older("24:60:61"),
};
console.log(seen);
assert.deepEqual(seen, {
  read: [3601, 43_212, 0, 0, 3601, 3661, 90, 1],
  minus: 0,
  written: ["PT1H0S", 3601],
  days: ["P1DT", "P1DT30M", "PT1H", "PT0S"],
  umlaut: "ada:ü",
  moments: ["false", "true", "true", "true"],
  month: "P30DT1S",
  older: ["true", "25:01:01"],
});
assert.throws(() => Temporal.Duration.from("P1DT"), RangeError);
assert.throws(() => read("P1D"), /not currently supported/);
assert.throws(() => XAPI.toBasicAuth("ada", "李"));
JS
./node_modules/.bin/node run.mjs
