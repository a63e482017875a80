#!/usr/bin/env bash
# hono 4.13.19, `etag` and `compress` around answers that are streams or parts.
#
# Guess: `etag` leaves streams alone, as `compress` leaves events alone (text/event-stream is on no list of its), and a part of a
# file (206) keeps the tag of the file or has none. Seen: `etag` reads every answer to its end before the first byte leaves: of a
# stream with three writes not even the status is there before the third, so events do not come while they happen. A part gets the
# hash of the PART as its tag, another one for each range, so no client can go on with a file by `If-Range`; and a request for
# that part with that tag is answered 304. With `compress` outside of `etag` the 304 has lost its `Vary`, the other way round it
# has it. For files and events it has to stay off; R2 and the cache have tags of their own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund hono@4.13.19 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Hono } from "hono";
import { compress } from "hono/compress";
import { etag } from "hono/etag";
import { streamSSE } from "hono/streaming";
const app = (...middleware) => {
  const made = new Hono();
  for (const one of middleware) made.use(one);
  return made;
};
const order = async (...middleware) => {
  const events = [];
  const made = app(...middleware);
  made.get("/", (c) =>
    streamSSE(c, async (stream) => {
      for (const data of ["1", "2", "3"]) {
        await stream.sleep(20);
        await stream.writeSSE({ data });
        events.push(data);
      }
    }),
  );
  const response = await made.request("/");
  events.push(response.status);
  await response.text();
  return events.join(" ");
};
const parts = app(etag());
parts.get("/", (c) => (c.req.header("range") ? c.body("he", 206, { "content-range": "bytes 0-1/5" }) : c.body("hello")));
const tag = async (headers) => (await parts.request("/", { headers })).headers.get("etag");
const ofPart = await tag({ range: "bytes=0-1" });
const again = await parts.request("/", { headers: { range: "bytes=0-1", "if-none-match": ofPart } });
const vary = async (...middleware) => {
  const made = app(...middleware);
  made.get("/", (c) => c.text("hi".repeat(1000)));
  const headers = { "accept-encoding": "gzip" };
  const first = await made.request("/", { headers });
  const second = await made.request("/", { headers: { ...headers, "if-none-match": first.headers.get("etag") } });
  return [second.status, second.headers.get("vary")];
};
const seen = {
  plain: await order(),
  compress: await order(compress()),
  etag: await order(etag()),
  sameTag: ofPart === (await tag({})),
  again: again.status,
  compressOutside: await vary(compress(), etag()),
  etagOutside: await vary(etag(), compress()),
};
console.log(seen);
assert.deepEqual(seen, {
  plain: "200 1 2 3",
  compress: "200 1 2 3",
  etag: "1 2 3 200",
  sameTag: false,
  again: 304,
  compressOutside: [304, null],
  etagOutside: [304, "Accept-Encoding"],
});
JS
node run.mjs
