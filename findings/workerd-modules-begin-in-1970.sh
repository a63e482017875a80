#!/usr/bin/env bash
# workerd 1.20261023.1 (miniflare 5.20261023.2-beta), what a module may do while it is loaded; nanoid 6.0.2, uuid 14.0.3, ulidx
# 2.4.1.
#
# Guess: chance and time are forbidden there, calculation is allowed, and libraries for ids have to be set up inside a request.
# Seen: `Date.now()` is 0, `new Date()` 1970 and a formatter says "Thursday, January 1, 1970", without an error, while
# `Math.random()` gives a number like any other. `crypto.randomUUID()` and with it `nanoid()`, `ulid()` and `v7()` stop the worker
# from starting, but their factories may be made there (`customAlphabet`, `monotonicFactory`), since they draw only when asked. A
# digest by `crypto.subtle` runs, `generateKey` does not; even `await new Response("a").text()` is refused; `eval`, `new Function`
# and compiling WebAssembly are allowed there, and refused (new Function) in a request. A clock that is read at load ("started at")
# must be read in the first request instead.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 esbuild@0.28.2 nanoid@6.0.2 uuid@14.0.3 ulidx@2.4.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { build } from "esbuild";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
const ids = 'import { customAlphabet, nanoid } from "nanoid"; import { v7 } from "uuid"; import { monotonicFactory, ulid } from "ulidx";';
const parts = {
  now: 'const x = [Date.now(), new Date().getFullYear(), new Intl.DateTimeFormat("en", { dateStyle: "full" }).format()].join(" ")',
  random: "const x = typeof Math.random()",
  randomUUID: "const x = crypto.randomUUID()",
  nanoid: `${ids} const x = nanoid()`,
  ulid: `${ids} const x = ulid()`,
  v7: `${ids} const x = v7()`,
  factories: `${ids} const make = [customAlphabet("ab", 3), monotonicFactory()]; const x = make.length`,
  digest: 'const x = (await crypto.subtle.digest("SHA-256", new Uint8Array(1))).byteLength',
  generateKey: 'const x = (await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, true, ["sign"])).type',
  body: 'const x = await new Response("a").text()',
  compiled: 'const x = new Function("return 3")()',
};
const seen = {};
for (const [name, part] of Object.entries(parts)) {
  const contents = `${part}; const later = () => { try { return new Function("return 4")(); } catch { return "refused"; } };
export default { fetch: () => Response.json(${name === "compiled" ? "[x, later()]" : "x"}) };`;
  const bundle = await build({ stdin: { contents, resolveDir: "." }, bundle: true, write: false, format: "esm", target: "esnext", conditions: ["browser"], logLevel: "silent" });
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modules: [{ type: "ESModule", path: "worker.mjs", contents: bundle.outputFiles[0].text }],
      compatibilityDate: "2026-10-23",
      handleRuntimeStdio: () => {},
    }),
  );
  seen[name] = await miniflare.dispatchFetch("http://x/").then((answer) => answer.json(), () => "does not start");
  await miniflare.dispose().catch(() => {});
}
console.log(seen);
const not = "does not start";
assert.deepEqual(seen, {
  now: "0 1970 Thursday, January 1, 1970",
  random: "number",
  randomUUID: not,
  nanoid: not,
  ulid: not,
  v7: not,
  factories: 2,
  digest: 32,
  generateKey: not,
  body: not,
  compiled: [3, "refused"],
});
process.exit(0);
JS
./node_modules/.bin/node run.mjs
