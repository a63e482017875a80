#!/usr/bin/env bash
# workerd 1.20261023.1 (miniflare 5.20261023.2-beta): the same values bound to the same statement in D1 and in an object's own
# SQLite.
#
# Guess: both are the same SQLite behind the same kind of binding; what one refuses the other refuses. Seen: D1 writes true as 1 and
# refuses undefined, a Date, an object or a function with D1_TYPE_ERROR. In an object none of them is an error: true is the TEXT
# "true", so `WHERE done = ?` with true finds no row that holds 1; undefined is NULL; a Date is "Thu Jan 01 1970 …", an object
# "[object Object]", an array its elements with commas, a function its source, all stored without a word. A blob comes back as a
# list of numbers from D1 and as an ArrayBuffer from an object; what is given as an array is a blob for D1. Types must be held by
# the caller (TypeScript does, JSON from outside does not), and code that is moved from one to the other needs its own test of
# booleans.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
const script = `
import { DurableObject } from "cloudflare:workers";
const values = { yes: true, nothing: undefined, date: new Date(0), record: { a: 1 }, list: [1, 2], call: () => 1 };
export class Box extends DurableObject {
  async fetch() {
    const ask = (value) => this.ctx.storage.sql.exec("SELECT ? AS t", value).one().t;
    const blob = this.ctx.storage.sql.exec("SELECT x'0102' AS t").one().t;
    return Response.json({ ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(ask(value)).slice(0, 15)])), blob: blob.constructor.name });
  }
}
export default { fetch: async (request, env) => {
  const d1 = {};
  for (const [name, value] of Object.entries(values)) {
    try { d1[name] = (await env.DB.prepare("SELECT ? AS t").bind(value).first()).t; }
    catch (error) { d1[name] = error.message.split(":")[0]; }
  }
  d1.blob = (await env.DB.prepare("SELECT x'0102' AS t").first()).t.constructor.name;
  return Response.json({ d1, object: await (await env.BOX.getByName("one").fetch(request)).json() });
} };`;
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    modules: [{ type: "ESModule", path: "worker.mjs", contents: script }],
    compatibilityDate: "2026-10-23",
    durableObjects: { BOX: { className: "Box", useSQLite: true } },
    d1Databases: ["DB"],
  }),
);
const seen = await (await miniflare.dispatchFetch("http://x/")).json();
await miniflare.dispose();
console.log(seen);
const refused = "D1_TYPE_ERROR";
assert.deepEqual(seen, {
  d1: { yes: 1, nothing: refused, date: refused, record: refused, list: [1, 2], call: refused, blob: "Array" },
  object: { yes: "true", nothing: "null", date: "Thu Jan 01 1970", record: "[object Object]", list: "1,2", call: "() => 1", blob: "ArrayBuffer" },
});
JS
./node_modules/.bin/node run.mjs
