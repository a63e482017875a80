#!/usr/bin/env bash
# http-cache-semantics 4.3.0, which tells got, cacheable-request, npm and others how long an answer may be kept.
#
# Guess: it is RFC 9111 by the letter, names of directives in any case, and `immutable` (RFC 8246) only says that an answer need
# not be asked for again while it is fresh. Seen: `Cache-Control: immutable` with nothing else is fresh for 86,400,000 SECONDS, a
# thousand days: the least life that the library gives it is a day in milliseconds and is counted in seconds. "MAX-AGE=60" is not
# known, since names are taken as they are written, so the answer is stale at once. Of "max-age=60, max-age=10" the last counts,
# and of two that contradict each other the RFC wants the stricter. `must-understand, no-store` with a status that it does know may
# be kept by the RFC and is not. Without any word about it an answer of long ago is fresh for a tenth of its age, here 2.8 days. A
# server says max-age, in small letters, on all that it hands out.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund http-cache-semantics@4.3.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import CachePolicy from "http-cache-semantics";
const request = { method: "GET", url: "/", headers: {} };
const life = (headers) => {
  const policy = new CachePolicy(request, { status: 200, headers }, { shared: false });
  return [policy.storable(), Math.round(policy.maxAge()), policy.satisfiesWithoutRevalidation(request)];
};
const month = { date: new Date().toUTCString(), "last-modified": new Date(Date.now() - 28 * 86_400_000).toUTCString() };
const seen = {
  immutable: life({ "cache-control": "immutable" }),
  minute: life({ "cache-control": "max-age=60" }),
  capitals: life({ "cache-control": "MAX-AGE=60" }),
  twice: life({ "cache-control": "max-age=60, max-age=10" }),
  reversed: life({ "cache-control": "max-age=10, max-age=60" }),
  understood: life({ "cache-control": "max-age=60, must-understand, no-store" }),
  nothing: life(month),
};
console.log(seen);
assert.deepEqual(seen, {
  immutable: [true, 86_400_000, true],
  minute: [true, 60, true],
  capitals: [true, 0, false],
  twice: [true, 10, true],
  reversed: [true, 60, true],
  understood: [false, 0, false],
  nothing: [true, 241_920, true],
});
JS
node run.mjs
