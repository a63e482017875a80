#!/usr/bin/env bash
# miniflare 5.20261023.2-beta, R2: the end of a multipart upload that is asked for twice.
#
# Guess: `complete` with the same parts again, after an answer that was lost, gives the object again, as other stores do for a while; a part
# that is sent after the end or after an `abort` is refused with the code of an upload that is not known; and a second `abort` is refused
# likewise. Seen: the second `complete` is refused with 10024, "no such upload", though the object stands there whole, and so is one of two
# that come at once; whoever takes that for a lost upload deletes what was just made. A part after the end or an `abort` is refused with
# 10024 as expected. But `abort` of an upload that has ended, by `complete` or by `abort`, is done without a word: it says nothing of
# whether there was anything to abort. So after 10024 the key has to be looked at before anything is concluded.
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
const told = (promise) => promise.then((object) => object?.size ?? "done", (error) => Number(/\\((\\d+)\\)/.exec(error.message)?.[1] ?? 0) || error.message);
export default { async fetch(request, { R2 }) {
  const seen = {};
  let upload = await R2.createMultipartUpload("whole");
  const parts = [await upload.uploadPart(1, "one")];
  seen.complete = await told(upload.complete(parts));
  seen.again = await told(upload.complete(parts));
  seen.partAfterwards = await told(upload.uploadPart(1, "two"));
  seen.abortAfterwards = await told(upload.abort());
  seen.there = (await R2.head("whole"))?.size ?? null;
  upload = await R2.createMultipartUpload("both");
  const both = [await upload.uploadPart(1, "one")];
  seen.atOnce = (await Promise.all([told(upload.complete(both)), told(upload.complete(both))])).sort();
  upload = await R2.createMultipartUpload("gone");
  seen.abort = await told(upload.abort());
  seen.abortAgain = await told(upload.abort());
  seen.partAfterAbort = await told(upload.uploadPart(1, "one"));
  seen.completeAfterAbort = await told(upload.complete([]));
  seen.unknown = await told(R2.resumeMultipartUpload("gone", "nobody").uploadPart(1, "one"));
  return Response.json(seen);
} };`;
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    modules: [{ type: "ESModule", path: "worker.mjs", contents: script }],
    compatibilityDate: "2026-10-23",
    r2Buckets: ["R2"],
  }),
);
const seen = await (await miniflare.dispatchFetch("http://x/")).json();
await miniflare.dispose();
console.log(JSON.stringify(seen));
assert.deepEqual(seen, {
  complete: 3,
  again: 10024,
  partAfterwards: 10024,
  abortAfterwards: "done",
  there: 3,
  atOnce: [10024, 3],
  abort: "done",
  abortAgain: "done",
  partAfterAbort: 10024,
  completeAfterAbort: 10024,
  unknown: 10024,
});
JS
./node_modules/.bin/node run.mjs
