#!/usr/bin/env bash
# @lexical/markdown 0.52.0 and prosemirror-markdown 1.13.9, with which the editors of the two families (Lexical; ProseMirror, with
# Outline, Atlassian's and many chats) write what was typed as Markdown; commonmark 0.31.2, the standard's own, reads it.
#
# Guess: what a person typed as plain words comes back as these words, as each escapes what Markdown would read; they differ in
# tables and tasks, which the standard has not. Seen: Lexical escapes stars and underlines within a line, and nothing that means
# something at its beginning or by itself: "1986. It was" is a list that begins at 1986, "# 5" a heading, "---" a line, "[a](b)" a
# link, <b> HTML, four blanks before a word make code (in both), and what was escaped in the Markdown that it read ("\# a") is a
# heading when it is written again. A quote of two paragraphs has an empty quote within it afterwards, a fence of tildes and bold
# over a line's end are letters. ProseMirror's knows "1986." and not "1986)"; `__init__` is written as \__init_\_, which is "_init_"
# with init in italics; HTML and &copy; go as they are, so that <script> takes the rest of the message with it; a link's address
# with a blank is no link; and bold that ends in a Chinese full stop stays stars.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @lexical/markdown@0.52.0 @lexical/headless@0.52.0 @lexical/rich-text@0.52.0 @lexical/list@0.52.0 \
  @lexical/code@0.52.0 @lexical/link@0.52.0 lexical@0.52.0 prosemirror-markdown@1.13.9 commonmark@0.31.2 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { CodeHighlightNode, CodeNode } from "@lexical/code";
import { createHeadlessEditor } from "@lexical/headless";
import { LinkNode } from "@lexical/link";
import { ListItemNode, ListNode } from "@lexical/list";
import { $convertFromMarkdownString, $convertToMarkdownString, TRANSFORMERS } from "@lexical/markdown";
import { HeadingNode, QuoteNode } from "@lexical/rich-text";
import { HtmlRenderer, Parser } from "commonmark";
import { $createParagraphNode, $createTextNode, $getRoot } from "lexical";
import { defaultMarkdownSerializer, schema } from "prosemirror-markdown";
const editor = createHeadlessEditor({
  nodes: [HeadingNode, QuoteNode, ListNode, ListItemNode, CodeNode, CodeHighlightNode, LinkNode],
  onError(error) {
    throw error;
  },
});
function lexical(fill) {
  editor.update(fill, { discrete: true });
  return editor.read(() => $convertToMarkdownString(TRANSFORMERS));
}
const typedLexical = (text) => lexical(() => $getRoot().clear().append($createParagraphNode().append($createTextNode(text))));
const again = (markdown) => lexical(() => $convertFromMarkdownString(markdown, TRANSFORMERS));
const typed = (text, ...marks) =>
  defaultMarkdownSerializer.serialize(schema.node("doc", null, [schema.node("paragraph", null, [schema.text(text, marks), schema.text("。")])])).slice(0, -1);
const html = (markdown) => new HtmlRenderer().render(new Parser().parse(markdown)).trim();
const first = (markdown) => /^<(\w+)/.exec(html(markdown))[1];
const words = ["1986. It was", "1986) It was", "# 5", "---", "<b>a</b>", "    a", "[a](b)"];
const seen = {
  lexical: words.map((text) => first(typedLexical(text))),
  prosemirror: words.map((text) => first(typed(text))),
  links: [typedLexical("[a](b)"), typed("[a](b)")].map((markdown) => html(markdown).includes("<a ")),
  hash: again("\\# a"),
  quote: again("> a\n>\n> b"),
  tildes: again("~~~\na\n~~~"),
  bold: again("**a\nb**"),
  init: [typed("__init__"), html(typed("__init__")), typedLexical("__init__")],
  copyright: html(typed("&copy; means ©")),
  address: html(typed("a", schema.mark("link", { href: "b c" }))),
  chinese: html(defaultMarkdownSerializer.serialize(
    schema.node("doc", null, [schema.node("paragraph", null, [schema.text("重要。", [schema.mark("strong")]), schema.text("注意")])]),
  )),
};
console.log(seen);
assert.deepEqual(seen, {
  lexical: ["ol", "ol", "h1", "hr", "p", "pre", "p"],
  prosemirror: ["p", "ol", "p", "p", "p", "pre", "p"],
  links: [true, false],
  hash: "# a",
  quote: "> a\n> >\n> b",
  tildes: "\\~\\~\\~\na\n\\~\\~\\~",
  bold: "\\*\\*a\nb\\*\\*",
  init: ["\\__init_\\_", "<p>_<em>init</em>_</p>", "\\_\\_init\\_\\_"],
  copyright: "<p>© means ©</p>",
  address: "<p>[a](b c)</p>",
  chinese: "<p>**重要。**注意</p>",
});
JS
./node_modules/.bin/node run.mjs
