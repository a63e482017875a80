#!/usr/bin/env bash
# workerd 1.20261023.1 (miniflare 5.20261023.2-beta) closing sockets of undici 8.13.1 and ws 8.23.0 with every kind of code.
#
# Guess: what the server's `close` takes, the client hears; the browsers' own `close` takes 1000 and 3000 to 4999, the rest of the
# codes is either known to all or refused. Seen: workerd takes also 1016 to 2999, which belong to nobody yet. Chromium 156 (asked
# apart) hands such a code out as a clean close; undici, so Node's own WebSocket, and ws call it a fault of the protocol: an
# error, then 1006, not clean, without the reason, just what a cut cable looks like, so that a client which should stay away comes
# back at once. 1012 to 1014 are heard by all. A client that closes without a code comes as 1005, and answering with the code that
# came, which every handler of `close` does in one line, throws for that one. Codes of one's own are 4000 to 4999, and 1005 is
# answered without a code.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 undici@8.13.1 ws@8.23.0 >/dev/null 2>&1
cat >worker.mjs <<'JS'
export default {
  fetch(request) {
    const code = Number(new URL(request.url).searchParams.get("code"));
    const [client, server] = Object.values(new WebSocketPair());
    server.accept();
    const closed = (what) => {
      try {
        what();
      } catch {
        server.send("refused");
      }
    };
    server.addEventListener("message", () => closed(() => server.close(code, "why")));
    return new Response(null, { status: 101, webSocket: client });
  },
};
JS
cat >echo.mjs <<'JS'
let answered = "nothing";
export default {
  async fetch(request) {
    if (request.headers.get("upgrade") === null) return new Response(answered);
    const [client, server] = Object.values(new WebSocketPair());
    server.accept();
    server.addEventListener("close", ({ code, reason }) => {
      answered = `${code} answered`;
      try {
        server.close(code, reason);
      } catch {
        answered = `${code} throws`;
      }
    });
    return new Response(null, { status: 101, webSocket: client });
  },
};
JS
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
import { WebSocket as OfUndici } from "undici";
import { WebSocket as OfWs } from "ws";
const start = async (path) => {
  const modules = [{ type: "ESModule", path, contents: readFileSync(path, "utf8") }];
  const miniflare = new Miniflare(convertV4MiniflareOptions({ modules, compatibilityDate: "2026-10-23" }));
  return [miniflare, (await miniflare.ready).toString()];
};
const [closer, closerUrl] = await start("worker.mjs");
const heard = (Socket, code) =>
  new Promise((done) => {
    const socket = new Socket(`${closerUrl.replace("http", "ws")}?code=${code}`);
    socket.onopen = () => socket.send("close");
    socket.onerror = () => {};
    socket.onmessage = ({ data }) => (done(data), socket.close());
    socket.onclose = ({ code, reason }) => done(`${code} ${reason}`.trim());
  });
const both = async (code) => [await heard(OfUndici, code), await heard(OfWs, code)];
const seen = {};
for (const code of [1001, 1005, 1012, 1014, 1016, 2000, 2999, 3000, 4999, 5000]) seen[code] = await both(code);
await closer.dispose();
const [echo, echoUrl] = await start("echo.mjs");
const answered = async (...close) => {
  const socket = new OfUndici(echoUrl.replace("http", "ws"));
  await new Promise((opened) => (socket.onopen = opened));
  const closed = new Promise((done) => (socket.onclose = done));
  socket.close(...close);
  await closed;
  return (await fetch(echoUrl)).text();
};
seen.answers = [await answered(4000), await answered()];
await echo.dispose();
console.log(seen);
const same = (code) => [`${code} why`, `${code} why`];
const [cut, refused] = [["1006", "1006"], ["refused", "refused"]];
assert.deepEqual(seen, {
  1001: same(1001),
  1005: refused,
  1012: same(1012),
  1014: same(1014),
  1016: cut,
  2000: cut,
  2999: cut,
  3000: same(3000),
  4999: same(4999),
  5000: refused,
  answers: ["4000 answered", "1005 throws"],
});
process.exit();
JS
./node_modules/.bin/node run.mjs
