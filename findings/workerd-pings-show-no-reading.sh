#!/usr/bin/env bash
# workerd through miniflare 5.20261023.2-beta: what a Durable Object can know of a socket that is not read.
#
# Guess: `bufferedAmount`, which stands in the types of WebSocket, grows while the other end reads nothing; `send` throws or closes at
# some bound; and `getWebSocketAutoResponseTimestamp`, the time of the last automatic "pong", moves only for a peer that takes its
# pongs, so that it tells a living reader from a dead one. Seen: `bufferedAmount` is undefined on an accepted socket. 16 MB sent to a
# peer that reads nothing are all taken without a word. And the timestamp moves with the first "ping" that comes in after that, though its
# "pong" waits unread behind everything else; it does not move with those that follow, until the peer reads. So a fresh timestamp does not
# say that anything was read, and an old one does not say that nobody pings. What shows reading is a word that goes out behind the rest
# and comes back.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
const script = `
import { DurableObject } from "cloudflare:workers";
export class Room extends DurableObject {
  fetch(request) {
    if (request.headers.get("upgrade") === "websocket") {
      const { 0: client, 1: server } = new WebSocketPair();
      this.ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
      this.ctx.acceptWebSocket(server);
      return new Response(null, { status: 101, webSocket: client });
    }
    const [socket] = this.ctx.getWebSockets();
    if (new URL(request.url).pathname === "/fill") {
      const text = "x".repeat(1024 * 1024);
      for (let i = 0; i < 16; i++) socket.send(text);
    }
    const at = this.ctx.getWebSocketAutoResponseTimestamp(socket);
    return Response.json({ buffered: typeof socket.bufferedAmount, open: socket.readyState === 1, pongAt: at && at.getTime() });
  }
}
export default { fetch: (request, env) => env.ROOM.getByName("one").fetch(request) };`;
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    modules: [{ type: "ESModule", path: "worker.mjs", contents: script }],
    compatibilityDate: "2026-10-23",
    durableObjects: { ROOM: { className: "Room", useSQLite: true } },
  }),
);
const { hostname, port } = await miniflare.ready;
const ask = async (path) => (await fetch(`http://${hostname}:${port}${path}`)).json();
// A peer that speaks and never reads: it is paused once the connection is there.
const line = connect(Number(port), hostname);
await once(line, "connect");
line.write("GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
await once(line, "data");
line.pause();
const ping = () => {
  const text = Buffer.from("ping");
  const mask = Buffer.from([1, 2, 3, 4]);
  line.write(Buffer.concat([Buffer.from([0x81, 0x80 | text.length]), mask, text.map((byte, i) => byte ^ mask[i])]));
};
const pongAfter = async (before) => {
  ping();
  for (let i = 0; i < 200; i++) {
    const { pongAt } = await ask("/");
    if (pongAt !== before) return pongAt;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return before;
};
const filled = await ask("/fill");
const first = await pongAfter(null);
await new Promise((resolve) => setTimeout(resolve, 50));
const second = await pongAfter(first);
// Once it reads, what stood behind is answered too.
let bytes = 0;
line.on("data", (chunk) => (bytes += chunk.length));
line.resume();
while (bytes < 16 * 1024 * 1024) await new Promise((resolve) => setTimeout(resolve, 20));
const third = await pongAfter(second);
const moves = [first > 0, second > first, third > second];
const seen = { buffered: filled.buffered, open: filled.open, before: filled.pongAt, moves };
line.destroy();
await miniflare.dispose();
console.log(JSON.stringify(seen));
assert.deepEqual(seen, { buffered: "undefined", open: true, before: null, moves: [true, false, true] });
JS
./node_modules/.bin/node run.mjs
