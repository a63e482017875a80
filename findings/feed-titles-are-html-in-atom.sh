#!/usr/bin/env bash
# feed 6.0.0, the same items written as RSS, as Atom and as JSON Feed.
#
# Guess: one item, three forms of the same words. Seen: a title goes into Atom as type="html" without being escaped for it, so
# "List<T> or array" is a title with an element T there ("List or array" for a reader) and stays whole in the two others. An item's
# id that is no address ("msg-1") and an item without a date are written in RSS and JSON and throw in Atom (TypeError). A control
# character in a text is written as it is in both XML forms, which is then no XML for any reader; JSON escapes it. Titles made of
# messages have to be escaped once more for Atom, ids be addresses or urn:, and control characters be taken out first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund feed@6.0.0 fast-xml-parser@5.12.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { XMLParser } from "fast-xml-parser";
import { Feed } from "feed";
const write = (form, item) => {
  const feed = new Feed({ title: "class", id: "http://a.example/", link: "http://a.example/", updated: new Date(0) });
  feed.addItem({ title: "x", id: "http://a.example/1", link: "http://a.example/1", date: new Date(0), ...item });
  try {
    return feed[form]();
  } catch (error) {
    return error.constructor.name;
  }
};
const forms = ["rss2", "atom1", "json1"];
const kind = (text) => (text.length < 20 ? text : "written");
const title = new XMLParser({ ignoreAttributes: false }).parse(write("atom1", { title: "List<T> or array" })).feed.entry.title;
const seen = {
  title: [title["@_type"], title["#text"]],
  id: forms.map((form) => kind(write(form, { id: "msg-1" }))),
  noDate: forms.map((form) => kind(write(form, { date: undefined }))),
  control: forms.map((form) => write(form, { title: "a\u0001b" }).includes("\u0001")),
};
console.log(seen);
assert.deepEqual(seen, {
  title: ["html", "List<T> or array"],
  id: ["written", "TypeError", "written"],
  noDate: ["written", "TypeError", "written"],
  control: [true, true, false],
});
JS
node run.mjs
