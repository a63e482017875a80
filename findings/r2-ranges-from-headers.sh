#!/usr/bin/env bash
# miniflare 5.20261023.2-beta, R2: `get` with a request's headers as its range and its condition.
#
# Guess: handing over `request.headers` is all that a server of files needs: what cannot be answered throws, as it does for a
# range given as an object, and a condition that holds holds. Seen: a range behind the file's end throws as an object ({ offset: 9
# }: "not satisfiable", 10039) and is the WHOLE file as a header ("bytes=9-"), with `range` set to all of it, so that a handler
# which answers 206 whenever there is a range sends everything where 416 is due. `If-Range` is not known: a changed file is
# answered in part, and a player glues two files together. `If-Unmodified-Since` with the very time that the object says of itself
# fails, as "before" is meant strictly. `etagMatches` takes the tag bare and throws at the quoted one (`httpEtag`), the header
# takes it quoted and throws at the bare one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
const worker = `export default { async fetch(request, { FILES }) {
  const put = await FILES.put("a", "hello");
  const get = async (options) => {
    try {
      const object = await FILES.get("a", options);
      return "body" in object ? (await object.text()) + " " + object.range.offset + "+" + object.range.length : "no body";
    } catch (error) {
      return error.message;
    }
  };
  const both = (headers) => get({ range: new Headers(headers), onlyIf: new Headers(headers) });
  return Response.json({
    within: await both({ range: "bytes=1-2" }),
    behindHeader: await both({ range: "bytes=9-" }),
    behindObject: await get({ range: { offset: 9 } }),
    ifRange: await both({ range: "bytes=1-2", "if-range": '"another"' }),
    modified: await both({ "if-modified-since": put.uploaded.toUTCString() }),
    unmodified: await both({ "if-unmodified-since": put.uploaded.toUTCString() }),
    bare: await get({ onlyIf: { etagMatches: put.etag } }),
    quoted: await get({ onlyIf: { etagMatches: put.httpEtag } }),
    quotedHeader: await both({ "if-match": put.httpEtag }),
    bareHeader: await both({ "if-match": put.etag }),
  });
} };`;
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    modules: [{ type: "ESModule", path: "worker.mjs", contents: worker }],
    compatibilityDate: "2026-10-23",
    r2Buckets: ["FILES"],
  }),
);
const seen = await (await miniflare.dispatchFetch("http://x/")).json();
await miniflare.dispose();
console.log(seen);
assert.match(seen.behindObject, /not satisfiable \(10039\)/);
assert.match(seen.quoted, /should not be wrapped in quotes/);
assert.match(seen.bareHeader, /Invalid ETag in if-match header/);
for (const name of ["behindObject", "quoted", "bareHeader"]) delete seen[name];
assert.deepEqual(seen, {
  within: "el 1+2",
  behindHeader: "hello 0+5",
  ifRange: "el 1+2",
  modified: "no body",
  unmodified: "no body",
  bare: "hello 0+5",
  quotedHeader: "hello 0+5",
});
JS
./node_modules/.bin/node run.mjs
