#!/usr/bin/env bash
# esbuild 0.28.2 and workerd 1.20261023.1 (miniflare 5.20261023.2-beta): what one character of a pattern costs a worker.
#
# Guess: what esbuild writes is ASCII unless it is told otherwise, so a worker holds one byte a character of its own source. Seen: strings and
# names are escaped; the characters of a regular expression literal stay as they are, minified or not. And with one of them beyond Latin-1 workerd
# holds the whole source at two bytes a character: 2 MB of program take 2 MB more of every isolate's heap. The same pattern given to `new RegExp` as
# a string, or one with a character of Latin-1 (£), costs nothing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund esbuild@0.28.2 miniflare@5.20261023.2-beta node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import { transformSync } from "esbuild";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";

const PATTERNS = { "a string": 'new RegExp("[€]", "u")', "a literal": "/[€]/u", "a literal of Latin-1": "/[£]/u" };
const text = "a".repeat(2_000_000);

async function heapOf(pattern) {
  const source = `const sign = ${pattern};
export const held = () => { return "${text}"; };
export default { fetch: () => new Response(String(sign.test("x"))) };`;
  const script = transformSync(source, { minify: true, format: "esm" }).code;
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      name: "held",
      inspectorPort: 0,
      modules: [{ type: "ESModule", path: "worker.mjs", contents: script }],
      compatibilityDate: "2026-10-23",
    }),
  );
  const url = await miniflare.ready;
  await (await fetch(url)).text();
  const socket = new WebSocket(new URL("/core:user:held", await miniflare.getInspectorURL()));
  await new Promise((resolve) => (socket.onopen = resolve));
  const waiting = new Map();
  socket.onmessage = ({ data }) => {
    const { id, result } = JSON.parse(data);
    waiting.get(id)?.(result);
  };
  let last = 0;
  const ask = (method) =>
    new Promise((resolve) => {
      waiting.set(++last, resolve);
      socket.send(JSON.stringify({ id: last, method }));
    });
  const { usedSize } = await ask("Runtime.getHeapUsage");
  socket.close();
  await miniflare.dispose();
  return { escaped: /^[\x00-\x7f]*$/u.test(script), megabytes: usedSize / 1e6 };
}

const seen = {};
for (const [name, pattern] of Object.entries(PATTERNS)) {
  seen[name] = await heapOf(pattern);
  console.log(`${name}: escaped ${seen[name].escaped}, ${seen[name].megabytes.toFixed(1)} MB`);
}
const more = (a, b) => seen[a].megabytes - seen[b].megabytes;
const isAsSeen =
  seen["a string"].escaped && !seen["a literal"].escaped && !seen["a literal of Latin-1"].escaped &&
  more("a literal", "a string") > 1.8 && more("a literal", "a string") < 2.5 &&
  Math.abs(more("a literal of Latin-1", "a string")) < 0.3;
process.exit(isAsSeen ? 0 : 1);
JS
node_modules/.bin/node run.mjs
