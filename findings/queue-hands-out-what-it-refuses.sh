#!/usr/bin/env bash
# miniflare 5.20261023.2-beta, Queues: what a message is when it arrives.
#
# Guess: a consumer that puts a message back (`send(message.body, { contentType: "bytes" })`) sends what it got, and a body is
# JSON or a structured clone, either way failing loudly at what it cannot hold; limits are told with their numbers. Seen: bytes
# have to be a view (Uint8Array) when they are sent, and arrive as an ArrayBuffer, which `send` refuses. By default a body is
# JSON: a Date arrives as text, a Map and a Set as {}, NaN as null, an Error as {}, and a function inside is gone, all without a
# word; only a BigInt throws. `contentType: "v8"` brings Date, Map and BigInt as they were. One message of 129 KB and a batch of
# 101 are both "Unknown Internal Error (15000)", a batch of none is told as what it is.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
const worker = `
const arrived = {};
const kind = (value) => (value === null ? "null" : value?.constructor?.name ?? typeof value);
export default {
  async fetch(request, { QUEUE }) {
    if (request.url.endsWith("/arrived")) return Response.json(arrived);
    const answer = (body, contentType) => QUEUE.send(body, contentType && { contentType }).then(() => "sent", (error) => error.message);
    const body = (name) => ({ name, date: new Date(0), map: new Map([[1, 2]]), set: new Set([1]), nan: NaN, error: new Error("x"), call: undefined });
    return Response.json({
      json: await answer({ ...body("json"), call() {} }),
      v8: await answer({ ...body("v8"), big: 5n }, "v8"),
      big: await answer({ big: 5n }),
      view: await answer(new Uint8Array([1, 2]), "bytes"),
      buffer: await answer(new Uint8Array([1, 2]).buffer, "bytes"),
      long: await answer("x".repeat(129 * 1024)),
      many: await QUEUE.sendBatch(Array.from({ length: 101 }, () => ({ body: "many" }))).then(() => "sent", (error) => error.message),
      none: await QUEUE.sendBatch([]).then(() => "sent", (error) => error.message),
    });
  },
  async queue(batch) {
    for (const { body } of batch.messages) {
      if (body?.name) arrived[body.name] = Object.fromEntries(Object.keys(body).map((key) => [key, kind(body[key])]));
      else arrived.bytes = kind(body);
    }
  },
};`;
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    modules: [{ type: "ESModule", path: "worker.mjs", contents: worker }],
    compatibilityDate: "2026-10-23",
    queueProducers: { QUEUE: "queue" },
    queueConsumers: { queue: { maxBatchSize: 3, maxBatchTimeout: 1 } },
  }),
);
const sent = await (await miniflare.dispatchFetch("http://x/")).json();
let arrived = {};
for (let round = 0; round < 100 && Object.keys(arrived).length < 3; round++) {
  await new Promise((resolve) => setTimeout(resolve, 100));
  arrived = await (await miniflare.dispatchFetch("http://x/arrived")).json();
}
await miniflare.dispose();
console.log(sent, arrived);
assert.match(sent.big, /serialize a BigInt/);
assert.match(sent.buffer, /requires a value of type ArrayBufferView/);
assert.match(sent.none, /at least one message/);
assert.deepEqual([sent.json, sent.v8, sent.view, sent.long, sent.many], ["sent", "sent", "sent", "Unknown Internal Error (15000)", "Unknown Internal Error (15000)"]);
assert.deepEqual(arrived, {
  json: { name: "String", date: "String", map: "Object", set: "Object", nan: "null", error: "Object" },
  v8: { name: "String", date: "Date", map: "Map", set: "Set", nan: "Number", error: "Error", call: "undefined", big: "BigInt" },
  bytes: "ArrayBuffer",
});
JS
./node_modules/.bin/node run.mjs
