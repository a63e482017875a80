#!/usr/bin/env bash
# zod 4.6.7 beside valibot 1.5.0 and arktype 2.2.10, the length of a text.
#
# Guess: all three ask `length`, so a name with a rare Chinese sign (𠮷, two units of UTF-16) counts two, as it does for a page's
# `maxlength`. Seen: valibot and arktype do; zod counts code points: "𠮷" fails `min(2)` and passes `max(1)`, and its decomposed
# "é" is two. Its JSON Schema says the same minLength as theirs, and there zod is the one that is right, for JSON Schema counts
# code points, too: a checker of schemas (ajv 8.20.0) and valibot's or arktype's own answer disagree on such a name. A limit that
# a page checks with one and a worker with the other lets through what is then refused, or the other way round.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund zod@4.6.7 valibot@1.5.0 @valibot/to-json-schema@1.8.0 arktype@2.2.10 ajv@8.20.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { toJsonSchema } from "@valibot/to-json-schema";
import Ajv from "ajv";
import Ajv2020 from "ajv/dist/2020.js";
import { type } from "arktype";
import * as v from "valibot";
import { z } from "zod";
const ofZod = z.string().min(2).max(3);
const ofValibot = v.pipe(v.string(), v.minLength(2), v.maxLength(3));
const ofArktype = type("2 <= string <= 3");
const schemas = [
  new Ajv2020.default().compile(z.toJSONSchema(ofZod)),
  new Ajv.default().compile(toJsonSchema(ofValibot)),
  new Ajv2020.default().compile(ofArktype.toJsonSchema()),
];
const seen = Object.fromEntries(
  ["ab", "𠮷", "𠮷𠮷", "e\u0301"].map((text) => [
    text,
    {
      libraries: [ofZod.safeParse(text).success, v.safeParse(ofValibot, text).success, !(ofArktype(text) instanceof type.errors)],
      schemas: schemas.map((check) => check(text)),
    },
  ]),
);
console.log(seen);
assert.deepEqual(seen, {
  ab: { libraries: [true, true, true], schemas: [true, true, true] },
  𠮷: { libraries: [false, true, true], schemas: [false, false, false] },
  𠮷𠮷: { libraries: [true, false, false], schemas: [true, true, true] },
  "e\u0301": { libraries: [true, true, true], schemas: [true, true, true] },
});
JS
node run.mjs
