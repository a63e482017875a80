#!/usr/bin/env bash
# http-link-header 1.1.4, parse-link-header 2.0.0 and li 1.3.0, the three readers of `Link` with which clients turn pages.
#
# Guess: they are old and small, RFC 8288 has one grammar, so they differ in the shape of what they give and not in what they
# find. Seen: for each of these lines, which the RFC has readers take, at least one does not find the next page. A parameter
# without a value (`crossorigin` before `rel`): http-link-header makes one parameter named "crossorigin; rel" of the two, li too.
# `REL="next"` and blanks around the `=`: only http-link-header. A title with an escaped quotation mark before `rel`: not li. An
# empty element between two commas: http-link-header throws, li stops there. Two links of one relation: parse-link-header keeps
# the last (a page in many languages has one). And parse-link-header puts the QUERY of the address among the link's own
# parameters: of </a?title=Maths>; rel="next" the link's title is "Maths". Writing: http-link-header percent-encodes a title with
# an umlaut without saying so (no `title*`), so that all show "%C3%A4", and writes a `title*` that it read without a language as
# English. What offers pages by `Link` writes `<…>; rel="…"` first and nothing else.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund http-link-header@1.1.4 parse-link-header@2.0.0 li@1.3.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import Link from "http-link-header";
import li from "li";
import parse from "parse-link-header";
const next = (line) => {
  let header;
  try {
    header = Link.parse(line).rel("next").length;
  } catch {
    header = "throws";
  }
  return [header, parse(line).next ? 1 : 0, li.parse(line).next ? 1 : 0];
};
const two = '</a>; rel="alternate", </b>; rel="alternate"';
const seen = {
  plain: next('</a>; rel="next"'),
  flag: next('</a>; crossorigin; rel="next"'),
  upper: next('</a>; REL="next"'),
  blanks: next('</a>; rel = "next"'),
  quoted: next('</a>; title="x \\"y\\""; rel="next"'),
  emptyElement: next('</b>; rel="prev",,</a>; rel="next"'),
  languages: [Link.parse(two).rel("alternate").length, parse(two).alternate.url],
  query: parse('</a?title=Maths>; rel="next"').next.title,
  written: new Link().set({ rel: "next", uri: "/a", title: "ä" }).toString(),
  again: Link.parse("</a>; rel=next; title*=UTF-8''%c3%a4").toString(),
};
console.log(seen);
assert.deepEqual(seen, {
  plain: [1, 1, 1],
  flag: [0, 1, 0],
  upper: [1, 0, 0],
  blanks: [1, 0, 0],
  quoted: [1, 1, 0],
  emptyElement: ["throws", 1, 0],
  languages: [2, "/b"],
  query: "Maths",
  written: '</a>; rel=next; title="%C3%A4"',
  again: "</a>; rel=next; title*=UTF-8'en'%C3%A4",
});
JS
node run.mjs
