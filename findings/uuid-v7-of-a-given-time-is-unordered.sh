#!/usr/bin/env bash
# uuid 14.0.3, `v7()` and `v7({ msecs })`.
#
# Guess: ids made one after the other ascend, also when they are made for a time that the caller names (messages of an import, of
# which many share a millisecond, in their order). Seen: without options a thousand ids ascend; with `msecs` each has the given
# time and random bits behind it, so that a thousand ids of one millisecond are in no order at all, and sorting by id mixes what
# was said. `seq`, which keeps the order, is written into bits behind the time: with { msecs, seq } they ascend, but only where
# the caller counts, and from 2 ** 32 on it begins anew. Calls with a time of their own do not disturb those without.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund uuid@14.0.3 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { v7 } from "uuid";
const msecs = 1_700_000_000_000;
const ascends = (ids) => ids.every((id, n) => n === 0 || id > ids[n - 1]);
const make = (one) => Array.from({ length: 1000 }, (_, n) => one(n));
const seen = {
  plain: ascends(make(() => v7())),
  ofOneTime: ascends(make(() => v7({ msecs }))),
  distinct: new Set(make(() => v7({ msecs }))).size,
  counted: ascends(make((seq) => v7({ msecs, seq }))),
  wraps: v7({ msecs, seq: 2 ** 32, random: new Uint8Array(16) }) === v7({ msecs, seq: 0, random: new Uint8Array(16) }),
  between: ascends(make(() => (v7({ msecs: 5 }), v7()))),
};
console.log(seen);
assert.deepEqual(seen, { plain: true, ofOneTime: false, distinct: 1000, counted: true, wraps: true, between: true });
JS
node run.mjs
