#!/usr/bin/env bash
# @hey-api/openapi-ts 0.99.0, its zod part, on a description in OpenAPI 3.1, with zod 4.6.7; each value is valid by the
# description.
#
# Guess: what it cannot say in zod it leaves out or says more loosely, so that answers which fit the description pass. Seen: a
# list of values with null in it (`enum: [1, "x", null]`) loses the null and refuses it. A tuple by `prefixItems`, of which JSON
# Schema allows fewer and more items, is a closed one of just that length. `patternProperties` with nothing beside them become a
# record of `never`: each key the pattern names is refused. A date-time with an offset ("+01:00") is refused, only "Z" passes.
# `additionalProperties` beside named properties are cut off without an error. And an int64 is a `bigint` in what comes out,
# coerced from whatever comes in, also from true, though the TypeScript types made by the same run say `number`: JSON.stringify of
# the checked answer throws. Before a description is published, values that clients will get have to go through what the makers of
# clients make of it; here that means no `format: int64`, no tuples, and times in UTC.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @hey-api/openapi-ts@0.99.0 typescript@5.9.3 zod@4.6.7 >/dev/null 2>&1
cat >api.json <<'JSON'
{
  "openapi": "3.1.0",
  "info": { "title": "T", "version": "1" },
  "paths": {},
  "components": {
    "schemas": {
      "One": { "enum": [1, "x", null] },
      "Pair": { "type": "array", "prefixItems": [{ "type": "string" }, { "type": "integer" }] },
      "Headers": { "type": "object", "patternProperties": { "^x-": { "type": "string" } }, "additionalProperties": false },
      "When": { "type": "string", "format": "date-time" },
      "Counts": { "type": "object", "properties": { "all": { "type": "string" } }, "additionalProperties": { "type": "integer" } },
      "Big": { "type": "object", "properties": { "seq": { "type": "integer", "format": "int64" } } }
    }
  }
}
JSON
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { copyFileSync, readFileSync } from "node:fs";
import { createClient } from "@hey-api/openapi-ts";
await createClient({ input: "api.json", output: "made", plugins: ["@hey-api/typescript", "zod"], logs: { level: "silent" } });
copyFileSync("made/zod.gen.ts", "made/zod.mjs"); // no types stand in it
const made = await import("./made/zod.mjs");
const passes = (name, value) => made[`z${name}`].safeParse(value).success;
const big = made.zBig.parse({ seq: 7 });
const seen = {
  one: [1, "x", null].map((value) => passes("One", value)),
  pair: [["a"], ["a", 1], ["a", 1, 2]].map((value) => passes("Pair", value)),
  headers: [{}, { "x-a": "1" }].map((value) => passes("Headers", value)),
  when: ["2026-11-29T10:00:00Z", "2026-11-29T10:00:00+01:00"].map((value) => passes("When", value)),
  counts: made.zCounts.parse({ all: "a", maths: 3 }),
  big: [typeof big.seq, made.zBig.parse({ seq: true }).seq === 1n, /seq\?: number/.test(readFileSync("made/types.gen.ts", "utf8"))],
};
console.log(seen);
assert.deepEqual(seen, {
  one: [true, true, false],
  pair: [false, true, false],
  headers: [true, false],
  when: [true, false],
  counts: { all: "a" },
  big: ["bigint", true, true],
});
JS
node run.mjs
