#!/usr/bin/env bash
# moment-hijri 3.0.0 with moment 2.31.0, hijri-converter 1.1.1 and @internationalized/date 3.12.4: days of the Islamic calendar,
# beside `Intl` of Node 24.21.0.
#
# Guess: loading a calendar adds its methods and changes nothing else; outside of its table a day is refused, and "islamic" means
# the calendar that telephones show. Seen: importing moment-hijri sets moment's language for the whole program: every other date is
# "٢٠٢٦-١١-٢٩" and "منذ ساعات" from then on, also where it goes into a file's name or to a server. Both older libraries have a
# table from 1937 to 2077: the day before is "1355-12-NaN" and the day after "NaN-NaN-NaN", a text, no error. `Intl`'s plain
# "islamic", which is what most write, is another calendar by a day on four of the five days here than "islamic-umalqura", Saudi
# Arabia's own; @internationalized/date has the latter.
#
# What it means: a day in another calendar is only ever shown, by `Intl` with `islamic-umalqura`, and what is stored, sorted and
# sent is ISO 8601 made without any library's language.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund moment-hijri@3.0.0 moment@2.31.0 hijri-converter@1.1.1 @internationalized/date@3.12.4 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { CalendarDate, IslamicUmalquraCalendar, toCalendar } from "@internationalized/date";
import converter from "hijri-converter";
import moment from "moment";
const before = moment("2026-11-29").format("YYYY-MM-DD");
const { default: hijri } = await import("moment-hijri");
const after = moment("2026-11-29").format("YYYY-MM-DD");
const language = moment.locale();
moment.locale("en");
const days = ["1937-03-13", "2026-02-17", "2026-02-18", "2026-11-29", "2078-01-01"];
function intl(calendar, day) {
  const parts = new Intl.DateTimeFormat(`en-u-ca-${calendar}`, { timeZone: "UTC", year: "numeric", month: "numeric", day: "numeric" }).formatToParts(new Date(day));
  return ["year", "month", "day"].map((name) => parts.find(({ type }) => type === name).value).join("-");
}
const all = (day) => {
  const [year, month, date] = day.split("-").map(Number);
  const converted = (converter.default ?? converter).toHijri(year, month, date);
  const own = toCalendar(new CalendarDate(year, month, date), new IslamicUmalquraCalendar());
  return [
    hijri(day, "YYYY-MM-DD").format("iYYYY-iM-iD"),
    `${converted.hy}-${converted.hm}-${converted.hd}`,
    `${own.year}-${own.month}-${own.day}`,
    intl("islamic-umalqura", day),
    intl("islamic", day),
  ];
};
const seen = Object.fromEntries(days.map((day) => [day, all(day)]));
console.log(before, after, language, seen);
assert.deepEqual([before, after, language], ["2026-11-29", "٢٠٢٦-١١-٢٩", "ar-sa"]);
assert.deepEqual(seen, {
  "1937-03-13": ["1355-12-NaN", "1355-12-NaN", "1355-12-29", "1355-12-29", "1356-1-1"],
  "2026-02-17": ["1447-8-29", "1447-8-29", "1447-8-29", "1447-8-29", "1447-8-30"],
  "2026-02-18": ["1447-9-1", "1447-9-1", "1447-9-1", "1447-9-1", "1447-9-1"],
  "2026-11-29": ["1448-6-19", "1448-6-19", "1448-6-19", "1448-6-19", "1448-6-20"],
  "2078-01-01": ["0NaN-NaN-NaN", "NaN-NaN-NaN", "1501-2-16", "1501-2-16", "1501-2-17"],
});
JS
./node_modules/.bin/node run.mjs
