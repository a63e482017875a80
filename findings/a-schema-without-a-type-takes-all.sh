#!/usr/bin/env bash
# zod 4.6.7, `z.fromJSONSchema` (new in 4), beside ajv 8.20.0 with ajv-formats 3.0.1: schemas of JSON Schema 2020-12 and values.
#
# Guess: what it cannot do it refuses when it reads the schema, as its manual says, and as it does with if/then, `not` of something
# and `dependentRequired`. Seen: it refuses these, and others it passes over. A schema without `type` is no schema to it: {
# properties, required }, as generators write it, takes {} and any value, and so does { minLength } alone. What stands beside a
# `$ref`, which counts since 2019, does not. An object or a list as `const`, or in an `enum`, is compared by identity, so that
# nothing ever fits. A pattern is read without the "u" that the standard asks for: \p{L} matches the letters "p{L}". And `default`,
# which is a remark in the standard, is filled in, so that what was checked is not what was sent.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund zod@4.6.7 ajv@8.20.0 ajv-formats@3.0.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import addFormats from "ajv-formats";
import Ajv from "ajv/dist/2020.js";
import { z } from "zod";
const ajv = new (Ajv.default ?? Ajv)({ strict: false });
(addFormats.default ?? addFormats)(ajv);
/** What ajv says and what zod says. */
function both(schema, value) {
  let read;
  try {
    read = z.fromJSONSchema(schema);
  } catch {
    return [ajv.compile(schema)(value), "refused"];
  }
  return [ajv.compile(schema)(value), read.safeParse(value).success];
}
const text = { type: "string" };
const named = { properties: { name: text }, required: ["name"] };
const seen = {
  typed: both({ type: "object", ...named }, {}),
  untyped: both(named, {}),
  wrong: both(named, { name: 5 }),
  length: both({ minLength: 2 }, "a"),
  beside: both({ $defs: { text }, $ref: "#/$defs/text", minLength: 2 }, "a"),
  constant: both({ const: { a: [1] } }, { a: [1] }),
  one: both({ enum: ["x", { a: 1 }] }, { a: 1 }),
  letters: both({ type: "string", pattern: "^\\p{L}+$" }, "Müller"),
  signs: both({ type: "string", pattern: "^\\p{L}+$" }, "p{L}}"),
  dependent: both({ type: "object", dependentRequired: { a: ["b"] } }, { a: 1 }),
  not: both({ not: text }, 1),
  filled: z.fromJSONSchema({ type: "object", properties: { a: { ...text, default: "x" } } }).parse({}),
};
console.log(seen);
assert.deepEqual(seen, {
  typed: [false, false],
  untyped: [false, true],
  wrong: [false, true],
  length: [false, true],
  beside: [false, true],
  constant: [true, false],
  one: [true, false],
  letters: [true, false],
  signs: [false, true],
  dependent: [false, "refused"],
  not: [true, "refused"],
  filled: { a: "x" },
});
JS
./node_modules/.bin/node run.mjs
