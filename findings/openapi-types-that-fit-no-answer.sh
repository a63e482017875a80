#!/usr/bin/env bash
# openapi-typescript 7.13.0 and typescript 5.9.3: the types it makes of a description in OpenAPI 3.1, and valid answers put into
# them.
#
# Guess: where a schema says more than TypeScript can, the type is wider; a value that is valid fits its type. Seen: `{ "type":
# "object" }`, any object at all, is Record<string, never>, into which only {} goes. `additionalProperties` beside a named
# property of another type are two types joined by "&", which no object that has both can fulfil. Two items are demanded of a
# tuple of which JSON Schema demands none. A property with a default must be there, also where the answer may leave it out. In the
# other direction: null is in the type of a list of values which does not have it (`type` says null, `enum` forbids it),
# `required` by itself in an `allOf`, the way to demand one more of a base, is "unknown" and demands nothing, and `const: null` is
# unknown too. hey-api's types of the same file take the open object. What a description is worth to its users is seen when an
# answer is compiled against it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund openapi-typescript@7.13.0 typescript@5.9.3 >/dev/null 2>&1
cat >api.json <<'JSON'
{
  "openapi": "3.1.0",
  "info": { "title": "T", "version": "1" },
  "paths": {},
  "components": {
    "schemas": {
      "Any": { "type": "object" },
      "Counts": { "type": "object", "properties": { "by": { "type": "string" } }, "additionalProperties": { "type": "integer" } },
      "Pair": { "type": "array", "prefixItems": [{ "type": "string" }, { "type": "integer" }] },
      "Page": { "type": "object", "properties": { "limit": { "type": "integer", "default": 50 } } },
      "Role": { "type": ["string", "null"], "enum": ["ta", "guest"] },
      "Base": { "type": "object", "properties": { "body": { "type": "string" } } },
      "Post": { "allOf": [{ "$ref": "#/components/schemas/Base" }, { "required": ["body"] }] },
      "Gone": { "const": null }
    }
  }
}
JSON
./node_modules/.bin/openapi-typescript api.json -o api.d.ts >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import typescript from "typescript";
const values = {
  Any: ["{}", "{ a: 1 }"],
  Counts: ['{ by: "a" }', '{ by: "a", maths: 3 }'],
  Pair: ['["a", 1]', '["a"]'],
  Page: ["{ limit: 5 }", "{}"],
  Role: ['"ta"', "null"],
  Post: ['{ body: "a" }', "{}"],
  Gone: ["null", "5"],
};
const lines = Object.entries(values).flatMap(([name, [one, other]], at) => [
  `const a${at}: Of["${name}"] = ${one};`,
  `const b${at}: Of["${name}"] = ${other};`,
]);
writeFileSync("use.ts", ['import type { components } from "./api";', 'type Of = components["schemas"];', ...lines, "export {};"].join("\n"));
const program = typescript.createProgram(["use.ts"], { strict: true, noEmit: true, skipLibCheck: true, types: [] });
const faults = typescript.getPreEmitDiagnostics(program).map(({ file, start }) => file.getLineAndCharacterOfPosition(start).line - 2);
const seen = Object.fromEntries(Object.keys(values).map((name, at) => [name, [2 * at, 2 * at + 1].map((line) => !faults.includes(line))]));
console.log(seen);
assert.deepEqual(seen, {
  Any: [true, false],
  Counts: [false, false],
  Pair: [true, false],
  Page: [true, false],
  Role: [true, true],
  Post: [true, true],
  Gone: [true, true],
});
JS
node run.mjs
