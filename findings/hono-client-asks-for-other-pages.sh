#!/usr/bin/env bash
# hono 4.13.19, its own client `hc` (typed by the server's routes) asking its own server.
#
# Guess: a parameter is put into the address so that the server gets it back; what is missing is an error. Seen: it is put in as
# it is. "x/y" asks for another path (404), of "what?#1" the server gets "what", of "100%25" it gets "100%": every id that a
# person may have named (a file, a channel, a label) has to be encoded by whoever calls, and is typed as a plain string. A
# parameter that is not given goes out under its own name, "/a/:id", and the server answers 200 for the id ":id"; an optional one
# as ":id?", which is "/o/:id" with an empty query. An empty one asks for the list above. In the query undefined is left out and
# null is the text "null", in a form, too. `$url` does the same. Ids in paths are made by the program, or go through
# `encodeURIComponent`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund hono@4.13.19 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Hono } from "hono";
import { hc } from "hono/client";
const app = new Hono()
  .get("/a/:id", (c) => c.json([c.req.param("id"), c.req.query()]))
  .get("/o/:id?", (c) => c.json([c.req.param("id") ?? null]));
const client = hc("http://x", { fetch: (input, init) => app.request(input, init) });
const ask = async (request) => {
  const answer = await request;
  return answer.ok ? answer.json() : answer.status;
};
const one = (id) => ask(client.a[":id"].$get({ param: { id } }));
const seen = {
  plain: await one("x"),
  slash: await one("x/y"),
  question: await one("what?#1"),
  percent: await one("100%25"),
  missing: await ask(client.a[":id"].$get({})),
  empty: await one(""),
  optional: await ask(client.o[":id?"].$get({ param: {} })),
  query: await ask(client.a[":id"].$get({ param: { id: "x" }, query: { a: undefined, b: null } })),
  encoded: await one(encodeURIComponent("x/y?")),
};
console.log(seen);
assert.deepEqual(seen, {
  plain: ["x", {}],
  slash: 404,
  question: ["what", {}],
  percent: ["100%", {}],
  missing: [":id", {}],
  empty: 404,
  optional: [":id"],
  query: ["x", { b: "null" }],
  encoded: ["x/y?", {}],
});
JS
node run.mjs
