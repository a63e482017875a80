#!/usr/bin/env bash
# ratelimit-header-parser 0.1.0 reading express-rate-limit 8.7.5, both of one house, and @fastify/rate-limit 11.2.0.
#
# Guess: the reader knows the forms that its own house writes, or says that it knows none, by the `undefined` it has for that.
# Seen: of "draft-6", "draft-7" and the old X- headers it reads limit, rest and moment. "draft-8", the newest that the writer
# offers, is found and read as no number: NaN as limit and rest and an invalid Date, so that "is nothing left?" is false at every
# answer, also at the 429. An answer with Retry-After alone is undefined. `X-RateLimit-Reset` is the moment from express and the
# seconds that are left from fastify; the reader guesses by the size and is right for both, but a client that subtracts the clock
# waits, with fastify's, less than nothing. In draft-8 a policy's name is made of its numbers ("2-in-1.5sec"), so that it changes
# with the limit, and windows are rounded up (w=2 for 1.5 s). What is worth telling a client stands in Retry-After.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund ratelimit-header-parser@0.1.0 express@5.3.0 express-rate-limit@8.7.5 fastify@5.12.8 @fastify/rate-limit@11.2.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import limiter from "@fastify/rate-limit";
import express from "express";
import { rateLimit } from "express-rate-limit";
import fastify from "fastify";
import { parseRateLimit } from "ratelimit-header-parser";
const read = (headers) => {
  const found = parseRateLimit(headers);
  return found && [found.limit, found.remaining, found.reset instanceof Date ? Math.abs(found.reset - Date.now()) < 4000 : null];
};
const byExpress = async (standardHeaders) => {
  const app = express();
  app.use(rateLimit({ windowMs: 1500, limit: 2, standardHeaders, legacyHeaders: !standardHeaders }));
  app.get("/", (_, response) => response.send("ok"));
  const server = app.listen(0);
  await new Promise((listening) => server.once("listening", listening));
  const { headers } = await fetch(`http://127.0.0.1:${server.address().port}/`);
  server.close();
  return headers;
};
const byFastify = async () => {
  const app = fastify();
  await app.register(limiter, { max: 2, timeWindow: 1500 });
  app.get("/", () => "ok");
  const { headers } = await app.inject("/");
  return new Headers(Object.entries(headers).map(([name, value]) => [name, String(value)]));
};
const draft8 = await byExpress("draft-8");
const old = { express: await byExpress(false), fastify: await byFastify() };
const seen = {
  drafts: [read(await byExpress("draft-6")), read(await byExpress("draft-7")), read(draft8)],
  old: [read(old.express), read(old.fastify)],
  reset: [old.express, old.fastify].map((headers) => headers.get("x-ratelimit-reset").length),
  retryAfter: read(new Headers({ "retry-after": "5" })) ?? "undefined",
  written: [draft8.get("ratelimit"), draft8.get("ratelimit-policy").replace(/; pk=.*/, "")],
};
console.log(seen);
assert.deepEqual(seen, {
  drafts: [[2, 1, true], [2, 1, true], [NaN, NaN, false]],
  old: [[2, 1, true], [2, 1, true]],
  reset: [10, 1],
  retryAfter: "undefined",
  written: ['"2-in-1.5sec"; r=1; t=2', '"2-in-1.5sec"; q=2; w=2'],
});
process.exit();
JS
node run.mjs
