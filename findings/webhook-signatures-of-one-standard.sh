#!/usr/bin/env bash
# standardwebhooks 1.1.1, the reference library of Standard Webhooks, and svix 2.5.0 by its makers, one secret, one message.
#
# Guess: `verify` takes what a request brings and gives the parsed event back, as it did in svix 1; both read both names of the
# headers. Seen: svix 2 gives NOTHING back (undefined), so `const event = hook.verify(...)` is undefined without an error; it
# reads `svix-*` and `webhook-*`, the reference library `webhook-*` alone. Neither takes a `Headers` ("Missing required headers",
# as if the sender had not signed), though every fetch handler has one, nor a `Uint8Array` or `ArrayBuffer`: the bytes must be a
# text or a Node `Buffer`. A text that is no JSON and rightly signed is, in the reference library, a SyntaxError and no
# WebhookVerificationError, so that a handler which answers 401 for the one answers 500; an empty one is undefined. A secret in
# base64url with "-" or "_" in it throws already in the constructor. A receiver wants Object.fromEntries(headers), the text, and
# JSON.parse of its own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund standardwebhooks@1.1.1 svix@2.5.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Webhook as Reference } from "standardwebhooks";
import { Webhook as Svix } from "svix";
const bytes = Buffer.from("\u00fb\u00ff".repeat(12), "latin1");
const secret = `whsec_${bytes.toString("base64")}`;
const now = new Date();
const said = (what) => {
  try {
    return what() ?? "nothing";
  } catch (error) {
    return `${error.name}: ${error.message.split(/[:,]/)[0]}`;
  }
};
const tried = (Webhook) => {
  const hook = new Webhook(secret);
  const headers = (text, names = "webhook") => ({
    [`${names}-id`]: "msg_1",
    [`${names}-timestamp`]: String(Math.floor(now / 1000)),
    [`${names}-signature`]: hook.sign("msg_1", now, text),
  });
  const json = '{"a":1}';
  return {
    event: said(() => hook.verify(json, headers(json))),
    svixNames: said(() => hook.verify(json, headers(json, "svix"))),
    fetchHeaders: said(() => hook.verify(json, new Headers(headers(json)))),
    fromEntries: said(() => hook.verify(json, Object.fromEntries(new Headers(headers(json))))),
    uint8: said(() => hook.verify(new TextEncoder().encode(json), headers(json))),
    plainText: said(() => hook.verify("hello", headers("hello"))),
    empty: said(() => hook.verify("", headers(""))),
    base64url: said(() => new Webhook(`whsec_${bytes.toString("base64url")}`)),
  };
};
const seen = { reference: tried(Reference), svix: tried(Svix) };
console.log(seen);
const both = {
  fetchHeaders: "WebhookVerificationError: Missing required headers",
  uint8: "Error: Expected payload to be of type string or Buffer.",
  empty: "nothing",
  base64url: "Error: Base64Coder",
};
assert.deepEqual(seen, {
  reference: {
    ...both,
    event: { a: 1 },
    fromEntries: { a: 1 },
    svixNames: "WebhookVerificationError: Missing required headers",
    plainText: "SyntaxError: Unexpected token 'h'",
  },
  svix: { ...both, event: "nothing", fromEntries: "nothing", svixNames: "nothing", plainText: "nothing" },
});
JS
node run.mjs
