#!/usr/bin/env bash
# feedsmith 3.0.1 writing feeds, read by rss-parser 3.13.0, feedparser 2.6.0 and itself.
#
# Guess: a text with "&" or "<" in it is escaped, and the rest of the document does not change. Seen: it becomes CDATA on a line
# of its own, indented, so a line break and eight blanks stand before and after it INSIDE of the element. That holds for titles
# and also for links, guids and the `id` of Atom, whose blanks count: "https://e.org/?a=1&b=2" as a guid is another one for every
# reader that does not trim (rss-parser: the link begins with a line break), and the item is posted again when the address loses
# its "&". Its own reader trims, so a round trip shows nothing. In Atom a title or content given as a text, as RSS takes it and
# version 2 took it, is left out without a word; it has to be `{ value }`, and XHTML in it gets a second <div> around its own. A
# control character is written as it is, so that the whole feed is no XML (XML forbids it in any spelling; these
# readers are lenient), and so is a date that is none. What it writes is to be read once by another reader.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund feedsmith@3.0.1 rss-parser@3.13.0 feedparser@2.6.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import FeedParser from "feedparser";
import { generateAtomFeed, generateRssFeed, parseRssFeed } from "feedsmith";
import RssParser from "rss-parser";
const page = "https://e.org/?a=1&b=2";
const rss = (item) => generateRssFeed({ title: "t", link: "https://e.org/", description: "d", items: [item] });
const atom = (entry) => generateAtomFeed({ title: { value: "t" }, id: "urn:f", updated: new Date(0), entries: [{ id: "urn:1", updated: new Date(0), ...entry }] });
const feedparser = (xml) =>
  new Promise((done) => {
    const parser = Readable.from([xml]).pipe(new FeedParser());
    parser.on("readable", () => done(parser.read()?.guid)).on("error", () => done("refused"));
  });
const each = async (xml) => {
  const byRssParser = await new RssParser().parseString(xml).then(
    ({ items: [item] }) => [item.guid, item.link],
    () => "refused",
  );
  return { byRssParser, byFeedparser: await feedparser(xml), byItself: parseRssFeed(xml).items[0].guid?.value };
};
const entryTitle = (title) => atom({ title }).match(/<entry>.*<title/s) !== null;
const seen = {
  plain: await each(rss({ title: "a", link: "https://e.org/1", guid: { value: "https://e.org/1" } })),
  ampersand: await each(rss({ title: "a", link: page, guid: { value: page } })),
  id: /<id>\n\s+<!\[CDATA\[urn:a&b\]\]>\n\s+<\/id>/.test(atom({ id: "urn:a&b" })),
  title: [entryTitle("a"), entryTitle({ value: "a" })],
  xhtml: atom({ title: { value: '<div xmlns="http://www.w3.org/1999/xhtml">a</div>', type: "xhtml" } }).split("<div").length - 1,
  control: rss({ title: "a \u0001 b" }).includes("\u0001"),
  date: /<pubDate>soon<\/pubDate>/.test(rss({ title: "a", pubDate: "soon" })),
};
console.log(seen);
const blank = "\n        ";
const spaced = `${blank}${page}\n      `;
assert.deepEqual(seen, {
  plain: { byRssParser: ["https://e.org/1", "https://e.org/1"], byFeedparser: "https://e.org/1", byItself: "https://e.org/1" },
  ampersand: { byRssParser: [spaced, spaced], byFeedparser: page, byItself: page },
  id: true,
  title: [false, true],
  xhtml: 2,
  control: true,
  date: true,
});
JS
node run.mjs
