#!/usr/bin/env bash
# hono 4.13.19 in its three presets: `hono`, `hono/quick` (for starting fast) and `hono/tiny` (for being small), the same routes.
#
# Guess: a preset is another way to the same handler: quicker to start, smaller, or quicker to match. Seen: they answer otherwise. A
# slash at the end, "/a/x/", is "not found" for `hono` and the same as "/a/x" for the two others, and `tiny` takes "/a" for a route
# that is written "/a/". "/a/:x-:y" is ONE parameter called "x-:y" in `hono`, one called "x" with all of "1-2" in it in `quick`,
# and nothing in `tiny`; "/a/:f.:e" likewise. A pattern with something behind it, "/:id{[a-z]+}.json", is matched by `tiny` alone,
# two slashes in a row by `hono` alone. So a program that goes to another preset for its size has two addresses for each page
# (caches, tags and links count them as two), and a test under one says nothing about the other.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund hono@4.13.19 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Hono } from "hono";
import { Hono as Quick } from "hono/quick";
import { Hono as Tiny } from "hono/tiny";
const ask = (route, path) =>
  Promise.all(
    [Hono, Quick, Tiny].map(async (Preset) => {
      const app = new Preset();
      app.get(route, (c) => c.json(c.req.param()));
      const answer = await app.request(`http://x${path}`);
      return answer.ok ? answer.json() : answer.status;
    }),
  );
const seen = {
  same: await ask("/a/:id", "/a/x"),
  slash: await ask("/a/:id", "/a/x/"),
  without: await ask("/a/", "/a"),
  hyphen: await ask("/a/:x-:y", "/a/1-2"),
  dot: await ask("/a/:f.:e", "/a/x.y"),
  json: await ask("/a/:id{[a-z]+}.json", "/a/b.json"),
  two: await ask("/a//:id", "/a//x"),
  optional: await ask("/a/:id?", "/a/"),
};
console.log(seen);
assert.deepEqual(seen, {
  same: [{ id: "x" }, { id: "x" }, { id: "x" }],
  slash: [404, { id: "x" }, { id: "x" }],
  without: [404, 404, {}],
  hyphen: [{ "x-:y": "1-2" }, { x: "1-2" }, 404],
  dot: [{ "f.:e": "x.y" }, { f: "x.y" }, 404],
  json: [404, 404, { id: "b" }],
  two: [{ id: "x" }, 404, 404],
  optional: [404, {}, {}],
});
JS
node run.mjs
