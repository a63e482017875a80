#!/usr/bin/env bash
# workerd 1.20261023.1 (miniflare 5.20261023.2-beta), a WebSocket taken with `accept()`, beside that of Node 24.21.0, which keeps
# the standard.
#
# Guess: what came in can be sent on as it is: `socket.send(event.data)` is an echo for text and bytes. Seen: bytes come in as a
# Blob (binaryType "blob" is the default by now, as in browsers), and `send` knows no Blob: it sends the TEXT "[object Blob]"; a
# number, null and an object go out as their words, too. After `close()`, also the other side's, `send` throws where the standard is
# silent, and so does `close(undefined, "why")`; on the other hand workerd takes every close code from 1001 to 4999 but 1004, 1005,
# 1006 and 1015, of which a browser takes 1000 and 3000 up. What arrives before a listener is there is lost, and `bufferedAmount` is
# not there. So set binaryType to "arraybuffer" at once, and keep code that is shared with the page away from these edges.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
const script = `
const tried = (act) => { try { act(); return "taken"; } catch (error) { return error.name; } };
const pair = () => { const { 0: one, 1: other } = new WebSocketPair(); one.accept(); other.accept(); return [one, other]; };
export default { async fetch(request) {
  if (request.headers.get("upgrade")) {
    const { 0: client, 1: server } = new WebSocketPair();
    server.accept();
    server.addEventListener("message", (event) => server.send(event.data));
    return new Response(null, { status: 101, webSocket: client });
  }
  const [early, late] = pair();
  early.send("x");
  await scheduler.wait(20);
  const heard = await Promise.race([new Promise((resolve) => late.addEventListener("message", () => resolve("heard"))), scheduler.wait(200).then(() => "lost")]);
  const codes = [1000, 1001, 1004, 1005, 1006, 1015, 2999, 3000, 5000].filter((code) => tried(() => pair()[0].close(code)) === "taken");
  const [closed] = pair();
  closed.close();
  return Response.json({ heard, codes, sendAfterClose: tried(() => closed.send("x")), reasonAlone: tried(() => pair()[0].close(undefined, "why")), bufferedAmount: "bufferedAmount" in early });
} };`;
const miniflare = new Miniflare(
  convertV4MiniflareOptions({ modules: [{ type: "ESModule", path: "worker.mjs", contents: script }], compatibilityDate: "2026-10-23" }),
);
const address = String(await miniflare.ready).replace("http", "ws");
const open = () =>
  new Promise((resolve) => {
    const socket = new WebSocket(address);
    socket.addEventListener("open", () => resolve(socket));
  });
const socket = await open();
const echoed = new Promise((resolve) => socket.addEventListener("message", (event) => resolve(event.data)));
socket.send(new Uint8Array([1, 2, 3]));
const tried = (act) => {
  try {
    act();
    return "taken";
  } catch (error) {
    return error.name;
  }
};
const seen = { workerd: await (await miniflare.dispatchFetch("http://x/")).json(), echo: await echoed, node: {} };
seen.node.codes = [];
for (const code of [1000, 1001, 2999, 3000]) if (tried(await open().then((other) => () => other.close(code))) === "taken") seen.node.codes.push(code);
seen.node.reasonAlone = tried(await open().then((other) => () => other.close(undefined, "why")));
socket.close();
seen.node.sendAfterClose = tried(() => socket.send("x"));
await miniflare.dispose();
console.log(seen);
assert.deepEqual(seen, {
  workerd: { heard: "lost", codes: [1000, 1001, 2999, 3000], sendAfterClose: "TypeError", reasonAlone: "InvalidAccessError", bufferedAmount: false },
  echo: "[object Blob]",
  node: { codes: [1000, 3000], reasonAlone: "taken", sendAfterClose: "taken" },
});
process.exit(0);
JS
./node_modules/.bin/node run.mjs
