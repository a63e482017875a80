#!/usr/bin/env bash
# workerd 1.20261023.1 (miniflare 5.20261023.2-beta) and Node 24.21.0, texts in headers.
#
# Guess: a header is bytes: `new Headers({ x: "李" })` throws a TypeError as in Node and in browsers, and "ü" goes out as one byte.
# Seen: workerd takes every text and sends it as UTF-8, and reads what comes in as UTF-8: the byte FC, which is "ü" for everybody
# else who speaks by the rules, arrives as U+FFFD. So a worker that puts a name into a header works alone, throws (a 500) where its
# code is tested under Node, and the page's `fetch` reads "Ã¼" for "ü", since browsers take the bytes one by one. Names in headers
# are to be percent-encoded on both sides, whatever the worker allows.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { connect } from "node:net";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
const script = `export default {
  fetch: (request) => Response.json([...request.headers.get("x-in")].map((sign) => sign.codePointAt(0).toString(16)), { headers: { "x-out": "ü李" } }),
};`;
const miniflare = new Miniflare(
  convertV4MiniflareOptions({ modules: [{ type: "ESModule", path: "worker.mjs", contents: script }], compatibilityDate: "2026-10-23" }),
);
const url = await miniflare.ready;
const ask = (value) =>
  new Promise((resolve) => {
    const [socket, parts] = [connect(Number(url.port), "127.0.0.1"), []];
    socket.on("data", (part) => parts.push(part)).on("end", () => resolve(Buffer.concat(parts)));
    socket.write(Buffer.concat([Buffer.from("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx-in: "), value, Buffer.from("\r\n\r\n")]));
  });
const answer = await ask(Buffer.from([0x61, 0xfc]));
const at = answer.indexOf("x-out: ") + 7;
const seen = {
  oneByte: answer.toString().split("\r\n\r\n")[1],
  utf8: (await ask(Buffer.from("ü"))).toString().split("\r\n\r\n")[1],
  sent: answer.subarray(at, answer.indexOf("\r\n", at)).toString("hex"),
  readByFetch: (await fetch(url, { headers: { "x-in": "a" } })).headers.get("x-out").slice(0, 2),
  node: (() => {
    try {
      return new Headers({ x: "李" }).get("x");
    } catch (error) {
      return error.name;
    }
  })(),
};
await miniflare.dispose();
console.log(seen);
assert.deepEqual(seen, { oneByte: '["61","fffd"]', utf8: '["fc"]', sent: "c3bce69d8e", readByFetch: "Ã¼", node: "TypeError" });
JS
./node_modules/.bin/node run.mjs
