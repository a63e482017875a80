#!/usr/bin/env bash
# workerd 1.20261023.1 (miniflare 5.20261023.2-beta): what a `send` to a WebSocket of an object leaves behind, by V8's own words (--trace-gc).
#
# Guess: the text of a frame is young garbage, which a scavenge of a millisecond takes once it has been sent; what people say to each other never
# makes an isolate stand still. Seen: each send leaves some 0.6 KB that scavenges only move on (of 53 MB they took 10), since what it waits with is
# held from the C++ side; a full collection alone takes it. A room of 60 that hears 100 messages a second fills 34 MB with it in some eight
# seconds, with half a megabyte alive, and then stands still for 25 to 40 ms; from the second time on it comes every 10 to 16 MB and takes 10 to 30.
# So one message in a hundred of a busy room is late by that, whatever its own code does; fewer frames to each reader are what helps.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
const READERS = 60;
const MESSAGES = 1_200;
const collections = [];
let scavenged = 0;
process.env.MINIFLARE_WORKERD_V8_FLAGS = "--trace-gc";
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    name: "room",
    modules: [
      {
        type: "ESModule",
        path: "worker.mjs",
        contents: `import { DurableObject } from "cloudflare:workers";
export class Room extends DurableObject {
  async fetch() {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }
  webSocketMessage(_socket, said) {
    for (const socket of this.ctx.getWebSockets()) socket.send(said);
  }
}
export default { fetch: (request, env) => env.ROOM.getByName("one").fetch(request) };`,
      },
    ],
    durableObjects: { ROOM: "Room" },
    compatibilityDate: "2026-10-23",
    handleStructuredLogs({ message }) {
      for (const [, kind, before, after, , ms] of message.matchAll(
        /(Mark-Compact|Scavenge) ([\d.]+) \([\d.]+\) -> ([\d.]+) \(([\d.]+)\) MB, pooled: [\d.]+ MB, ([\d.]+)/gu,
      ))
        if (kind === "Scavenge") scavenged += before - after;
        else collections.push({ before: Number(before), after: Number(after), ms: Number(ms) });
    },
  }),
);
const url = await miniflare.ready;
const sockets = await Promise.all(
  Array.from({ length: READERS }, async () => {
    const socket = new WebSocket(new URL("/", url.href.replace("http", "ws")));
    await new Promise((resolve) => (socket.onopen = resolve));
    return socket;
  }),
);
let heard = 0;
for (const socket of sockets) socket.onmessage = () => heard++;
const text = "x".repeat(200);
for (let i = 0; i < MESSAGES; i++) {
  sockets[i % READERS].send(text);
  while (heard < (i + 1) * READERS) await new Promise((resolve) => setTimeout(resolve, 2));
}
await miniflare.dispose();
const first = collections.find(({ before, after }) => before - after > 10);
console.log(`${MESSAGES * READERS} sends; scavenges took ${scavenged.toFixed(0)} MB; full collections:`, collections);
assert.ok(first, "no full collection took more than ten megabytes");
assert.ok(first.after < 5);
const kilobytes = ((first.before - first.after) * 1_000) / (MESSAGES * READERS);
console.log(`at least ${kilobytes.toFixed(2)} KB a send`);
assert.ok(kilobytes > 0.3);
process.exit(0);
JS
stdbuf -oL node_modules/.bin/node run.mjs
