#!/usr/bin/env bash
# ajv 8.20.0 with ajv-formats 3.0.1, @cfworker/json-schema 4.1.6 (the one for workers), @exodus/schemasafe 1.3.0 and jsonschema
# 1.5.0: the same schemas of 2020-12, the same values.
#
# Guess: the standard's test suite made them alike but for formats. Seen: ajv refuses 0.07 and 19.99 as multiples of 0.01, the other
# three take them, so a price or half a point passes in the worker and not on the server; it finds a property "toString" that is
# demanded in an empty object, and checks the "constructor" which that does not have. jsonschema knows the words of 2020-12 no
# further than 2019 and says so nowhere: `prefixItems`, `dependentRequired`, `unevaluatedProperties` and `minContains` count for
# nothing, so that what is forbidden passes and what is allowed (`items: false` behind a prefix) is refused. Of formats: "a@b" is a
# mail address for two, 30 February a date for one, "10:00:00" a time for two, "01.2.3.4" an address for two, "P1W2D" a duration for
# one. Hundredths are sent as whole numbers, and both ends check with the same library.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund ajv@8.20.0 ajv-formats@3.0.1 @cfworker/json-schema@4.1.6 @exodus/schemasafe@1.3.0 jsonschema@1.5.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Validator } from "@cfworker/json-schema";
import { validator } from "@exodus/schemasafe";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { Validator as Other } from "jsonschema";
const ajv = (schema) => {
  const instance = new Ajv.default({ strict: false });
  addFormats.default(instance);
  return instance.compile(schema);
};
const all = (schema, value) => [
  ajv(schema)(value),
  new Validator(schema, "2020-12").validate(value).valid,
  validator(schema, { mode: "lax", $schemaDefault: "https://json-schema.org/draft/2020-12/schema" })(value),
  new Other().validate(value, schema).valid,
];
const format = (name, value) => all({ format: name }, value);
const seen = {
  hundredths: [0.07, 19.99].map((value) => all({ multipleOf: 0.01 }, value)),
  inherited: [all({ required: ["toString"] }, {}), all({ properties: { constructor: { type: "string" } } }, {})],
  prefix: all({ prefixItems: [{ type: "string" }], items: false }, ["a"]),
  dependent: all({ dependentRequired: { a: ["b"] } }, { a: 1 }),
  unevaluated: all({ allOf: [{ properties: { a: true } }], unevaluatedProperties: false }, { b: 1 }),
  contains: all({ contains: { type: "string" }, minContains: 0 }, []),
  email: format("email", "a@b"),
  date: format("date", "2026-02-30"),
  time: format("time", "10:00:00"),
  address: format("ipv4", "01.2.3.4"),
  duration: format("duration", "P1W2D"),
};
console.log(seen);
assert.deepEqual(seen, {
  hundredths: Array(2).fill([false, true, true, true]),
  inherited: [
    [true, false, false, false],
    [false, true, true, true],
  ],
  prefix: [true, true, true, false],
  dependent: [false, false, false, true],
  unevaluated: [false, false, false, true],
  contains: [true, true, true, false],
  email: [false, true, true, false],
  date: [false, false, false, true],
  time: [false, false, true, true],
  address: [false, true, false, true],
  duration: [false, false, false, true],
});
JS
node run.mjs
