#!/usr/bin/env bash
# workerd 1.20261023.1 (miniflare 5.20261023.2-beta), its own `EventSource`, beside eventsource 5.1.5, which follows the HTML
# standard.
#
# Guess: the worker's EventSource is the page's, with `EventSource.from(stream)` added. Seen: for the plain case it is. But a CR
# LF that the network cut in two ends a message in between, so two lines of one message arrive as two (what a server writes with
# CR LF loses its shape at random); an event whose data is empty never arrives; `event:` without a name, which sets the name back
# to "message", makes an event that no listener for "message" hears; and an id with a NUL in it, to be ignored, is taken. From an
# address it asks again after the end with `Last-Event-ID`, as it should; what `EventSource.from` reads ends in an error, "The
# server disconnected", also where the stream was closed in good order. A worker that follows a stream better reads it by
# eventsource-parser.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 eventsource@5.1.5 >/dev/null 2>&1
cat >worker.mjs <<'JS'
export default {
  async fetch(request) {
    const packets = await request.json();
    const bytes = new ReadableStream({
      async start(controller) {
        for (const packet of packets) {
          controller.enqueue(new TextEncoder().encode(packet));
          await scheduler.wait(20);
        }
        controller.close();
      },
    });
    const seen = [];
    const address = request.headers.get("read-from");
    const source = address ? new EventSource(address) : EventSource.from(bytes);
    source.addEventListener("message", ({ data, lastEventId }) => seen.push([data, lastEventId]));
    await new Promise((done) => {
      source.addEventListener("error", ({ error }) => (address ? undefined : done(seen.push(error?.message))));
      if (address) source.addEventListener("message", () => seen.length === 2 && done());
    });
    source.close();
    return Response.json(seen);
  },
};
JS
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { EventSource } from "eventsource";
import { Miniflare, Response, convertV4MiniflareOptions } from "miniflare";
const streams = {
  plain: ["id: 1\ndata: a\n\n"],
  cut: ["data: a\r", "\ndata: b\r\n\r\n"],
  empty: ["data\n\ndata: b\n\n"],
  nameless: ["event: x\nevent:\ndata: a\n\n"],
  nul: ["id: 1\ndata: a\n\nid: x\0y\ndata: b\n\n"],
};
const asked = [];
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    modules: [{ type: "ESModule", path: "worker.mjs", contents: readFileSync("worker.mjs", "utf8") }],
    compatibilityDate: "2026-10-23",
    outboundService: (request) => {
      asked.push(request.headers.get("last-event-id"));
      return new Response(`retry: 50\nid: ${asked.length}\ndata: a\n\n`, { headers: { "content-type": "text/event-stream" } });
    },
  }),
);
const inWorker = async (packets, headers = {}) =>
  (await miniflare.dispatchFetch("http://x/", { method: "POST", body: JSON.stringify(packets), headers })).json();
const inPage = (packets) =>
  new Promise((done) => {
    const seen = [];
    const body = new ReadableStream({
      start(controller) {
        for (const packet of packets) controller.enqueue(new TextEncoder().encode(packet));
        controller.close();
      },
    });
    const headers = { "content-type": "text/event-stream" };
    const source = new EventSource("http://x/", { fetch: async () => new globalThis.Response(body, { headers }) });
    source.addEventListener("message", ({ data, lastEventId }) => seen.push([data, lastEventId]));
    source.addEventListener("error", () => done((source.close(), seen)));
  });
const seen = {};
for (const name in streams) seen[name] = { page: await inPage(streams[name]), worker: await inWorker(streams[name]) };
seen.again = await inWorker([], { "read-from": "http://x/" });
await miniflare.dispose();
console.log(JSON.stringify({ seen, asked }, null, 1));
const end = "The server disconnected.";
assert.deepEqual(seen, {
  plain: { page: [["a", "1"]], worker: [["a", "1"], end] },
  cut: { page: [["a\nb", ""]], worker: [["a", ""], ["b", ""], end] },
  empty: { page: [["", ""], ["b", ""]], worker: [["b", ""], end] },
  nameless: { page: [["a", ""]], worker: [end] },
  nul: { page: [["a", "1"], ["b", "1"]], worker: [["a", "1"], ["b", "x\0y"], end] },
  again: [["a", "1"], ["a", "2"]],
});
assert.deepEqual(asked.slice(0, 2), [null, "1"]);
process.exit();
JS
./node_modules/.bin/node run.mjs
