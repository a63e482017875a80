#!/usr/bin/env bash
# cronstrue 3.39.0, which says in words what a cron line means, beside croner 11.0.1, which runs it.
#
# Guess: the sentence is what will happen, in every language that it offers. Seen: "0 0 13 * 5" is "on day 13 of the month, and on
# Friday", as if it were Friday the 13th; it runs on every 13th and on every Friday, which is cron's oldest trap and the reason for
# reading the sentence. "*/45 * * * *" is "every 45 minutes" and runs after 45 and 15 minutes in turn; "every 5 hours" has a gap of
# four at midnight. Of 31 February it says "on day 31, only in February", and it never comes. "0 22-2 * * *" and "5/15 * * * *" have
# a sentence, and croner refuses them. In Arabic 45 minutes are in the plural of three to ten ("45 دقائق" for دقيقة), and "the
# second Monday" has its article cut off from the word by a blank ("ال ثاني"); the catalogue has one form for all numbers. A form
# that lets people write such lines shows the next five dates beside the words.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund cronstrue@3.39.0 croner@11.0.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Cron } from "croner";
import cronstrue from "cronstrue/i18n.js";
const start = new Date("2026-11-29T00:00:30Z");
function told(line, locale = "en") {
  let next;
  try {
    next = new Cron(line, { timezone: "UTC" }).nextRuns(4, start).map((date) => date.toISOString().slice(5, 16));
  } catch {
    next = "refused";
  }
  return [cronstrue.toString(line, { locale }), next];
}
const seen = {
  friday: told("0 0 13 * 5"),
  quarters: told("*/45 * * * *"),
  five: told("0 */5 * * *"),
  never: told("0 0 31 2 *"),
  night: told("0 22-2 * * *"),
  from: told("5/15 * * * *"),
  arabic: told("*/45 * * * *", "ar")[0],
  second: told("0 0 * * 1#2", "ar")[0],
};
console.log(seen);
assert.deepEqual(seen.friday, ["At 12:00 AM, on day 13 of the month, and on Friday", ["12-04T00:00", "12-11T00:00", "12-13T00:00", "12-18T00:00"]]);
assert.deepEqual(seen.quarters, ["Every 45 minutes", ["11-29T00:45", "11-29T01:00", "11-29T01:45", "11-29T02:00"]]);
assert.deepEqual(seen.five, ["On the hour, every 5 hours", ["11-29T05:00", "11-29T10:00", "11-29T15:00", "11-29T20:00"]]);
assert.deepEqual(seen.never, ["At 12:00 AM, on day 31 of the month, only in February", []]);
assert.deepEqual([seen.night, seen.from].map(([words, next]) => [words.length > 0, next]), [[true, "refused"], [true, "refused"]]);
assert.equal(seen.arabic, "كل 45 دقائق");
assert.ok(seen.second.includes("ال ثاني"));
JS
node run.mjs
