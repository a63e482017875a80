#!/usr/bin/env bash
# json-schema-faker 0.6.3, which makes up values for a JSON Schema (for tests, mock servers and examples in manuals), each checked
# by ajv 8.20.0.
#
# Guess: what it cannot make it says, for rare keywords; what comes out fits, as that is its one task. Seen: of 60 values for each
# schema none fits `propertyNames`, none `minContains` (items that have to be whole numbers come as 547.3), and none the pattern
# `^\p{L}+$`, of which it makes "p{L}}". With a look-ahead ("four letters or digits, one of them a digit") two thirds fit; of
# `oneOf` a number or a whole number half, since a whole one is both; of `not` half. Durations come as "PT0D" or "P0DT" now and
# then, and multiples of 0.01 as 0.5700000000000001. `patternProperties` beside `additionalProperties: false` throws for want of a
# property called "". `minProperties` with optional properties throws for half of the seeds.
#
# What it means: values that were made up go through the same validator as what people send before a test believes them, and a mock
# server is no proof of a client.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund json-schema-faker@0.6.3 ajv@8.20.0 ajv-formats@3.0.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import addFormats from "ajv-formats";
import Ajv from "ajv/dist/2020.js";
import { generate } from "json-schema-faker";
const ajv = new (Ajv.default ?? Ajv)({ strict: false });
(addFormats.default ?? addFormats)(ajv);
const whole = { type: "integer" };
const schemas = {
  plain: { type: "object", properties: { a: { type: "string", maxLength: 2 }, b: whole }, required: ["a", "b"] },
  names: { type: "object", propertyNames: { pattern: "^[a-z]{3}$" }, minProperties: 2 },
  contains: { type: "array", items: whole, contains: { minimum: 5 }, minContains: 2, maxItems: 3 },
  letters: { type: "string", pattern: "^\\p{L}+$" },
  ahead: { type: "string", pattern: "^(?=.*\\d)[a-z\\d]{4}$" },
  one: { oneOf: [{ type: "number" }, whole] },
  not: { type: "integer", not: { minimum: 0 } },
  duration: { type: "string", format: "duration" },
  times: { type: "number", multipleOf: 0.01, minimum: 0, maximum: 1 },
  patterned: { type: "object", patternProperties: { "^x_": whole }, additionalProperties: false, minProperties: 2 },
  optional: { type: "object", properties: { a: { type: "string" } }, additionalProperties: false, minProperties: 1 },
};
const seen = {};
for (const [name, schema] of Object.entries(schemas)) {
  const fits = ajv.compile(schema);
  seen[name] = { fit: 0, throws: 0, example: undefined };
  for (let seed = 0; seed < 60; seed += 1) {
    try {
      const value = await generate(schema, { seed });
      if (fits(value)) seen[name].fit += 1;
      else seen[name].example ??= JSON.stringify(value);
    } catch {
      seen[name].throws += 1;
    }
  }
}
console.log(seen);
assert.equal(seen.plain.fit, 60);
assert.deepEqual([seen.names.fit, seen.contains.fit, seen.letters.fit], [0, 0, 0]);
assert.match(seen.letters.example, /^"p\{L\}/);
for (const name of ["ahead", "one", "not"]) assert.ok(seen[name].fit > 15 && seen[name].fit < 50, name);
for (const name of ["duration", "times"]) assert.ok(seen[name].fit < 60, name);
assert.equal(seen.patterned.throws, 60);
assert.ok(seen.optional.throws > 15);
JS
./node_modules/.bin/node run.mjs
