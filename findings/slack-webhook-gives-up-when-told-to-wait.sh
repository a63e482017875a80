#!/usr/bin/env bash
# @slack/webhook 8.0.2, the sender of Slack's own, against a server that answers as an incoming webhook may.
#
# Guess: as Slack says "429, come back after so many seconds", its sender waits that long and sends again, at least once it was
# given a `retryConfig`; and an answer `{"ok":false}` is a failure, as in Slack's Web API. Seen: 429 ends the send at the first
# try whatever `retryConfig` says, and `Retry-After` is nowhere in the error (status, reason phrase and body are), so the caller
# cannot wait either; a 503 is sent again, after the sender's own pause, `Retry-After` or not. An answer with status 200 is a
# success whatever is in it. A redirect is a request error without a status, sent three times. What is not text (`username`,
# `channel`) and has gone from Slack's webhooks is still sent along, "&", "<" and ">" are sent as they are, and a text of 50,000
# letters goes out in one piece: cutting and escaping are the receiver's. A receiver that speaks this format and wants the message
# when it is busy answers 503 and no 429.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @slack/webhook@8.0.2 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { IncomingWebhook } from "@slack/webhook";
let answers = [];
let bodies = [];
const server = createServer(async (request, response) => {
  let body = "";
  for await (const piece of request) body += piece;
  bodies.push(JSON.parse(body));
  const [status, text, headers] = answers.length > 1 ? answers.shift() : answers[0];
  response.writeHead(status, headers).end(text);
}).listen(0);
await new Promise((listening) => server.once("listening", listening));
const url = `http://127.0.0.1:${server.address().port}/services/T/B/x`;
const hook = new IncomingWebhook(url, { username: "lab", channel: "#old", retryConfig: { retries: 2, minTimeout: 50, maxTimeout: 100 } });
const send = async (message, ...given) => {
  [answers, bodies] = [given, []];
  const began = performance.now();
  const outcome = await hook.send(message).catch((error) => [error.statusCode ?? error.code, Object.keys(error).join(), error.body ?? ""]);
  return { outcome, sent: bodies.length, underOneSecond: performance.now() - began < 1000 };
};
const ok = [200, "ok", {}];
const wait = { "retry-after": "1" };
const seen = {
  limited: await send("x", [429, "rate_limited", wait], ok),
  away: await send("x", [503, "", { "retry-after": "30" }], ok),
  notOk: await send("x", [200, '{"ok":false,"error":"invalid_blocks"}', { "content-type": "application/json" }]),
  moved: await send("x", [307, "", { location: "/elsewhere" }]),
  long: await send(`a & b <c>${"x".repeat(50_000)}`, ok),
};
seen.body = { ...bodies[0], text: [bodies[0].text.slice(0, 9), bodies[0].text.length] };
console.log(seen);
const quick = { underOneSecond: true };
assert.deepEqual(seen, {
  limited: { outcome: [429, "name,code,statusCode,statusMessage,body", "rate_limited"], sent: 1, ...quick },
  away: { outcome: { text: "ok" }, sent: 2, ...quick },
  notOk: { outcome: { text: '{"ok":false,"error":"invalid_blocks"}' }, sent: 1, ...quick },
  moved: { outcome: ["slack_webhook_request_error", "name,code,original,attemptNumber,retriesLeft", ""], sent: 3, ...quick },
  long: { outcome: { text: "ok" }, sent: 1, ...quick },
  body: { username: "lab", channel: "#old", text: ["a & b <c>", 50_009] },
});
process.exit();
JS
node run.mjs
