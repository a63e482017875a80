#!/usr/bin/env bash
# @slack/web-api 8.2.0, Slack's own client, against a server that answers as Slack or what stands in front of it may.
#
# Guess: what is sure to have failed is sent again, what may have arrived is not; a pause that the server asks for is kept; an answer
# that is not Slack's is an error of the network. Seen: `chat.postMessage` that was answered 500 or 404 is sent again, by default
# ten times within half an hour, with nothing in it by which a second one could be known, so a message that did arrive stands there
# twice or more. A 503 that says "in two seconds" is tried again at once; 429 is waited for, unless it comes as 200 with "ok: false,
# ratelimited" or has a date in Retry-After, which both end the call. A proxy's page of HTML with 200 is a "platform error" whose
# name is the page. A 302 is followed as a POST, body and all, where browsers make a GET of it. A Date among the arguments is sent
# within quotation marks, NaN as nothing. `retryConfig: { retries: 0 }` and an own list of what was sent make it safe.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @slack/web-api@8.2.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { WebClient } from "@slack/web-api";
let answers = [];
let requests = [];
const server = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  requests.push([request.method, body]);
  const { status = 200, headers = {}, text = '{"ok":true}' } = answers.shift() ?? {};
  response.writeHead(status, { "content-type": text.startsWith("{") ? "application/json" : "text/html", ...headers }).end(text);
}).listen(0);
const slackApiUrl = `http://localhost:${server.address().port}/api/`;
const client = new WebClient("xoxb-1", { slackApiUrl, logLevel: "error", retryConfig: { retries: 2, minTimeout: 1, maxTimeout: 2, factor: 1 } });
async function post(...given) {
  [answers, requests] = [given, []];
  const start = performance.now();
  const answer = await client.chat.postMessage({ channel: "C1", text: "hi" }).then(({ ok }) => ok, ({ code, message }) => code ?? message.slice(0, 41));
  return [answer, requests.length, performance.now() - start > 900 ? "waited" : "at once"];
}
const seen = {
  500: await post({ status: 500 }, { status: 500 }),
  404: await post({ status: 404 }, { status: 404 }, { status: 404 }),
  503: await post({ status: 503, headers: { "retry-after": "2" } }),
  429: await post({ status: 429, headers: { "retry-after": "1" } }),
  date: await post({ status: 429, headers: { "retry-after": "Sun, 29 Nov 2099 10:00:00 GMT" } }),
  limited: await post({ text: '{"ok":false,"error":"ratelimited"}', headers: { "retry-after": "1" } }),
  page: await post({ text: "<html>" }),
  redirect: await post({ status: 302, headers: { location: "/other" } }),
};
const redirected = requests.map(([method, body]) => [method, body.length > 0]);
requests = [];
await client.apiCall("a.b", { a: new Date(0), b: NaN, c: undefined });
console.log(seen, redirected, requests);
assert.deepEqual(seen, {
  500: [true, 3, "at once"],
  404: ["slack_webapi_http_error", 3, "at once"],
  503: [true, 2, "at once"],
  429: [true, 2, "waited"],
  date: ["Retry header did not contain a valid time", 1, "at once"],
  limited: ["slack_webapi_platform_error", 1, "at once"],
  page: ["slack_webapi_platform_error", 1, "at once"],
  redirect: [true, 2, "at once"],
});
assert.deepEqual(redirected, [["POST", true], ["POST", true]]);
assert.equal(requests[0][1], "a=%221970-01-01T00%3A00%3A00.000Z%22&b=");
process.exit(0);
JS
node run.mjs
