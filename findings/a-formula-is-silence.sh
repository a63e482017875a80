#!/usr/bin/env bash
# @guidepup/virtual-screen-reader 0.33.0, which speaks pages in tests as a screen reader would, in jsdom 29.1.1; Chromium 156 was
# asked for its accessibility tree, apart.
#
# Guess: it follows the standards of roles and names, so that what has no role in them (a video) is passed over and what a browser
# shows nobody is not read. Seen: a formula in MathML is silence, as are fields for a password, a date, a time, a colour and a
# file (in a label one hears the label's words twice and no field at all), and a video; in Chromium each of these has a role. What
# stands within a closed <details> is read out. A plain line (<hr>) is "separator, orientated horizontally, max value 100, min
# value 0", a progress bar of unknown length stands at 0, the first choice of a list, which counts until another is made, is "not
# selected", a button "×" with the label "close" is "close" and then "×". Numbers of a list are places ("position 1" for <ol
# start="3">). A word in a language of its own, text before an element by a style sheet, and lines of code ("a b" for two) are as
# without.
#
# What it means: a test that listens says that something is heard; that a field or a formula is not must be looked for in a
# browser's own tree.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @guidepup/virtual-screen-reader@0.33.0 jsdom@29.1.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { JSDOM } from "jsdom";
const dom = new JSDOM("<!doctype html><body></body>", { pretendToBeVisual: true, url: "https://school.example/" });
for (const name of Object.getOwnPropertyNames(dom.window)) if (!(name in globalThis)) globalThis[name] = dom.window[name];
const { virtual } = await import("@guidepup/virtual-screen-reader");
async function heard(html) {
  document.body.innerHTML = `x${html}y`;
  await virtual.start({ container: document.body });
  const phrases = [];
  for (let phrase = ""; phrase !== "end of document" && phrases.length < 20; phrase = await virtual.lastSpokenPhrase()) {
    phrases.push(phrase);
    await virtual.next();
  }
  await virtual.stop();
  return phrases.slice(2, -1);
}
const silent = [
  "<math><mi>a</mi></math>",
  ...["password", "date", "time", "color", "file"].map((type) => `<input type="${type}">`),
  "<video controls></video>",
];
const seen = {
  silent: await silent.reduce(async (list, html) => [...(await list), (await heard(html)).length], []),
  label: await heard('<label>pw <input type="password"></label>'),
  details: await heard("<details><summary>s</summary>closed</details>"),
  line: await heard("<hr>"),
  unknown: await heard("<progress></progress>"),
  box: (await heard("<select><option>a<option>b</select>"))[1],
  button: await heard('<button aria-label="close">×</button>'),
  list: (await heard('<ol start="3"><li>c</li></ol>'))[1],
  code: await heard("<pre>a\n  b</pre>"),
};
console.log(seen);
assert.deepEqual(seen, {
  silent: Array(7).fill(0),
  label: ["pw", "pw"],
  details: ["group", "s", "closed", "end of group"],
  line: ["separator, orientated horizontally, max value 100, min value 0"],
  unknown: ["progressbar, 0, max value 100, min value 0"],
  box: "option, a, not selected, position 1, set size 2",
  button: ["button, close", "×", "end of button, close"],
  list: "listitem, level 1, position 1, set size 1",
  code: ["a b"],
});
process.exit(0);
JS
./node_modules/.bin/node run.mjs
