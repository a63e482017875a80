#!/usr/bin/env bash
# svelte 5.57.3, vue 3.5.45, react 19.3.1 and preact 10.29.8 (preact-render-to-string 6.8.2) writing the same page on a server, read
# as a browser reads it (parse5 8.1.1).
#
# Guess: what stands in a field or between <pre> and </pre> arrives as it was, since escaping is the first thing such a writer
# learns; they differ in numbers, dates and lists, which are one's own fault. Seen: a text that begins with an empty line loses it
# in a <textarea> and in a <pre> in Svelte, Vue and Preact: HTML skips one line's end there, and only React writes two. So a draft
# that was saved and shown again is one line shorter each time. React writes `hidden="until-found"`, which the browser's search
# opens, as a bare `hidden`, which it does not. Preact leaves `contenteditable={false}` away, so that what was to be fixed within an
# editor can be written into; a boolean on `title` is "true", nothing, or an empty one. Vue writes `value` onto the <select>, where
# it means nothing, so the first option is chosen; and a BigInt or a Date in an attribute is left out by Vue alone. A list as a
# class is two classes for Svelte and Vue and "a,b" for the others.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund svelte@5.57.3 vue@3.5.45 react@19.3.1 react-dom@19.3.1 preact@10.29.8 preact-render-to-string@6.8.2 \
  parse5@8.1.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { parseFragment } from "parse5";
import { h as preact } from "preact";
import { render as preactServer } from "preact-render-to-string";
import { createElement as react } from "react";
import { renderToStaticMarkup as reactServer } from "react-dom/server";
import { compile } from "svelte/compiler";
import { render as svelteServer } from "svelte/server";
import { createSSRApp, h as vue } from "vue";
import { renderToString as vueServer } from "vue/server-renderer";
console.error = () => undefined;
let count = 0;
async function svelte(page, x) {
  const file = `./${(count += 1)}.mjs`;
  writeFileSync(file, compile(`<script>let { x } = $props()</script>${page}`, { generate: "server" }).js.code);
  return svelteServer((await import(file)).default, { props: { x } }).body;
}
const elements = (node) => (node.childNodes ?? []).filter(({ tagName }) => tagName);
const text = (node) => (node.nodeName === "#text" ? node.value : (node.childNodes ?? []).map(text).join(""));
async function all(page, x, make, look) {
  const pages = [
    await svelte(page, x),
    await vueServer(createSSRApp({ render: () => make(vue, {}) })),
    reactServer(make(react, { value: "defaultValue", class: "className", contenteditable: "contentEditable" })),
    preactServer(make(preact, {})),
  ];
  return pages.map((html) => look(elements(parseFragment(html))[0]));
}
const attribute = (name) => (element) => element.attrs.find((one) => one.name === name)?.value ?? "none";
const one = (tag, name, x, look = attribute(name)) =>
  all(`<${tag} ${name}={x}></${tag}>`, x, (h, names) => h(tag, { [names[name] ?? name]: x }), look);
const words = "\nfirst";
const seen = {
  textarea: await one("textarea", "value", words, text),
  pre: await all("<pre>{x}</pre>", words, (h) => h("pre", null, words), text),
  hidden: await one("i", "hidden", "until-found"),
  fixed: await one("i", "contenteditable", false),
  title: await one("i", "title", true),
  big: await one("i", "title", 10n),
  classes: await one("i", "class", ["a", "b"]),
  chosen: await all(
    '<select value={x}><option value="a">A</option><option value="b">B</option></select>',
    "b",
    (h, names) => h("select", { [names.value ?? "value"]: "b" }, [h("option", { value: "a", key: 1 }, "A"), h("option", { value: "b", key: 2 }, "B")]),
    (select) => elements(select).findIndex(({ attrs }) => attrs.some(({ name }) => name === "selected")),
  ),
};
console.log(seen);
assert.deepEqual(seen, {
  textarea: ["first", "first", words, "first"],
  pre: ["first", "first", words, "first"],
  hidden: ["until-found", "until-found", "", "until-found"],
  fixed: ["false", "false", "false", "none"],
  title: ["true", "true", "none", ""],
  big: ["10", "none", "10", "10"],
  classes: ["a b", "a b", "a,b", "a,b"],
  chosen: [1, -1, 1, 1],
});
JS
./node_modules/.bin/node run.mjs
