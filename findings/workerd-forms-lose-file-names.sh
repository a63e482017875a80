#!/usr/bin/env bash
# workerd 1.20261023.1 (miniflare 5.20261023.2-beta) and Node 24.21.0, `formData()` of the same bodies.
#
# Guess: both follow the same standard, so a test under Node tells what the worker will see. Seen: browsers send a quote in a file's
# name as %22; Node gives the name back with its quote, workerd leaves %22 in it (and %0D%0A). `filename*=` is not known to workerd:
# a part that has only that is a text, not a file. A file input that was left empty is a File without a name and bytes under Node,
# the text "" in workerd. A backslash in a name is taken for an escape and vanishes (C:\dir\a.txt comes as C:dira.txt). And in an
# urlencoded form "%zz" keeps its sign in Node and loses it in workerd ("100%zz" is "100zz"). So an upload's name is better sent
# percent-encoded in a field or an address of its own, and what is asked of a part is `typeof part === "string"`, never its name.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
const told = `(form) => [...form].map(([, part]) => (typeof part === "string" ? part : { name: part.name, size: part.size }))[0]`;
const script = `const told = ${told}; export default { fetch: async (request) => Response.json(told(await request.formData())) };`;
const miniflare = new Miniflare(
  convertV4MiniflareOptions({ modules: [{ type: "ESModule", path: "worker.mjs", contents: script }], compatibilityDate: "2026-10-23" }),
);
const both = async (body, type) => {
  const headers = { "content-type": type };
  return {
    node: (0, eval)(told)(await new Response(body, { headers }).formData()),
    workerd: await (await miniflare.dispatchFetch("http://x/", { method: "POST", body, headers })).json(),
  };
};
const file = (parameter, words = "x") =>
  both(`--B\r\nContent-Disposition: form-data; name="f"; ${parameter}\r\nContent-Type: text/plain\r\n\r\n${words}\r\n--B--\r\n`, "multipart/form-data; boundary=B");
const seen = {
  quote: await file('filename="a%22b.txt"'),
  star: await file("filename*=UTF-8''%C3%BC.txt"),
  none: await file('filename=""', ""),
  backslash: await file('filename="C:\\dir\\a.txt"'),
  percent: await both("f=100%zz", "application/x-www-form-urlencoded"),
};
await miniflare.dispose();
console.log(seen);
assert.deepEqual(seen, {
  quote: { node: { name: 'a"b.txt', size: 1 }, workerd: { name: "a%22b.txt", size: 1 } },
  star: { node: { name: "ü.txt", size: 1 }, workerd: "x" },
  none: { node: { name: "", size: 0 }, workerd: "" },
  backslash: { node: { name: "C:\\dir\\a.txt", size: 1 }, workerd: { name: "C:dira.txt", size: 1 } },
  percent: { node: "100%zz", workerd: "100zz" },
});
JS
./node_modules/.bin/node run.mjs
