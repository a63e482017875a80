#!/usr/bin/env bash
# workerd 1.20261023.1 (miniflare 5.20261023.2-beta) as a WebSocket client, by `new WebSocket` and by `fetch` with Upgrade, beside
# undici 8.13.1 and ws 8.23.0, each asking for the subprotocols "a" and "b" of a server that answers what it is told to.
#
# Guess: a client that asked for subprotocols and is answered with none of them fails the connection, as RFC 6455 and the browsers
# have it; this is how a server that forgot to answer is found. Seen: ws and undici do. In workerd the socket opens whatever comes
# back: nothing, "c", "A", or a protocol where none was asked for. `protocol` is then null instead of "", and on the socket of a
# `fetch` it is "" even where the server chose one (only the response's header has it). undici refuses the right answer where a
# blank follows it in the header, which ws and workerd take off. So a test inside of workerd cannot see that a handshake lacks its
# protocol, which every browser refuses: it has to read the header of the 101.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 undici@8.13.1 ws@8.23.0 >/dev/null 2>&1
cat >worker.mjs <<'JS'
export default {
  async fetch(request) {
    const { url, asked } = await request.json();
    const socket = new WebSocket(url, asked);
    const opened = await new Promise((done) => {
      socket.addEventListener("open", () => done({ protocol: socket.protocol }));
      socket.addEventListener("error", () => done("refused"));
    });
    socket.close();
    const headers = { upgrade: "websocket", "sec-websocket-protocol": asked.join(", ") };
    const { webSocket, headers: answered } = await fetch(url.replace("ws", "http"), { headers });
    webSocket.accept();
    webSocket.close();
    return Response.json([opened, [webSocket.protocol, answered.get("sec-websocket-protocol")]]);
  },
};
JS
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
import { WebSocket as OfUndici } from "undici";
import { WebSocket as OfWs } from "ws";
let answer;
const server = createServer().on("upgrade", ({ headers }, socket) => {
  const accept = createHash("sha1").update(`${headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  const lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade", `Sec-WebSocket-Accept: ${accept}`];
  if (answer !== undefined) lines.push(`Sec-WebSocket-Protocol: ${answer}`);
  socket.on("error", () => {}).write(`${lines.join("\r\n")}\r\n\r\n`);
});
server.listen(0);
await new Promise((listening) => server.once("listening", listening));
const url = `ws://127.0.0.1:${server.address().port}/`;
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    modules: [{ type: "ESModule", path: "worker.mjs", contents: readFileSync("worker.mjs", "utf8") }],
    compatibilityDate: "2026-10-23",
  }),
);
const opened = (Socket, asked) =>
  new Promise((done) => {
    const socket = new Socket(url, asked);
    socket.onopen = () => (done({ protocol: socket.protocol }), socket.close());
    socket.onerror = () => done("refused");
  });
const tried = async (given, asked = ["a", "b"]) => {
  answer = given;
  const [workerd, byFetch] = await (await miniflare.dispatchFetch("http://x/", { method: "POST", body: JSON.stringify({ url, asked }) })).json();
  return { ws: await opened(OfWs, asked), undici: await opened(OfUndici, asked), workerd, byFetch };
};
const seen = {
  chosen: await tried("b"),
  none: await tried(undefined),
  other: await tried("c"),
  upper: await tried("A"),
  unasked: await tried("a", []),
  blank: await tried("b "),
};
await miniflare.dispose();
console.log(seen);
const [a, b, refused] = [{ protocol: "a" }, { protocol: "b" }, { ws: "refused", undici: "refused" }];
assert.deepEqual(seen, {
  chosen: { ws: b, undici: b, workerd: b, byFetch: ["", "b"] },
  none: { ...refused, workerd: { protocol: null }, byFetch: ["", null] },
  other: { ...refused, workerd: { protocol: "c" }, byFetch: ["", "c"] },
  upper: { ...refused, workerd: { protocol: "A" }, byFetch: ["", "A"] },
  unasked: { ...refused, workerd: a, byFetch: ["", "a"] },
  blank: { ws: b, undici: "refused", workerd: b, byFetch: ["", "b"] },
});
process.exit();
JS
./node_modules/.bin/node run.mjs
