#!/usr/bin/env bash
# workerd 1.20261023.1 (miniflare 5.20261023.2-beta), HTMLRewriter as a reader of pages (for a preview of a link).
#
# Guess: it reads a page as a browser does, only faster. Seen: neither text nor attributes are decoded ("A &amp; B" is handed out as
# that, in <title> and in og:title). Only the header's charset counts; a page that says iso-8859-1 in its own <meta>, as old pages
# do, loses its umlauts to U+FFFD. There is no tree: `head title` finds nothing where <head> is left out, as HTML allows, the
# <title> of an SVG in the page is found like the page's own, and what stands in <noscript> is not found at all. `:nth-child` and
# `:not` work, `:last-child`, `:is`, `:has` and `+` throw. A preview takes the first hit of plain `title` and `meta`, decodes it
# itself, and looks for the charset in the first bytes before it sets the header.
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
const read = async (html, selector) => {
  const found = [];
  const body = Uint8Array.from(html, (sign) => sign.charCodeAt(0));
  try {
    const rewriter = new HTMLRewriter().on(selector, {
      element: (element) => void (element.getAttribute("content") && found.push(element.getAttribute("content"))),
      text: (chunk) => void (chunk.text && found.push(chunk.text)),
    });
    await rewriter.transform(new Response(body, { headers: { "content-type": "text/html" } })).arrayBuffer();
  } catch (error) {
    return error.name;
  }
  return found;
};
export default { fetch: async () => Response.json({
  text: await read("<title>A &amp; B</title>", "title"),
  attribute: await read('<meta property="og:title" content="A &amp; B">', "meta"),
  charset: await read('<meta charset="iso-8859-1"><title>\\u00fc</title>', "title"),
  noHead: await read("<!doctype html><title>x</title>", "head title"),
  svg: await read("<svg><title>icon</title></svg><title>page</title>", "title"),
  noscript: await read('<noscript><meta content="x"></noscript>', "meta"),
  nth: await read("<p>a</p><p>b</p>", "p:nth-child(2)"),
  last: await read("<p>a</p><p>b</p>", "p:last-child"),
  is: await read("<p>a</p>", ":is(p, i)"),
}) };`;
const miniflare = new Miniflare(
  convertV4MiniflareOptions({ modules: [{ type: "ESModule", path: "worker.mjs", contents: script }], compatibilityDate: "2026-10-23" }),
);
const seen = await (await miniflare.dispatchFetch("http://x/")).json();
await miniflare.dispose();
console.log(seen);
assert.deepEqual(seen, {
  text: ["A &amp; B"],
  attribute: ["A &amp; B"],
  charset: ["\ufffd"],
  noHead: [],
  svg: ["icon", "page"],
  noscript: [],
  nth: ["b"],
  last: "TypeError",
  is: "TypeError",
});
JS
./node_modules/.bin/node run.mjs
