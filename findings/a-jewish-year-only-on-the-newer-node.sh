#!/usr/bin/env bash
# Temporal of Node 26.10.0, which has it as the first, temporal-polyfill 1.0.8 on Node 26.10.0 and 24.21.0, and
# @js-temporal/polyfill 0.5.1 on both: days in the calendars of other peoples, and what a day is to the rest of the language.
#
# Guess: all three passed one suite of tests and differ in speed; a polyfill is there so that both Nodes give the same. Seen: of
# what is ISO they do. `temporal-polyfill` hands out the built-in one where there is one, and by itself knows two calendars, ISO and
# Gregorian (the rest is in `temporal-polyfill/full`): the same line gives a Hebrew, Islamic, Persian or Chinese day on Node 26 and
# throws on Node 24. @js-temporal, never the built-in one, throws for the Chinese, Korean, Coptic and Ethiopian calendars on either,
# calls the years before Christ "gregory-inverse", has no era for the others, has Meiji 5 in 1872 (the built-in one begins in 1873),
# weeks of the Gregorian calendar that the others have not, and takes a leap month into a year that has none under `overflow:
# "reject"`. "islamic", which was a calendar until 2025, is none any more to the two others. And a day that goes through
# `structuredClone` throws where it is built in and is {} in the polyfills; a built-in one is formatted by `Intl.DateTimeFormat`,
# for which the others are TypeErrors.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund temporal-polyfill@1.0.8 @js-temporal/polyfill@0.5.1 node@24.21.0 node-newer@npm:node@26.10.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Temporal as js } from "@js-temporal/polyfill";
import { Temporal as polyfill } from "temporal-polyfill";
import { Temporal as full } from "temporal-polyfill/full";
const native = globalThis.Temporal;
const or = (what) => {
  try {
    return what();
  } catch (error) {
    return error.name;
  }
};
const calendars = ["gregory", "hebrew", "islamic-umalqura", "persian", "chinese", "dangi", "coptic", "ethiopic", "islamic"];
const look = (temporal) => ({
  known: calendars.filter((calendar) => or(() => temporal.PlainDate.from("2026-11-30").withCalendar(calendar).day) !== "RangeError").join(),
  before: or(() => temporal.PlainDate.from("-000043-03-15").withCalendar("gregory").era),
  meiji: or(() => temporal.PlainDate.from("1872-06-01").withCalendar("japanese").era),
  week: or(() => temporal.PlainDate.from("2026-01-01").withCalendar("gregory").weekOfYear) ?? "none",
  leap: or(() => temporal.PlainDate.from({ calendar: "hebrew", year: 5784, monthCode: "M05L", day: 15 }).add({ years: 1 }, { overflow: "reject" }).monthCode),
  clone: or(() => JSON.stringify(structuredClone(temporal.PlainDate.from("2026-01-01")))),
  formatted: or(() => new Intl.DateTimeFormat("de").format(temporal.PlainDate.from("2026-11-30"))),
});
const seen = { polyfill: look(polyfill), full: look(full), js: look(js) };
console.log(process.version, seen, polyfill === native);
const most = "gregory,hebrew,islamic-umalqura,persian,chinese,dangi,coptic,ethiopic";
const builtIn = { known: most, before: "bce", meiji: "ce", week: "none", leap: "RangeError", clone: "DataCloneError", formatted: "30.11.2026" };
const js24 = {
  known: "gregory,hebrew,islamic-umalqura,persian,islamic",
  before: "gregory-inverse",
  meiji: "meiji",
  week: 1,
  leap: "M06",
  clone: "{}",
  formatted: "TypeError",
};
const alone = { ...builtIn, clone: "{}", formatted: "TypeError" };
assert.deepEqual(
  seen,
  native
    ? { polyfill: builtIn, full: builtIn, js: js24 }
    : { polyfill: { ...alone, known: "gregory", meiji: "RangeError" }, full: alone, js: js24 },
);
JS
for node in node node-newer; do "./node_modules/$node/bin/node" run.mjs; done
