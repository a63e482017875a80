#!/usr/bin/env bash
# svelte 5.57.3: one component with one value, written by the server and made in the page (jsdom 29.1.1).
#
# Guess: an attribute that is on or off is so by the same rule on both sides. Seen: for null, 0 and words it is. The empty text,
# what a form, an address or a column without a value gives, is a value to the server, which writes `disabled=""`, and false to
# the page, which sets a property: in the server's HTML it DISABLES a field, opens a <details>, marks a box and demands an answer;
# in the page it does nothing of it (`hidden` alone is on in both). Nothing says so when the page takes over the server's HTML:
# until then, or without JavaScript, the form is dead, and a test that renders on one side passes. What is on or off is made a
# boolean before it is handed to an attribute (`disabled={Boolean(reason)}`).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund svelte@5.57.3 jsdom@29.1.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { JSDOM } from "jsdom";
import { compile } from "svelte/compiler";
const source = `<script>let { v } = $props();</script>
<input type="checkbox" disabled={v} checked={v} required={v} hidden={v}><details open={v}></details><select multiple={v}></select>`;
for (const side of ["server", "client"]) writeFileSync(`${side}.mjs`, compile(source, { generate: side, name: "Both", filename: "Both.svelte" }).js.code);
const { window } = new JSDOM("<body></body>", { pretendToBeVisual: true });
const { document } = window;
for (const name of ["document", "Node", "Element", "Text", "Comment", "HTMLElement", "HTMLTemplateElement", "DocumentFragment", "requestAnimationFrame", "Event"]) {
  globalThis[name] = window[name];
}
globalThis.window = window;
globalThis.navigator ??= window.navigator;
const { render } = await import("svelte/server");
const { flushSync, mount } = await import("svelte");
const [{ default: OnServer }, { default: InPage }] = [await import("./server.mjs"), await import("./client.mjs")];
const on = () => {
  const [input, details, select] = ["input", "details", "select"].map((name) => document.querySelector(name));
  const { disabled, checked, required, hidden } = input;
  return Object.entries({ disabled, checked, required, hidden: Boolean(hidden), open: details.open, multiple: select.multiple })
    .filter(([, is]) => is)
    .map(([name]) => name)
    .join(" ");
};
function both(v) {
  document.body.innerHTML = render(OnServer, { props: { v } }).body;
  const server = on();
  document.body.innerHTML = "";
  mount(InPage, { target: document.body, props: { v } });
  flushSync();
  return [server, on()];
}
const seen = { empty: both(""), zero: both(0), text: both("x"), null: both(null) };
console.log(seen);
const all = "disabled checked required hidden open multiple";
assert.deepEqual(seen, { empty: [all, "hidden"], zero: ["", ""], text: [all, all], null: ["", ""] });
process.exit(0);
JS
node --conditions=browser run.mjs
