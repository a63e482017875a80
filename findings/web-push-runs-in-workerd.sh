#!/usr/bin/env bash
# web-push 3.6.7, the library for Node, inside of workerd 1.20261023.1 (miniflare 5.20261023.2-beta), bundled by esbuild 0.28.2.
#
# Guess: it cannot run there: it signs with `crypto`, encrypts with ECDH of `crypto.createECDH` and sends with `https.request`.
# Seen: all of it runs as it is, under a compatibility date of October 2026 and without a flag. The push leaves the worker as a
# fetch (so a test catches it with `outboundService`), http_ece decrypts its body outside, and 410 comes back as an error with
# `statusCode`. What speaks against it is not the runtime: 119 kB minified where libraries on WebCrypto take 6, and a body without
# padding, whose length is that of the text and 103 bytes, so the push service sees how long each message is.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 esbuild@0.28.2 web-push@3.6.7 http_ece@1.2.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { createECDH, randomBytes } from "node:crypto";
import { build } from "esbuild";
import ece from "http_ece";
import { Miniflare, Response, convertV4MiniflareOptions } from "miniflare";
import webpush from "web-push";
const worker = `
import webpush from "web-push";
export default {
  async fetch(request) {
    const { subscription, vapid, text } = await request.json();
    const told = (answer) => Response.json([answer.name ?? "sent", answer.statusCode]);
    const vapidDetails = { subject: "mailto:a@example.org", ...vapid };
    return webpush.sendNotification(subscription, text, { TTL: 60, vapidDetails }).then(told, (error) => told({ name: "refused", statusCode: error.statusCode }));
  },
};`;
const bundle = await build({
  stdin: { contents: worker, resolveDir: "." },
  bundle: true,
  minify: true,
  write: false,
  format: "esm",
  platform: "node",
  external: ["node:*"],
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire("/");' },
});
let [status, body] = [201, undefined];
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    modules: [{ type: "ESModule", path: "worker.mjs", contents: bundle.outputFiles[0].text }],
    compatibilityDate: "2026-10-23",
    outboundService: async (request) => {
      body = Buffer.from(await request.arrayBuffer());
      return new Response("", { status });
    },
  }),
);
const [receiver, auth, vapid] = [createECDH("prime256v1"), randomBytes(16).toString("base64url"), webpush.generateVAPIDKeys()];
receiver.generateKeys();
const subscription = { endpoint: "https://push.example/1", keys: { p256dh: receiver.getPublicKey("base64url"), auth } };
const send = async (text) =>
  (await miniflare.dispatchFetch("http://x/", { method: "POST", body: JSON.stringify({ subscription, vapid, text }) })).json();
const seen = { sent: await send("hello") };
seen.read = ece.decrypt(body, { version: "aes128gcm", privateKey: receiver, authSecret: auth }).toString();
seen.lengths = [body.length];
await send("x".repeat(500));
seen.lengths.push(body.length);
status = 410;
seen.gone = await send("hello");
seen.heavy = bundle.outputFiles[0].contents.length > 100_000;
await miniflare.dispose();
console.log(seen);
assert.deepEqual(seen, { sent: ["sent", 201], read: "hello", lengths: [108, 603], gone: ["refused", 410], heavy: true });
JS
./node_modules/.bin/node run.mjs
