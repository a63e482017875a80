#!/usr/bin/env bash
# ky 2.1.0, got 16.1.0, ofetch 1.5.1, axios 1.21.1 with axios-retry 4.5.0, wretch 3.0.9 with its `retry`, fetch-retry 6.0.0 and
# undici 8.13.1 with its RetryAgent, each told to try twice more, by a server that answers first "429" or "503, come back in two
# seconds".
#
# Guess: a library that sends again, sends again when it was told to; what they differ in is how often. Seen: ky, got, axios-retry
# and undici wait the two seconds for a GET. ofetch does not look at Retry-After: it comes back at once, and for 409 too, which
# says that the state is another (so a POST with `retry` is sent twice). fetch-retry comes after its own second. wretch does not
# come again after 429, only after 5xx. undici's agent lets a POST that was answered 429 fail as "fetch failed", so that the
# caller gets no status, no body and no Retry-After of an answer that was there. Retry-After with a fraction (not allowed, often
# sent) is nothing to ky and got; none reads the draft's `RateLimit`, ky alone the older `X-RateLimit-Reset`. A service is asked
# again at once by some of its own users' tools: the limit has to cost nothing to answer, and the wait stands in whole seconds of
# Retry-After and in the body.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node@24.21.0 ky@2.1.0 got@16.1.0 ofetch@1.5.1 axios@1.21.1 axios-retry@4.5.0 \
  wretch@3.0.9 fetch-retry@6.0.0 undici@8.13.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { createServer } from "node:http";
import axios from "axios";
import axiosRetry from "axios-retry";
import fetchRetry from "fetch-retry";
import got from "got";
import ky from "ky";
import { ofetch } from "ofetch";
import { Agent, RetryAgent, fetch as undiciFetch } from "undici";
import wretch from "wretch";
import { retry } from "wretch/middlewares";
const asked = {};
const server = createServer(async (request, response) => {
  for await (const _ of request);
  const times = (asked[request.url] ??= []);
  times.push(Date.now());
  const [, status, headers] = decodeURIComponent(request.url).split("|");
  if (times.length === 1) response.writeHead(Number(status), JSON.parse(headers || "{}"));
  response.end("{}");
}).listen(0);
await new Promise((listening) => server.once("listening", listening));
axiosRetry(axios, { retries: 2, retryDelay: axiosRetry.exponentialDelay });
const again = fetchRetry(fetch, { retries: 2, retryOn: [429, 503] });
const dispatcher = new RetryAgent(new Agent(), { maxRetries: 2 });
const clients = {
  ky: (url, method) => ky(url, { method, retry: { limit: 2, methods: ["get", "post"] } }),
  got: (url, method) => got(url, { method, retry: { limit: 2, methods: ["GET", "POST"] } }),
  axios: (url, method) => axios({ url, method }),
  undici: (url, method) => undiciFetch(url, { method, dispatcher }),
  ofetch: (url, method) => ofetch(url, { method, retry: 2 }),
  fetchRetry: (url, method) => again(url, { method }),
  wretch: (url, method) => wretch(url).middlewares([retry({ maxAttempts: 2 })]).fetch(method).res(),
};
const one = async (client, method, status, headers) => {
  const path = `/${encodeURIComponent([client + method, status, JSON.stringify(headers)].join("|"))}`;
  const outcome = await clients[client](`http://127.0.0.1:${server.address().port}${path}`, method).then(
    () => "",
    (error) => (error.message === "fetch failed" ? "fetch failed" : "error"),
  );
  const [first, second] = asked[path];
  if (second === undefined) return outcome || "not again";
  return second - first >= 1900 ? "in two seconds" : "sooner";
};
const all = async (method, status, headers = {}) => {
  const names = Object.keys(clients);
  const outcomes = await Promise.all(names.map((name) => one(name, method, status, headers)));
  return Object.fromEntries(names.map((name, at) => [name, outcomes[at]]));
};
const seen = {
  get429: await all("GET", 429, { "retry-after": "2" }),
  get503: await all("GET", 503, { "retry-after": "2" }),
  post429: await all("POST", 429, { "retry-after": "2" }),
  fraction: await all("GET", 429, { "retry-after": "2.5" }),
  draft: await all("GET", 429, { ratelimit: '"default";r=0;t=2' }),
  older: await all("GET", 429, { "x-ratelimit-reset": "2" }),
  conflict: await all("POST", 409),
};
console.log(seen);
const told = "in two seconds";
const four = { ky: told, got: told, axios: told, undici: told };
const sooner = { ky: "sooner", got: "sooner", axios: "sooner", undici: "sooner", ofetch: "sooner", fetchRetry: "sooner", wretch: "error" };
assert.deepEqual(seen, {
  get429: { ...sooner, ...four },
  get503: { ...sooner, ...four, wretch: "sooner" },
  post429: { ...sooner, ky: told, got: told, axios: "error", undici: "fetch failed" },
  fraction: { ...sooner, axios: told, undici: told },
  draft: sooner,
  older: { ...sooner, ky: told },
  conflict: { ky: "error", got: "error", axios: "error", undici: "not again", ofetch: "sooner", fetchRetry: "not again", wretch: "error" },
});
process.exit();
JS
./node_modules/.bin/node run.mjs
