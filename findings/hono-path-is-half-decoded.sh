#!/usr/bin/env bash
# hono 4.13.19, `c.req.path`, `c.req.param` and `c.req.query`, beside the URL that was asked for.
#
# Guess: `path` is `pathname` of the URL, as middleware that signs, caches or logs takes it to be. Seen: it is decoded by half:
# "%C3%BC" is "ü" and "%20" a blank, "%2F" and "%252F" stay as they were. It is neither what was sent nor what that means, and
# `decodeURI` gives another text, too ("%252F" is "%2F" for it). A parameter is decoded in full ("a%2Fb" is "a/b", a slash that no
# route saw), once; what is not UTF-8 in it, or in a query, stays as it was typed ("%C3", "%zz") and is not refused. A "+" is a
# blank in a query and a plus in a path. What is compared or signed has to be `new URL(c.req.url).pathname`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund hono@4.13.19 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Hono } from "hono";
const app = new Hono();
app.get("/x/:id", (c) => c.json([c.req.path, c.req.param("id"), c.req.query("q") ?? null, new URL(c.req.url).pathname]));
const paths = ["/x/%C3%BC", "/x/a%20b", "/x/a%2Fb", "/x/a%252Fb", "/x/%zz?q=%C3", "/x/a+b?q=a+b"];
const seen = await Promise.all(paths.map(async (path) => (await app.request(path)).json()));
console.log(seen);
assert.equal(decodeURI("/x/a%252Fb"), "/x/a%2Fb");
assert.deepEqual(seen, [
  ["/x/ü", "ü", null, "/x/%C3%BC"],
  ["/x/a b", "a b", null, "/x/a%20b"],
  ["/x/a%2Fb", "a/b", null, "/x/a%2Fb"],
  ["/x/a%252Fb", "a%2Fb", null, "/x/a%252Fb"],
  ["/x/%zz", "%zz", "%C3", "/x/%zz"],
  ["/x/a+b", "a+b", "a b", "/x/a+b"],
]);
JS
node run.mjs
