#!/usr/bin/env bash
# discord.js 14.28.1, `WebhookClient`, against a server of one's own that takes Discord's webhook bodies.
#
# Guess: a webhook is an address, so the sender takes the address of whoever reads the format; it cuts or refuses what is longer
# than Discord's 2,000 letters; 204 is the answer of a webhook that says nothing back; being told to wait it gives up some time.
# Seen: an address that is not on discord.com, or whose token has not 68 signs, is "not valid": one's own server is reached only
# by `id`, `token` and `rest.api`, and asked at /v10/webhooks/… below it. Every send asks for `?wait=true` and expects the message
# as JSON back; 204, or "ok" as text, is no error: the promise gives an ArrayBuffer, whose `id` is undefined, so that a later edit
# fails far from here; a 204 whose head says JSON is a SyntaxError for a message that was sent. 3,000 letters and an empty embed
# list go out as they are, with `enforce_nonce` in the body, and each file, text or picture, as application/octet-stream. A 429 is
# waited for and sent again with no end, whatever `retries` says (that counts 5xx alone). Who takes these bodies answers 200 with
# at least an id, cuts by itself, and finds out types by the bytes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund discord.js@14.28.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { WebhookClient } from "discord.js";
let [answer, requests] = [[], []];
const server = createServer(async (request, response) => {
  let body = "";
  for await (const piece of request) body += piece;
  requests.push([request.url, body]);
  const [status, text, headers = {}] = requests.length > 4 ? [200, "{}"] : answer;
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(text);
}).listen(0);
await new Promise((listening) => server.once("listening", listening));
const rest = { api: `http://127.0.0.1:${server.address().port}`, retries: 1 };
const send = async (message, ...given) => {
  [answer, requests] = [given, []];
  const hook = new WebhookClient({ id: "123456789012345678", token: "t" }, { rest });
  const outcome = await hook.send(message).then((back) => [back.constructor.name, back.id ?? "no id"], (error) => [error.name, error.status]);
  return [...outcome, requests.length];
};
const address = (url) => {
  try {
    return new WebhookClient({ url }).id;
  } catch (error) {
    return error.message;
  }
};
const token = (length) => `https://discord.com/api/webhooks/123456789012345678/${"t".repeat(length)}`;
const seen = {
  addresses: [address(token(68)), address(token(32)), address(token(68).replace("discord.com", "place.example"))],
  message: await send("hi", 200, '{"id":"1"}'),
  nothing: await send("hi", 204, "", { "content-type": "text/plain" }),
  nothingAsJson: await send("hi", 204, ""),
  text: await send("hi", 200, "ok", { "content-type": "text/plain" }),
  away: await send("hi", 500, ""),
  limited: await send("hi", 429, '{"retry_after":0.01,"global":false}', { "retry-after": "0.01" }),
  long: await send({ content: "x".repeat(3000), embeds: [] }, 200, '{"id":"1"}'),
};
seen.asked = requests[0][0];
seen.body = { ...JSON.parse(requests[0][1]), content: JSON.parse(requests[0][1]).content.length };
seen.file = await send({ files: [{ attachment: Buffer.from("hi"), name: "a.txt" }] }, 200, '{"id":"1"}');
seen.type = requests[0][1].match(/filename="a.txt"\r\nContent-Type: (\S+)/)[1];
console.log(seen);
const invalid = "The provided webhook URL is not valid.";
assert.deepEqual(seen, {
  addresses: ["123456789012345678", invalid, invalid],
  message: ["Object", "1", 1],
  nothing: ["ArrayBuffer", "no id", 1],
  nothingAsJson: ["SyntaxError", undefined, 1],
  text: ["ArrayBuffer", "no id", 1],
  away: ["HTTPError", 500, 2],
  limited: ["Object", "no id", 5],
  long: ["Object", "1", 1],
  asked: "/v10/webhooks/123456789012345678/t?wait=true",
  body: { content: 3000, tts: false, enforce_nonce: false, embeds: [] },
  file: ["Object", "1", 1],
  type: "application/octet-stream",
});
process.exit();
JS
node run.mjs
