#!/usr/bin/env bash
# workerd 1.20261023.1 (miniflare 5.20261023.2-beta) and Node 24.21.0, `fetch` of a page or a hook somewhere else.
#
# Guess: an address with a name and a password is refused, as browsers and Node refuse it, or they are sent. Seen: workerd takes it
# and sends neither: the feed behind it answers 401, and nothing says why. A failed connection is a plain Error ("Network connection
# lost."), not a TypeError, so `instanceof TypeError` for "could not be reached" holds in Node only. `redirect: "error"` and `cache:
# "force-cache"` throw. An answer packed with zstd is handed out packed, with its header, where Node unpacks it (neither asks for it
# by itself). So a worker that reads addresses which people give takes name and password out of them itself, and tells failures by
# their code of its own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { zstdCompressSync } from "node:zlib";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
const server = createServer((request, response) => {
  if (request.url === "/zstd") response.writeHead(200, { "content-encoding": "zstd" }).end(zstdCompressSync("hello"));
  else response.end(`${request.method} ${request.headers.authorization ?? "nobody"}`);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const code = `
export const ask = async (base) => {
  const get = (address, init) => fetch(address, init).then((answer) => answer.text(), (error) => error.constructor.name);
  return {
    password: await get(base.replace("://", "://ada:secret@")),
    nobodyThere: await get("http://127.0.0.1:1/"),
    redirectError: await get(base, { redirect: "error" }),
    forceCache: await get(base, { cache: "force-cache" }),
    zstd: (await get(base + "zstd")) === "hello",
  };
};
export default { fetch: async (request) => Response.json(await ask(request.headers.get("x-base"))) };`;
const base = `http://127.0.0.1:${server.address().port}/`;
const miniflare = new Miniflare(
  convertV4MiniflareOptions({ modules: [{ type: "ESModule", path: "worker.mjs", contents: code }], compatibilityDate: "2026-10-23" }),
);
const seen = {
  workerd: await (await miniflare.dispatchFetch("http://x/", { headers: { "x-base": base } })).json(),
  node: await (await import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`)).ask(base),
};
await miniflare.dispose();
console.log(seen);
assert.deepEqual(seen, {
  workerd: { password: "GET nobody", nobodyThere: "Error", redirectError: "TypeError", forceCache: "TypeError", zstd: false },
  node: { password: "TypeError", nobodyThere: "TypeError", redirectError: "GET nobody", forceCache: "GET nobody", zstd: true },
});
process.exit(0);
JS
./node_modules/.bin/node run.mjs
