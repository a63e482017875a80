#!/usr/bin/env bash
# Node 24.21.0 and workerd 1.20261023.1 (miniflare 5.20261023.2-beta): `AbortSignal.timeout` of a fraction of a millisecond.
#
# Guess: the standard takes an unsigned long long with range enforced, which cuts fractions off and refuses what is negative or too large, so that
# both take 1000 / 6 and both refuse -1. Seen: Node throws a RangeError for every fraction (also 0.5 and 166.6) and above 2^32 - 1, and a TypeError
# for the text "7"; workerd takes all of them, -1 and 2^53 too. `setTimeout` of the same fraction works in both. So code that is shared by a worker
# and a program, and divides a patience into parts, works in the worker and throws in Node; inside of the `try` around its `fetch` that looks
# like a server that does not answer. (Chromium 156 does as the standard says.) Round up before.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
const TRIED = [0.5, 1_000 / 6, "7", -1, 2 ** 32, 2 ** 53, 167];
const asked = (given) =>
  given.map((delay) => {
    try {
      AbortSignal.timeout(delay);
      return "taken";
    } catch (error) {
      return error.name;
    }
  });
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    name: "asked",
    modules: [
      {
        type: "ESModule",
        path: "worker.mjs",
        contents: `const asked = ${asked};
export default { fetch: () => Response.json(asked(${JSON.stringify(TRIED)})) };`,
      },
    ],
    compatibilityDate: "2026-10-23",
  }),
);
const inWorkerd = await (await miniflare.dispatchFetch("http://x/")).json();
await miniflare.dispose();
const inNode = asked(TRIED);
console.table(Object.fromEntries(TRIED.map((delay, at) => [String(delay), { node: inNode[at], workerd: inWorkerd[at] }])));
assert.deepEqual(inNode, ["RangeError", "RangeError", "TypeError", "RangeError", "RangeError", "RangeError", "taken"]);
assert.deepEqual(inWorkerd, TRIED.map(() => "taken"));
assert.equal(await new Promise((done) => setTimeout(() => done("rang"), 1_000 / 6)), "rang");
JS
node_modules/.bin/node run.mjs
