#!/usr/bin/env bash
# @rocket.chat/message-parser 0.31.35, marks of time in a message: `<t:…:f>`.
#
# Guess: `<t:10:30:00+01:00:t>` is a time of day, the same whenever it is read, and a form that is not understood stays as its
# letters do. Seen: a time of day with an offset is bound to the day on which the words are PARSED, so the stored message names
# another moment on every day it is looked at; without an offset (`<t:10:30:f>`, `<t:10:30:00:t>`) it is moment 0, 1 January 1970.
# In both cases the letters are gone: the fallback that is meant for readers who know no such mark says `<t:0:f>`, not what was
# written. Whole dates (`<t:2026-11-28T10:30:00Z:f>`) are no mark at all. A history that is brought over must therefore take the
# moment from the message's own date, never from the parsed tree, and must read the letters before this parser does.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @rocket.chat/message-parser@0.31.35 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { parse } from "@rocket.chat/message-parser";
const RealDate = Date;
/** Parses as if it were this day. */
const on = (day, words) => {
  globalThis.Date = class extends RealDate {
    constructor(...given) {
      if (given.length === 0) super(`${day}T12:00:00Z`);
      else super(...given);
    }
    static now = () => RealDate.parse(`${day}T12:00:00Z`);
  };
  const node = parse(words)[0].value[0];
  globalThis.Date = RealDate;
  return node.type === "TIMESTAMP" ? [new RealDate(node.value.timestamp * 1000).toISOString(), node.fallback.value] : node.value;
};
const seen = {
  withOffset: ["2026-09-01", "2026-09-02"].map((day) => on(day, "<t:10:30:00+01:00:t>")[0]),
  short: on("2026-09-01", "<t:10:30:f>"),
  seconds: on("2026-09-01", "<t:10:30:00:t>"),
  whole: on("2026-09-01", "<t:2026-11-28T10:30:00Z:f>"),
};
console.log(seen);
assert.deepEqual(seen, {
  withOffset: ["2026-09-01T09:30:00.000Z", "2026-09-02T09:30:00.000Z"],
  short: ["1970-01-01T00:00:00.000Z", "<t:0:f>"],
  seconds: ["1970-01-01T00:00:00.000Z", "<t:0:t>"],
  whole: "<t:2026-11-28T10:30:00Z:f>",
});
JS
node run.mjs
