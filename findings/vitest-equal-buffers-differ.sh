#!/usr/bin/env bash
# vitest 5.1.1 (with Node 24.21.0), `toEqual`, `toStrictEqual` and `toMatchObject` on objects of the platform.
#
# Guess: what holds other bytes or another address is not equal. Seen: two ArrayBuffers with other bytes, and even of other length,
# pass `toEqual` (only `toStrictEqual` looks inside), as do two DataViews; two Blobs, Requests, Responses, CryptoKeys, URLPatterns,
# promises and SharedArrayBuffers pass `toStrictEqual` as well, whatever they hold: they show no keys of their own, so there is
# nothing to compare. `toMatchObject` passes for two URLs and two Files, too, which `toEqual` tells apart. Inside of objects and
# Maps it is the same. A test that compares a download, a digest or a built request that way cannot fail: compare `new
# Uint8Array(buffer)`, `await blob.text()`, `request.url`. Typed arrays, Headers, Dates and URLs (by `toEqual`) are compared.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund vitest@5.1.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { startVitest } from "vitest/node";
writeFileSync(
  "equal.test.mjs",
  `import { expect, it } from "vitest";
import { writeFileSync } from "node:fs";
const bytes = (n) => new Uint8Array([n]);
const key = (n) => crypto.subtle.importKey("raw", bytes(n), "PBKDF2", false, ["deriveBits"]);
const pairs = {
  bytes: [bytes(1), bytes(2)],
  ArrayBuffer: [bytes(1).buffer, bytes(2).buffer],
  length: [new ArrayBuffer(1), new ArrayBuffer(2)],
  DataView: [new DataView(bytes(1).buffer), new DataView(bytes(2).buffer)],
  Blob: [new Blob(["a"]), new Blob(["b"])],
  Request: [new Request("http://a/"), new Request("http://b/", { method: "POST" })],
  Response: [new Response("a"), new Response("b", { status: 404 })],
  CryptoKey: [await key(1), await key(2)],
  Headers: [new Headers({ a: "1" }), new Headers({ a: "2" })],
  URL: [new URL("http://a"), new URL("http://b")],
};
const passes = (check) => { try { check(); return true; } catch { return false; } };
it("compares", () => {
  const seen = {};
  for (const [name, [one, other]] of Object.entries(pairs))
    seen[name] = ["toEqual", "toStrictEqual", "toMatchObject"].filter((how) => passes(() => expect({ one })[how]({ one: other })));
  writeFileSync("seen.json", JSON.stringify(seen));
});
`,
);
const vitest = await startVitest("test", [], { run: true, watch: false, reporters: [{}] });
await vitest.close();
const seen = JSON.parse(readFileSync("seen.json", "utf8"));
console.log(seen);
const all = ["toEqual", "toStrictEqual", "toMatchObject"];
assert.deepEqual(seen, {
  bytes: [],
  ArrayBuffer: ["toEqual", "toMatchObject"],
  length: ["toEqual", "toMatchObject"],
  DataView: ["toEqual", "toMatchObject"],
  Blob: all,
  Request: all,
  Response: all,
  CryptoKey: all,
  Headers: [],
  URL: ["toMatchObject"],
});
process.exit(0);
JS
./node_modules/.bin/node run.mjs
