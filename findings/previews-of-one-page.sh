#!/usr/bin/env bash
# open-graph-scraper 6.12.0, url-metadata 5.10.0, unfurl.js 6.4.0 and link-preview-js 5.0.0, asked for the preview of the same
# pages.
#
# Guess: Open Graph is four tags; what is not plain in it (two of a tag, an address without its host, entities) was settled ten
# years ago. Seen: of two `og:title` open-graph-scraper takes the last, two take the first, url-metadata joins both with a comma,
# and two pictures as well ("/1.png,/2.png", no address of anything). open-graph-scraper puts the larger picture first, the others
# the page's first. An address without host stays as it is in two of them and is completed by two from the PAGE's address, though
# the page has a `<base href>`: none of the four reads it. A title inside of a `<template>`, which no browser shows, is the title
# for open-graph-scraper and is joined with the page's own by unfurl ("innerMaths 1"). unfurl resolves entities twice
# ("&amp;amp;lt;" ends as "<"). `OG:TITLE` in capitals is read by open-graph-scraper alone, a title's line breaks are left in by
# three. A previewer's own page should carry each tag once, with whole addresses.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund open-graph-scraper@6.12.0 url-metadata@5.10.0 unfurl.js@6.4.0 link-preview-js@5.0.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { getPreviewFromContent } from "link-preview-js";
import scrape from "open-graph-scraper";
import { unfurl } from "unfurl.js";
import urlMetadata from "url-metadata";
const pages = {
  twice: '<meta property="og:title" content="1"><meta property="og:title" content="2"><title>t</title>',
  pictures:
    '<meta property="og:image" content="/1.png"><meta property="og:image:width" content="9"><meta property="og:image" content="/2.png"><meta property="og:image:width" content="90"><title>t</title>',
  base: '<base href="https://cdn.example/x/"><meta property="og:image" content="i.png"><title>t</title>',
  template: "<template><title>inner</title></template><title>Maths 1</title>",
  entities: '<meta property="og:title" content="a &amp;amp;lt; b"><title>t</title>',
  capitals: '<meta property="OG:TITLE" content="C"><title>t</title>',
  breaks: "<title>\n  a\n  b\n</title>",
};
const server = createServer((request, response) => {
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
  response.end(`<!doctype html><html><head>${pages[request.url.slice(1)]}`);
}).listen(0);
await new Promise((listening) => server.once("listening", listening));
const origin = `http://127.0.0.1:${server.address().port}`;
const read = async (name) => {
  const url = `${origin}/${name}`;
  const { result } = await scrape({ url });
  const meta = await urlMetadata(url, { requestFilteringAgentOptions: { allowPrivateIPAddress: true } });
  const unfurled = await unfurl(url);
  const preview = await getPreviewFromContent({ url, data: `<!doctype html><html><head>${pages[name]}`, headers: { "content-type": "text/html" } });
  const short = (address) => address?.replace(origin, "…");
  return {
    title: [result.ogTitle, meta["og:title"] || meta.title, unfurled.open_graph?.title ?? unfurled.title, preview.title],
    image: [result.ogImage?.[0].url, meta["og:image"], unfurled.open_graph?.images?.[0].url, preview.images[0]].map(short),
  };
};
const seen = {};
for (const name in pages) seen[name] = (await read(name))[["pictures", "base"].includes(name) ? "image" : "title"];
console.log(seen);
assert.deepEqual(seen, {
  twice: ["2", "1,2", "1", "1"],
  pictures: ["/2.png", "/1.png,/2.png", "…/1.png", "…/1.png"],
  base: ["i.png", "i.png", "…/i.png", "…/i.png"],
  template: ["inner", "Maths 1", "innerMaths 1", "Maths 1"],
  entities: ["a &amp;lt; b", "a &amp;lt; b", "a < b", "a &amp;lt; b"],
  capitals: ["C", "t", "t", "t"],
  breaks: ["\n  a\n  b\n", " a b ", "\n  a\n  b\n", "\n  a\n  b\n"],
});
process.exit();
JS
./node_modules/.bin/node run.mjs
