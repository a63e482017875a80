#!/usr/bin/env bash
# valibot 1.5.0, `record`, `email` and `isoTimestamp`.
#
# Guess: `record(string(), …)` keeps every key of a JSON object but perhaps `__proto__`; `email()` takes the address of a domain
# with umlauts in its wire form; `isoTimestamp()` takes what `new Date` takes and `toISOString` writes. Seen: the keys `constructor`
# and `prototype` are left out too, without an issue, so a count per word or per name loses those (a class on programming has both);
# `toString` stays. `ada@xn--bcher-kva.example`, the wire form of bücher.example, is refused, as is a name with an apostrophe
# (o'hara@…), while `rfcEmail()` takes both. `isoTimestamp()` takes 30 February and a blank for the T, and refuses
# "2026-02-03T10:00Z" and a lower-case z. Keys that people choose belong into lists of pairs.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund valibot@1.5.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import * as v from "valibot";
const takes = (action, texts) => texts.filter((text) => v.safeParse(v.pipe(v.string(), action), text).success);
const counts = JSON.parse('{"constructor":1,"prototype":2,"__proto__":3,"toString":4,"loop":5}');
const addresses = ["ada@xn--bcher-kva.example", "o'hara@a.example", "ada@a.example"];
const seen = {
  record: v.parse(v.record(v.string(), v.number()), counts),
  email: takes(v.email(), addresses),
  rfcEmail: takes(v.rfcEmail(), addresses),
  isoTimestamp: takes(v.isoTimestamp(), ["2026-02-30T10:00:00Z", "2026-02-03 10:00:00Z", "2026-02-03T10:00Z", "2026-02-03T10:00:00z"]),
};
console.log(seen);
assert.deepEqual(seen, {
  record: { toString: 4, loop: 5 },
  email: ["ada@a.example"],
  rfcEmail: addresses,
  isoTimestamp: ["2026-02-30T10:00:00Z", "2026-02-03 10:00:00Z"],
});
JS
node run.mjs
