#!/usr/bin/env bash
# miniflare 5.20261023.2-beta, R2: the parts of a multipart upload.
#
# Guess: a part's etag is made of its bytes, so the same bytes sent again (after an answer that was lost) have the same etag, and
# the list given to `complete` may be in any order, since each part has its number. Seen: a part's etag is new at each sending; the
# same bytes sent twice make the first etag worthless ("One or more of the specified parts could not be found", 10025). The order
# counts for the check and not for the result: parts of one size are laid by their numbers whatever the order of the list, but a
# list in which the short last part stands before another fails with "smaller than the minimum allowed object size" (10011). And an
# object made of parts has no checksums at all, not even md5. So a client that goes on with an upload keeps the LAST etag it was
# given per number, sorts by number before it completes, and keeps a hash of its own.
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
const full = (byte) => new Uint8Array(5 * 1024 * 1024).fill(byte);
const told = (promise) => promise.then((object) => object.size, (error) => Number(/\\((\\d+)\\)/.exec(error.message)[1]));
export default { async fetch(request, { R2 }) {
  const start = (key) => R2.createMultipartUpload(key);
  let upload = await start("twice");
  const [first, again] = [await upload.uploadPart(1, full(1)), await upload.uploadPart(1, full(1))];
  const seen = { sameTag: first.etag === again.etag, first: await told(upload.complete([first])), again: await told(upload.complete([again])) };
  upload = await start("equal");
  const [one, two] = [await upload.uploadPart(1, full(1)), await upload.uploadPart(2, full(2))];
  seen.equalTurned = await told(upload.complete([two, one]));
  seen.laidByNumber = new Uint8Array(await (await R2.get("equal")).arrayBuffer())[0] === 1;
  upload = await start("short");
  const [long, short] = [await upload.uploadPart(1, full(1)), await upload.uploadPart(2, "end")];
  seen.shortTurned = await told(upload.complete([short, long]));
  seen.shortSorted = await told(upload.complete([long, short]));
  seen.checksums = [(await R2.head("short")).checksums.toJSON(), Object.keys(JSON.parse(JSON.stringify((await R2.put("whole", "x")).checksums)))];
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
const size = 5 * 1024 * 1024;
assert.deepEqual(seen, {
  sameTag: false,
  first: 10025,
  again: size,
  equalTurned: 2 * size,
  laidByNumber: true,
  shortTurned: 10011,
  shortSorted: size + 3,
  checksums: [{}, ["md5"]],
});
JS
./node_modules/.bin/node run.mjs
