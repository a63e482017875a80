#!/usr/bin/env bash
# ical-generator 10.2.0 and ics 3.12.0 writing an event with an address, ical.js 2.2.1 and node-ical 0.26.1 reading it.
#
# Guess: an address is written as it is, since the format escapes texts only (a URI is another kind of value), and what one library
# writes another reads. Seen: ical-generator puts a backslash in front of every comma and semicolon of the URL, ics does not.
# ical.js takes a URI as it stands and hands out `…/map?at=1\,2\;z=3`, which opens another page; node-ical unescapes it and finds
# the address. The other way round ics writes the comma of a category ("Lab, group 2") bare, so that both readers see two categories
# (node-ical sees two in the escaped one as well). So a link to a message may not hold `,` or `;` (write %2C, %3B), and a category
# no comma, if every calendar is to read the same.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund ical-generator@10.2.0 ics@3.12.0 ical.js@2.2.1 node-ical@0.26.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import ICAL from "ical.js";
import * as ics from "ics";
import ical from "ical-generator";
import nodeIcal from "node-ical";
const [url, category, start] = ["https://a.example/map?at=1,2;z=3", "Lab, group 2", new Date("2026-07-01T12:00:00Z")];
const calendar = ical({ name: "class" });
calendar.createEvent({ id: "1", start, end: start, summary: "x", url, categories: [{ name: category }] });
const written = {
  icalGenerator: calendar.toString(),
  ics: ics.createEvent({ uid: "1", start: start.getTime(), duration: { hours: 1 }, title: "x", url, categories: [category] }).value,
};
const seen = Object.fromEntries(
  Object.entries(written).map(([writer, text]) => {
    const event = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent("vevent");
    const other = Object.values(nodeIcal.sync.parseICS(text)).find((part) => part.type === "VEVENT");
    return [
      writer,
      {
        icalJs: [event.getFirstPropertyValue("url"), event.getFirstProperty("categories").getValues().length],
        nodeIcal: [other.url.val ?? other.url, other.categories.length],
      },
    ];
  }),
);
console.log(seen);
assert.deepEqual(seen, {
  icalGenerator: { icalJs: ["https://a.example/map?at=1\\,2\\;z=3", 1], nodeIcal: [url, 2] },
  ics: { icalJs: [url, 2], nodeIcal: [url, 2] },
});
JS
node run.mjs
