#!/usr/bin/env bash
# hono 4.13.19, `setCookie`, `validator("json")` and `json`, at the edges of what they are given.
#
# Guess: what is out of bounds is cut or refused where it is written, what is not there is said to be missing. Seen: `maxAge: -1`,
# the old way of taking a cookie away, is left out, so that the cookie STAYS, for as long as the browser is open; NaN likewise. A
# length of 401 days throws (400 are allowed), so a login answers 500 on the day when somebody sets "a year and a bit". A JSON
# body under another type (text/plain, as `sendBeacon` sends it, or none) is {} to the validator, no error: a schema whose fields
# are all optional takes it, and what was sent is gone. `json(undefined)` is a 200 of JSON with an empty body, which no client can
# parse; `text("x", 204)` is a 500. A cookie is taken away by `deleteCookie`, and the type of a body is looked at first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund hono@4.13.19 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Hono } from "hono";
import { deleteCookie, setCookie } from "hono/cookie";
import { validator } from "hono/validator";
const ask = (handler) => {
  const app = new Hono().get("/", handler);
  app.onError((error, c) => c.text(error.name, 500));
  return app.request("/");
};
const cookie = async (options) => {
  const answer = await ask((c) => (setCookie(c, "a", "1", options), c.text("")));
  return answer.ok ? answer.headers.get("set-cookie") : answer.status;
};
const taker = new Hono().post("/", validator("json", (body) => body), (c) => c.json(c.req.valid("json")));
const body = async (type) => {
  const answer = await taker.request("/", { method: "POST", body: '{"a":1}', headers: { "content-type": type } });
  return [answer.status, await answer.text()];
};
const empty = await ask((c) => c.json(undefined));
const seen = {
  away: await cookie({ maxAge: -1 }),
  nan: await cookie({ maxAge: NaN }),
  year: await cookie({ maxAge: 400 * 86_400 }),
  more: await cookie({ maxAge: 401 * 86_400 }),
  deleted: (await ask((c) => (deleteCookie(c, "a"), c.text("")))).headers.get("set-cookie"),
  bodies: [await body("application/json"), await body("text/plain")],
  empty: [empty.status, await empty.text(), empty.headers.get("content-type")],
  none: (await ask((c) => c.text("x", 204))).status,
};
console.log(seen);
assert.deepEqual(seen, {
  away: "a=1; Path=/",
  nan: "a=1; Path=/",
  year: "a=1; Max-Age=34560000; Path=/",
  more: 500,
  deleted: "a=; Max-Age=0; Path=/",
  bodies: [
    [200, '{"a":1}'],
    [200, "{}"],
  ],
  empty: [200, "", "application/json"],
  none: 500,
});
JS
node run.mjs
