#!/usr/bin/env bash
# feedparser 2.6.0, @extractus/feed-extractor 8.0.3 and @rowanmanning/feed-parser 2.1.5, reading the same valid feeds.
#
# Guess: readers which hand out one plain shape for RSS and Atom (title, link, id, date, author) agree on it for feeds without
# tricks. Seen: feedparser gives an entry with two authors of its own to the author of the feed (with one it does not), and takes
# whatever stands in "<" and ">" out of an RSS title ("The <b> element"). feed-extractor makes numbers of texts (a title "007" is
# "7", a guid "1e3" is "1000"), dates an entry by its last change where `published` stands beside it, takes an enclosure that
# comes first for the entry's page, leaves out an XHTML title, a `dc:date` and a link under `xml:base`, and where neither guid,
# link nor date is there makes the id "0-NaN" for every item, so whoever keeps ids to see what is new posts the first one only.
# feed-parser resolves entities once too often ("&amp;" in an Atom title of plain text becomes "&") and prefers `media:title`, the
# caption of a picture, to the item's title. For "who wrote what" none of them can be taken on trust; the ids of items have to be
# checked for being different.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund feedparser@2.6.0 @extractus/feed-extractor@8.0.3 @rowanmanning/feed-parser@2.1.5 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { extractFromXml } from "@extractus/feed-extractor";
import { parseFeed } from "@rowanmanning/feed-parser";
import FeedParser from "feedparser";
const feedparser = (xml) =>
  new Promise((done, failed) => {
    const items = [];
    const parser = Readable.from([xml]).pipe(new FeedParser());
    parser.on("error", failed).on("end", () => done(items));
    parser.on("readable", () => {
      for (let item = parser.read(); item; item = parser.read())
        items.push({ title: item.title, link: item.link, id: item.guid, date: item.pubdate?.toISOString().slice(0, 10), author: item.author });
    });
  });
const extractor = (xml) =>
  extractFromXml(xml).entries.map(({ title, link, id, published }) => ({ title, link, id, date: published.slice(0, 10) }));
const rowan = (xml) =>
  parseFeed(xml).items.map(({ title, url, id, published, authors }) => ({
    title,
    link: url,
    id,
    date: published?.toISOString().slice(0, 10),
    author: authors.map(({ name }) => name).join(),
  }));
const each = async (xml, field) => {
  const all = [await feedparser(xml), extractor(xml), rowan(xml)];
  return all.map((items) => items.map((item) => item[field] || null).join(" | "));
};
const rss = (items) =>
  `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel>
  <title>t</title><link>https://e.org/</link><description>d</description>${items}</channel></rss>`;
const atom = (inside) =>
  `<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><id>urn:f</id><updated>2026-11-01T00:00:00Z</updated>
  <author><name>Feed</name></author><entry xml:base="https://e.org/b/"><id>urn:1</id><updated>2026-11-01T00:00:00Z</updated>${inside}</entry></feed>`;
const seen = {
  one: await each(atom("<title>a</title><author><name>A</name></author>"), "author"),
  two: await each(atom("<title>a</title><author><name>A</name></author><author><name>B</name></author>"), "author"),
  tag: await each(rss("<item><title>The &lt;b&gt; element</title></item>"), "title"),
  number: await each(rss("<item><title>007</title></item>"), "title"),
  guid: await each(rss('<item><title>a</title><guid isPermaLink="false">1e3</guid></item>'), "id"),
  noId: await each(rss("<item><title>a</title></item><item><title>b</title></item>"), "id"),
  published: await each(atom("<title>a</title><published>2026-01-01T00:00:00Z</published>"), "date"),
  dcDate: await each(rss("<item><title>a</title><dc:date>2026-11-29</dc:date></item>"), "date"),
  page: await each(atom('<title>a</title><link rel="enclosure" href="https://e.org/a.mp3"/><link href="https://e.org/p"/>'), "link"),
  base: await each(atom('<title>a</title><link href="p/1"/>'), "link"),
  xhtml: await each(atom('<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">x <b>y</b> z</div></title>'), "title"),
  plain: await each(atom("<title>write &amp;amp; for it</title>"), "title"),
  media: await each(rss("<item><media:title>caption</media:title><title>a</title></item>"), "title"),
};
console.log(seen);
assert.deepEqual(seen, {
  one: ["A", "", "A"],
  two: ["Feed", "", "A,B"],
  tag: ["The  element", "The <b> element", "The <b> element"],
  number: ["007", "7", "007"],
  guid: ["1e3", "1000", "1e3"],
  noId: [" | ", "0-NaN | 0-NaN", " | "],
  published: ["2026-01-01", "2026-11-01", "2026-01-01"],
  dcDate: ["2026-11-29", "", "2026-11-29"],
  page: ["https://e.org/p", "https://e.org/a.mp3", "https://e.org/p"],
  base: ["https://e.org/b/p/1", "", "https://e.org/b/p/1"],
  xhtml: ["x y z", "", "x y z"],
  plain: ["write &amp; for it", "write & for it", "write & for it"],
  media: ["a", "a", "caption"],
});
JS
node run.mjs
