#!/usr/bin/env bash
# @block65/webcrypto-web-push 2.0.0, @pushforge/builder 2.0.5 and web-push 3.6.7, the same message to the same subscription,
# opened with http_ece 1.2.1.
#
# Guess: a library made for WebCrypto in these years writes what the standard says since 2017 (RFC 8291, `aes128gcm`), and a text
# is the body as it is. Seen: pushforge writes the draft before it (`Content-Encoding: aesgcm`, with `Crypto-Key` and `Encryption`
# as headers) beside the newer `Authorization: vapid`, makes JSON of a text ("hi" comes with its quotes) and pads by chance,
# another length each time; the old one for Node and block65 write the standard, "hi" in 105 bytes there, and here in 4,096 like
# every other text. A TTL of 0 ("now or never") becomes 60 seconds in block65 and a day in pushforge, as 0 counts for not given
# there, and web-push alone sends 0. What is no `Topic` (a blank in it) passes both and throws in web-push. So changing the library
# changes what a service worker reads, and a call's ringing may come a day late.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @block65/webcrypto-web-push@2.0.0 @pushforge/builder@2.0.5 web-push@3.6.7 http_ece@1.2.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { createECDH, randomBytes } from "node:crypto";
import { buildPushPayload } from "@block65/webcrypto-web-push";
import { buildPushHTTPRequest } from "@pushforge/builder";
import ece from "http_ece";
import webPush from "web-push";
const subject = "mailto:ada@example.org";
const keys = webPush.generateVAPIDKeys();
const browser = createECDH("prime256v1");
browser.generateKeys();
const auth = randomBytes(16).toString("base64url");
const subscription = { endpoint: "https://push.example/x", expirationTime: null, keys: { p256dh: browser.getPublicKey("base64url"), auth } };
const point = Buffer.from(keys.publicKey, "base64url");
const privateJWK = { kty: "EC", crv: "P-256", x: point.subarray(1, 33).toString("base64url"), y: point.subarray(33).toString("base64url"), d: keys.privateKey };
const libraries = {
  webPush: async (data, options) => webPush.generateRequestDetails(subscription, data, { vapidDetails: { subject, ...keys }, TTL: options.ttl, topic: options.topic }),
  block65: (data, options) => buildPushPayload({ data, options }, subscription, { subject, ...keys }),
  pushforge: (payload, options) => buildPushHTTPRequest({ privateJWK, subscription, message: { payload, adminContact: subject, options } }),
};
const opened = (headers, body) => {
  const part = (header, name) => new RegExp(`${name}=([^;,]+)`).exec(headers.get(header) ?? "")?.[1];
  const version = headers.get("content-encoding");
  const draft = version === "aesgcm" ? { dh: part("crypto-key", "dh"), salt: part("encryption", "salt") } : {};
  return ece.decrypt(Buffer.from(body), { version, privateKey: browser, authSecret: auth, ...draft }).toString();
};
const seen = {};
for (const [name, make] of Object.entries(libraries)) {
  const { headers: plain, body } = await make("hi", { ttl: 0 });
  const headers = new Headers(plain);
  const topic = await make("hi", { ttl: 60, topic: "two words" }).then(() => "sent", (error) => error.message);
  const lengths = new Set();
  for (let round = 0; round < 12; round++) lengths.add((await make("hi", { ttl: 60 })).body.byteLength);
  seen[name] = [headers.get("content-encoding"), headers.get("authorization").split(" ")[0], headers.get("ttl"), opened(headers, body), lengths.size > 1 ? "any" : [...lengths][0], topic];
}
console.log(seen);
assert.match(seen.webPush.pop(), /Unsupported characters set/);
assert.deepEqual(seen, {
  webPush: ["aes128gcm", "vapid", "0", "hi", 105],
  block65: ["aes128gcm", "vapid", "60", "hi", 4096, "sent"],
  pushforge: ["aesgcm", "vapid", "86400", '"hi"', "any", "sent"],
});
JS
./node_modules/.bin/node run.mjs
