#!/usr/bin/env bash
# @seriousme/openapi-schema-validator 2.11.0, @apidevtools/swagger-parser 13.1.0, @scalar/openapi-parser 0.29.22 and
# @readme/openapi-parser 9.0.0, asked whether descriptions in OpenAPI 3.1 are valid, and the same in 3.0.
#
# Guess: in 3.1 a schema is a JSON Schema of 2020-12, so validators check more of it than in 3.0. Seen: they check nothing at all
# of it. `type: "strng"`, `required: "yes"`, `minimum: "five"`, `pattern: "("` and `items: 7` are valid for all four in 3.1 and
# (but for the pattern) for none in 3.0.3: the standard's own schema of 3.1 leaves the schemas to a dialect by `$dynamicRef`, and
# none of the four follows it there. A security scheme, a link's operation and a tag that exist nowhere pass all of them, in either
# version. Of a path's parameter that is declared nowhere scalar's and readme's say so; of the same `operationId` or the same
# parameter twice only readme's. swagger-parser throws for 3.2 and for any 3.1.x later than it knows ("3.1.9"), readme's for 3.2.
#
# What it means: a test that says "the description is valid" says nothing about what stands in its schemas; each has to be compiled
# by a JSON Schema validator (in its strict mode) beside it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @seriousme/openapi-schema-validator@2.11.0 @apidevtools/swagger-parser@13.1.0 @scalar/openapi-parser@0.29.22 \
  @readme/openapi-parser@9.0.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import SwaggerParser from "@apidevtools/swagger-parser";
import { validate as ofReadme } from "@readme/openapi-parser";
import { validate as ofScalar } from "@scalar/openapi-parser";
import { Validator } from "@seriousme/openapi-schema-validator";
const validators = [
  async (document) => (await new Validator().validate(document)).valid,
  (document) => SwaggerParser.validate(document).then(() => true),
  async (document) => (await ofScalar(document)).valid,
  async (document) => (await ofReadme(document)).valid,
];
const all = (document) => Promise.all(validators.map((valid) => valid(structuredClone(document)).catch(() => false)));
const of = (openapi, rest) => ({ openapi, info: { title: "t", version: "1" }, paths: {}, ...rest });
const schemas = { type: { type: "strng" }, required: { type: "object", required: "yes" }, minimum: { minimum: "five" }, items: { type: "array", items: 7 }, pattern: { type: "string", pattern: "(" } };
const get = (more) => ({ get: { responses: { 200: { description: "ok" } }, ...more } });
const query = { name: "q", in: "query", schema: { type: "string" } };
const documents = {
  security: { paths: { "/a": get({ security: [{ none: [] }] }) } },
  tag: { tags: [{ name: "b" }], paths: { "/a": get({ tags: ["a"] }) } },
  link: { paths: { "/a": get({ responses: { 200: { description: "ok", links: { l: { operationId: "none" } } } } }) } },
  undeclared: { paths: { "/a/{id}": get() } },
  ids: { paths: { "/a": get({ operationId: "x" }), "/b": get({ operationId: "x" }) } },
  twice: { paths: { "/a": get({ parameters: [query, query] }) } },
};
const seen = { old: {}, new: {} };
for (const [name, S] of Object.entries(schemas)) {
  seen.old[name] = await all(of("3.0.3", { components: { schemas: { S } } }));
  seen.new[name] = await all(of("3.1.0", { components: { schemas: { S } } }));
}
for (const [name, rest] of Object.entries(documents)) seen[name] = await all(of("3.1.0", rest));
for (const version of ["3.2.0", "3.1.9"]) seen[version] = await all(of(version, { paths: { "/a": get() } }));
console.log(seen);
const [yes, no] = [Array(4).fill(true), Array(4).fill(false)];
assert.deepEqual(Object.values(seen.new), [yes, yes, yes, yes, yes]);
for (const name of ["type", "required", "minimum", "items"]) assert.deepEqual(seen.old[name], no, name);
for (const name of ["security", "tag", "link"]) assert.deepEqual(seen[name], yes, name);
assert.deepEqual(seen.undeclared, [true, true, false, false]);
assert.deepEqual(seen.ids, [true, true, true, false]);
assert.deepEqual(seen["3.2.0"], [true, false, true, false]);
assert.deepEqual(seen["3.1.9"], [true, false, true, true]);
JS
./node_modules/.bin/node run.mjs
