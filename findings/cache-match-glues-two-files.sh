#!/usr/bin/env bash
# miniflare 5.20261023.2-beta, `caches.default`: which of a request's headers `match` answers to.
#
# Guess: it answers ranges and If-None-Match (the manual says so), so it answers the headers that belong to them as well; what
# stands for another language is not handed out, and what `put` does not keep it says. Seen: it cuts ranges (two of them even as
# multipart) and gives 304 and 416, but `If-Range` with another file's tag is answered 206, a part of the new file for somebody
# who holds the old one's first half, and `If-Match` with another tag is 200. A HEAD of what is there finds nothing. `Vary:
# accept-language` is kept on the answer and not heeded: German is handed to whoever asks for Chinese (`Vary: *` throws). An
# answer with `Set-Cookie` is not kept, `put` says nothing, and the older one under that address goes on being handed out.
# `max-age=0, stale-while-revalidate=60` is a hit. What varies needs an address of its own, and If-Range is to be looked at before
# the cache is asked.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
const worker = `export default { async fetch() {
  const cache = caches.default;
  const put = (path, headers) => cache.put("http://x.example" + path, new Response("hello", { headers: { "cache-control": "max-age=60", ...headers } }));
  const match = async (path, headers, method) => {
    const found = await cache.match(new Request("http://x.example" + path, { headers, method }));
    return found ? found.status + " " + (await found.text()) : "nothing";
  };
  await put("/file", { etag: '"new"', "content-length": "5" });
  await put("/varies", { vary: "accept-language", "content-language": "de" });
  await put("/cookie", { "x-which": "older" });
  await put("/cookie", { "x-which": "newer", "set-cookie": "a=b" });
  await put("/stale", { "cache-control": "max-age=0, stale-while-revalidate=60" });
  const cookie = await cache.match("http://x.example/cookie");
  return Response.json({
    range: await match("/file", { range: "bytes=1-2" }),
    behind: await match("/file", { range: "bytes=9-" }),
    none: await match("/file", { "if-none-match": '"new"' }),
    ifRange: await match("/file", { range: "bytes=1-2", "if-range": '"old"' }),
    ifMatch: await match("/file", { "if-match": '"old"' }),
    head: await match("/file", {}, "HEAD"),
    varies: await match("/varies", { "accept-language": "zh" }),
    star: await put("/star", { vary: "*" }).catch((error) => error.message),
    cookie: cookie.headers.get("x-which"),
    stale: await match("/stale"),
  });
} };`;
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    modules: [{ type: "ESModule", path: "worker.mjs", contents: worker }],
    compatibilityDate: "2026-10-23",
  }),
);
const seen = await (await miniflare.dispatchFetch("http://x/")).json();
await miniflare.dispose();
console.log(seen);
assert.deepEqual(seen, {
  range: "206 el",
  behind: "416 ",
  none: "304 ",
  ifRange: "206 el",
  ifMatch: "200 hello",
  head: "nothing",
  varies: "200 hello",
  star: "Cannot cache response with 'Vary: *' header.",
  cookie: "older",
  stale: "200 hello",
});
JS
./node_modules/.bin/node run.mjs
