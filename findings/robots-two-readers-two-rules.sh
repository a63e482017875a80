#!/usr/bin/env bash
# robots-parser 3.0.1 beside robots-txt-parse 2.0.1 with robots-txt-guard 1.0.2, asked whether an address may be fetched.
#
# Guess: since RFC 9309 (2022) there is one reading: the longest rule counts, groups of one name are one group, addresses are
# compared after their percent signs are made alike, lines that are no rule (`Sitemap`) separate nothing. Seen: the longest rule
# and the wildcards are alike. But robots-txt-guard keeps the first of two groups of one name and forgets the second, compares
# letters as they stand ("Disallow: /über" forbids "/über" and allows "/%C3%BCber", which is what a client sends), takes a rule
# without its slash and does not read lines that end in CR. robots-parser takes what is before the first "/" for the name: asked
# with the whole User-Agent ("Mozilla/5.0 (compatible; ClassBot/1.0)") it looks for "mozilla", finds no group and allows; the
# guard finds the name inside. Both let a `Sitemap` line between two `User-agent` lines end a group without rules, so that the
# first robot is allowed what the group forbids, and both forbid /robots.txt itself under "Disallow: /". A previewer asks with its
# short name, and with the address as it will be sent.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund robots-parser@3.0.1 robots-txt-parse@2.0.1 robots-txt-guard@1.0.2 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import robots from "robots-parser";
import guard from "robots-txt-guard";
import parse from "robots-txt-parse";
const may = async (text, path, agent = "ClassBot") => [
  robots("https://e.org/robots.txt", text).isAllowed(`https://e.org${path}`, agent),
  guard(await parse(Readable.from([text]))).isAllowed(agent, path),
];
const all = (...rules) => ["User-agent: *", ...rules].join("\n");
const classBot = "User-agent: ClassBot\nDisallow: /a";
const seen = {
  longest: await may(all("Disallow: /a", "Allow: /a/b"), "/a/b"),
  ending: await may(all("Disallow: /*.pdf$"), "/x.pdf?page=2"),
  twoGroups: await may(`${classBot}\n\nUser-agent: ClassBot\nDisallow: /b`, "/b"),
  encoded: await may(all("Disallow: /über"), "/%C3%BCber"),
  lower: await may(all("Disallow: /%C3%A4"), "/%c3%a4"),
  noSlash: await may(all("Disallow: a"), "/a"),
  cr: await may(all("Disallow: /a").replace("\n", "\r"), "/a"),
  wholeAgent: await may(classBot, "/a", "Mozilla/5.0 (compatible; ClassBot/1.0)"),
  sitemapBetween: await may(`User-agent: ClassBot\nSitemap: https://e.org/s.xml\nUser-agent: Other\nDisallow: /a`, "/a"),
  itself: await may(all("Disallow: /"), "/robots.txt"),
};
console.log(seen);
assert.deepEqual(seen, {
  longest: [true, true],
  ending: [true, true],
  twoGroups: [false, true],
  encoded: [false, true],
  lower: [false, true],
  noSlash: [true, false],
  cr: [false, true],
  wholeAgent: [true, false],
  sitemapBetween: [true, true],
  itself: [false, false],
});
JS
node run.mjs
