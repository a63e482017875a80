#!/usr/bin/env bash
# workerd 1.20261023.1 (miniflare 5.20261023.2-beta) at its newest compatibility date, and Node 24.21.0.
#
# Guess: an engine that has `Iterator.zip`, `Math.sumPrecise` and `Map.prototype.getOrInsert` has Temporal too, which came earlier
# (Chromium 156 has all four). Seen: workerd has the three and no Temporal, nor is there one in Node 24, which has none of the four.
# Of `Uint8Array.fromBase64` it is the other way round than one hopes: workerd yes, Node 24 no. `RegExp.escape`, `Error.isError`,
# `Iterator.concat` are in workerd; in Node 24 the first two. So what a test under Node 24 may use is not what the worker may, and
# time zones (a lesson at 10:15 in Berlin next April) need `Intl.DateTimeFormat` or a package in all of them, as the page may not
# rely on it either.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
const names = {
  Temporal: "globalThis.Temporal",
  "Iterator.zip": "Iterator.zip",
  "Iterator.concat": "Iterator.concat",
  "Math.sumPrecise": "Math.sumPrecise",
  "Map.getOrInsert": "Map.prototype.getOrInsert",
  "Uint8Array.fromBase64": "Uint8Array.fromBase64",
  "RegExp.escape": "RegExp.escape",
  "Error.isError": "Error.isError",
};
const list = Object.entries(names).map(([name, path]) => `[${JSON.stringify(name)}, typeof ${path} !== "undefined"]`).join(", ");
const script = `export default { fetch: () => Response.json([${list}].filter(([, has]) => has).map(([name]) => name)) };`;
const miniflare = new Miniflare(
  convertV4MiniflareOptions({ modules: [{ type: "ESModule", path: "worker.mjs", contents: script }], compatibilityDate: "2026-10-23" }),
);
const seen = {
  workerd: await (await miniflare.dispatchFetch("http://x/")).json(),
  node: Function(`return [${list}].filter(([, has]) => has).map(([name]) => name)`)(),
};
await miniflare.dispose();
console.log(seen);
assert.deepEqual(seen, {
  workerd: Object.keys(names).filter((name) => name !== "Temporal"),
  node: ["RegExp.escape", "Error.isError"],
});
JS
./node_modules/.bin/node run.mjs
