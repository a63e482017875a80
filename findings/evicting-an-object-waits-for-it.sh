#!/usr/bin/env bash
# miniflare 5.20261023.2-beta, `unsafeEvictDurableObject`: what is left of an object with a hibernatable socket, and of one that sleeps.
#
# Guess: it is the cut of a crash, so that what an object still does is lost: a pending `setTimeout`, a promise given to `waitUntil`; and who
# is out of memory already can be evicted once more, to no effect. Seen: the call waits until timer and promise are through (300 ms here),
# which the old instance carries out, so that nothing is ever cut off by it in the middle; for that the process has to be killed. With
# `webSockets: "hibernate"` the socket lives and a new instance reads its attachment. Evicting what nobody woke since is refused
# ("Cannot evict Durable Object: it is not currently running."), so a script that evicts in a loop has to take that for done. With
# `webSockets: "close"` the client sees 1006, and `webSocketClose` is called of neither instance.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
const worker = `import { DurableObject } from "cloudflare:workers";
let made = 0;
export class Room extends DurableObject {
  constructor(ctx, env) { super(ctx, env); made += 1; this.number = made; }
  async fetch(request) {
    const path = new URL(request.url).pathname;
    if (path === "/socket") {
      const [client, server] = Object.values(new WebSocketPair());
      this.ctx.acceptWebSocket(server);
      server.serializeAttachment({ by: this.number });
      return new Response(null, { status: 101, webSocket: client });
    }
    const { kv } = this.ctx.storage;
    if (path === "/later") {
      setTimeout(() => kv.put("timer", this.number + " of " + made), 300);
      this.ctx.waitUntil(new Promise((resolve) => setTimeout(resolve, 300)).then(() => kv.put("waited", this.number + " of " + made)));
    }
    return Response.json({ number: this.number, timer: kv.get("timer") ?? null, waited: kv.get("waited") ?? null, closed: kv.get("closed") ?? null, sockets: this.ctx.getWebSockets().length });
  }
  webSocketMessage(socket) { socket.send(JSON.stringify({ number: this.number, attached: socket.deserializeAttachment() })); }
  webSocketClose() { this.ctx.storage.kv.put("closed", 1); }
}
export default { fetch: (request, env) => env.ROOMS.getByName("a").fetch(request) };`;
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    name: "place",
    modules: [{ type: "ESModule", path: "worker.mjs", contents: worker }],
    compatibilityDate: "2026-10-23",
    durableObjects: { ROOMS: { className: "Room", useSQLite: true } },
  }),
);
const ask = async (path) => (await miniflare.dispatchFetch("http://x" + path)).json();
const evict = (webSockets) =>
  miniflare.unsafeEvictDurableObject("place", "Room", { name: "a", webSockets }).then(
    () => "done",
    (error) => error.message,
  );
const { webSocket } = await miniflare.dispatchFetch("http://x/socket", { headers: { upgrade: "websocket" } });
webSocket.accept();
const heard = [];
let closed = null;
webSocket.addEventListener("message", ({ data }) => heard.push(JSON.parse(data)));
webSocket.addEventListener("close", ({ code }) => (closed = code));
const until = async (done) => {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 10));
};
await ask("/later");
const began = performance.now();
const seen = { first: await evict("hibernate"), tookMs: Math.round(performance.now() - began), again: await evict("hibernate") };
webSocket.send("are you there");
await until(() => heard.length > 0);
seen.heard = heard[0];
await new Promise((resolve) => setTimeout(resolve, 1_000));
seen.after = await ask("/");
seen.close = await evict("close");
await until(() => closed !== null);
seen.closed = closed;
seen.last = await ask("/");
await miniflare.dispose();
console.log(JSON.stringify(seen, null, 1));
assert.ok(seen.tookMs >= 250);
assert.deepEqual(seen, {
  first: "done",
  tookMs: seen.tookMs,
  again: "Cannot evict Durable Object: it is not currently running.",
  heard: { number: 2, attached: { by: 1 } },
  after: { number: 2, timer: "1 of 1", waited: "1 of 1", closed: null, sockets: 1 },
  close: "done",
  closed: 1006,
  last: { number: 3, timer: "1 of 1", waited: "1 of 1", closed: null, sockets: 0 },
});
process.exit(0);
JS
./node_modules/.bin/node run.mjs
