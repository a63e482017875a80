#!/usr/bin/env bash
# discord-markdown-parser 1.3.1 and @odiffey/discord-markdown 3.3.0, reading messages of Discord for exports and bridges.
#
# Guess: what Discord shows since 2023 (headings, lists, small print, masked links) is known to the two that are kept. Seen: headings
# and small print are; lists are to the second alone, to the first "- a" is a hyphen and a letter and "1. a" a number. Links to a
# part of the server (`<id:customize>`) and the newer moments (`<t:…:s>`) are left in their signs by both; where the second knows a
# moment it writes it out in American English and in the zone of the machine, whatever its form asks for. "if (a || b || c)" has a
# hidden b, and "https://e.org/a_(b)" ends before its bracket, in both. The line's end after a quote stands within the quote, so
# that one more empty line is shown. An import keeps the source and reads these itself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund discord-markdown-parser@1.3.1 @odiffey/discord-markdown@3.3.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { toHTML } from "@odiffey/discord-markdown";
import { parse } from "discord-markdown-parser";
const kinds = (text) => parse(text, "extended").map(({ type }) => type);
const only = (text) => kinds(text).every((type) => type === "text" || type === "br");
const id = "123456789012345678";
const link = (text) => parse(text, "extended").find(({ type }) => type === "url").target;
process.env.TZ = "Asia/Tokyo";
const moment = toHTML("<t:1618953630:R>");
process.env.TZ = "UTC";
const seen = {
  head: [kinds("# week"), toHTML("# week")],
  small: [kinds("-# small"), toHTML("-# small")],
  list: [only("- a\n- b"), toHTML("- a\n- b")],
  numbers: [only("1. a\n2. b"), toHTML("1. a")],
  part: [only("<id:customize>"), toHTML("<id:customize>")],
  newer: [only("<t:1618953630:s>"), toHTML("<t:1618953630:s>")],
  moments: [moment === toHTML("<t:1618953630:R>"), toHTML("<t:1618953630:R>")],
  person: kinds(`<@${id}>`),
  hidden: [kinds("if (a || b || c)").includes("spoiler"), toHTML("a || b || c")],
  bracket: [link("https://e.org/a_(b)"), toHTML("https://e.org/a_(b)")],
  quote: toHTML("> q\nnot q"),
};
console.log(seen);
assert.deepEqual(seen, {
  head: [["heading"], "<h1>week</h1>"],
  small: [["subtext"], "<small>small</small>"],
  list: [true, "<ul><li>a</li><li>b</li></ul>"],
  numbers: [true, '<ol start="1"><li>a</li></ol>'],
  part: [true, "&lt;id:customize&gt;"],
  newer: [true, "&lt;t:1618953630:s&gt;"],
  moments: [false, '<span class="d-timestamp">April 20, 2021 at 9:20 PM</span>'],
  person: ["user"],
  hidden: [true, 'a <span class="d-spoiler"> b </span> c'],
  bracket: ["https://e.org/a_(b", '<a href="https://e.org/a_(b">https://e.org/a_(b</a>)'],
  quote: "<blockquote>q<br></blockquote>not q",
});
JS
node run.mjs
