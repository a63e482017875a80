#!/usr/bin/env bash
# @valibot/to-json-schema 1.8.0 with valibot 1.5.0, and zod 4.6.7 with its `toJSONSchema`, each schema checked by ajv 8.20.0 and
# ajv-formats 3.0.1.
#
# Guess: a converter throws for what JSON Schema cannot say, or says it more loosely; what the library takes the schema takes,
# too. Seen: valibot's `isoDateTime` takes "2026-11-29T12:00" and nothing with seconds or an offset; its schema says `date-time`,
# which demands both, so NO text passes the two; `isoTime` and `time` likewise. `isoTimestamp` fits, but takes 30 February.
# valibot throws for flags of a pattern; zod leaves them out, and `/^abc$/i` refuses "ABC" as a schema. zod's schema of an object
# forbids unknown keys and demands the ones with a default, as it describes what comes out; `{ io: "input" }` does neither. And
# zod's `multipleOf(0.01)` takes 0.07 and 4.35, the same schema does not. What is published has to be tried on real values first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund zod@4.6.7 valibot@1.5.0 @valibot/to-json-schema@1.8.0 ajv@8.20.0 ajv-formats@3.0.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { toJsonSchema } from "@valibot/to-json-schema";
import Ajv from "ajv";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import * as v from "valibot";
import { z } from "zod";
const checked = (Kind, schema) => {
  const ajv = new Kind.default();
  addFormats.default(ajv);
  return ajv.compile(schema);
};
// [taken by the library, taken by its schema]
const valibot = (schema, values) => values.map((value) => [v.safeParse(schema, value).success, checked(Ajv, toJsonSchema(schema))(value)]);
const zod = (schema, values, how) => values.map((value) => [schema.safeParse(value).success, checked(Ajv2020, z.toJSONSchema(schema, how))(value)]);
const dates = ["2026-11-29T12:00", "2026-11-29T12:00:00Z", "2026-02-30T12:00:00Z"];
const object = z.object({ a: z.string().default("x") });
const pattern = v.pipe(v.string(), v.regex(/^abc$/i));
const seen = {
  isoDateTime: valibot(v.pipe(v.string(), v.isoDateTime()), dates),
  isoTimestamp: valibot(v.pipe(v.string(), v.isoTimestamp()), dates),
  isoTime: valibot(v.pipe(v.string(), v.isoTime()), ["10:15", "10:15:00Z"]),
  flags: zod(z.string().regex(/^abc$/i), ["abc", "ABC"]),
  object: zod(object, [{}, { a: "x", b: 1 }]),
  input: zod(object, [{}, { a: "x", b: 1 }], { io: "input" }),
  multipleOf: zod(z.number().multipleOf(0.01), [1.1, 0.07, 4.35]),
};
console.log(seen);
assert.deepEqual(seen, {
  isoDateTime: [[true, false], [false, true], [false, false]],
  isoTimestamp: [[false, false], [true, true], [true, false]],
  isoTime: [[true, false], [false, true]],
  flags: [[true, true], [true, false]],
  object: [[true, false], [true, false]],
  input: [[true, true], [true, true]],
  multipleOf: [[true, true], [true, false], [true, false]],
});
assert.throws(() => toJsonSchema(pattern), /RegExp flags are not supported/);
JS
node run.mjs
