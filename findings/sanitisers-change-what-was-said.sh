#!/usr/bin/env bash
# sanitize-html 2.18.1, rehype-sanitize 6.0.0 and DOMPurify 3.5.0 (in jsdom 26.1.0), each as it comes, behind marked 18.2.1 or
# remark-rehype 11.1.2 with remark-gfm 4.0.1.
#
# Guess: a sanitiser takes away what is dangerous and perhaps looks (classes, colours), while what plain Markdown makes stays or
# goes with its words. Seen: sanitize-html knows no `del`, so of "~~not~~ today" the words "not today" are left, the contrary; it
# takes `start` from lists ("3. three" is item 1), the picture with its alternative text, and of "details" only the text.
# rehype-sanitize, made for what remark makes, puts its "user-content-" in front of ids that have one already: a footnote's link
# goes to #user-content-fn-1, the note is user-content-user-content-fn-1. Of links sanitize-html keeps `tel:` and not `xmpp:`,
# rehype-sanitize the other way round, DOMPurify both and `matrix:`, which neither keeps.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund sanitize-html@2.18.1 rehype-sanitize@6.0.0 dompurify@3.5.0 jsdom@26.1.0 marked@18.2.1 unified@11.0.5 remark-parse@11.0.0 remark-gfm@4.0.1 remark-rehype@11.1.2 rehype-stringify@10.0.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import createDOMPurify from "dompurify";
import { JSDOM } from "jsdom";
import { marked } from "marked";
import rehypeSanitize from "rehype-sanitize";
import rehypeStringify from "rehype-stringify";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import sanitizeHtml from "sanitize-html";
import { unified } from "unified";
const purify = createDOMPurify(new JSDOM("").window);
const rehype = unified().use(remarkParse).use(remarkGfm).use(remarkRehype).use(rehypeSanitize).use(rehypeStringify);
const flat = (html) => html.replace(/\n/g, "");
const both = (markdown) => [flat(sanitizeHtml(marked.parse(markdown))), flat(String(rehype.processSync(markdown))), flat(purify.sanitize(marked.parse(markdown)))];
const links = (html) => [...html.matchAll(/href="(\w+):/g)].map(([, scheme]) => scheme).join(" ");
const note = String(rehype.processSync("a[^1]\n\n[^1]: b"));
const seen = {
  struck: both("~~not~~ today"),
  list: both("3. three"),
  picture: both("![a graph](https://a.example/x.png)"),
  details: sanitizeHtml("<details><summary>Answer</summary>42</details>"),
  links: both("[a](tel:+1) [b](xmpp:a@b.example) [c](matrix:u/a:b.example) [d](mailto:a@b.example)").map(links),
  noteLink: /href="([^"]*)" id=/.exec(note)[1],
  noteId: /<li id="([^"]*)"/.exec(note)[1],
};
console.log(seen);
const struck = "<p><del>not</del> today</p>";
const list = '<ol start="3"><li>three</li></ol>';
const picture = '<p><img src="https://a.example/x.png" alt="a graph"></p>';
assert.deepEqual(seen, {
  struck: ["<p>not today</p>", struck, struck],
  list: ["<ol><li>three</li></ol>", list, list],
  picture: ["<p></p>", picture, picture],
  details: "Answer42",
  links: ["tel mailto", "xmpp mailto", "tel xmpp matrix mailto"],
  noteLink: "#user-content-fn-1",
  noteId: "user-content-user-content-fn-1",
});
JS
node run.mjs
