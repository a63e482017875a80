#!/usr/bin/env bash
# happy-dom 21.0.4 and jsdom 29.1.1, the two pages without a browser that tests run in; Chromium 156 was asked apart.
#
# Guess: they lack layout and rare parts; forms, focus and events are as in a browser, for that is what they are tested with. Seen:
# happy-dom sends the fields of a disabled fieldset along, keeps "1,5" as the value of a number field (a browser: nothing), calls
# two addresses in a field for several invalid, and a text that was too long from the start as well, takes the focus to a plain
# <div>, and keeps the empty line that HTML takes off a <textarea>. One `innerHTML` is a record for each node to an observer (a
# browser: one for all). A selector that does not exist ("p:foo") finds nothing where browsers throw, `[a=x i]`, which exists,
# throws, and `:lang()` finds nothing. jsdom is as the browser in all of these, and has neither `innerText` nor `showModal`. So a
# test of a form or of focus that passes under happy-dom says little about browsers.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund happy-dom@21.0.4 jsdom@29.1.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Window } from "happy-dom";
import { JSDOM } from "jsdom";
async function run() {
  const seen = {};
  const make = (html) => {
    const element = document.createElement("div");
    element.innerHTML = html;
    document.body.append(element);
    return element;
  };
  const first = (html) => make(html).firstChild;
  const or = (what) => {
    try {
      return what();
    } catch {
      return "throws";
    }
  };
  const form = first("<form><fieldset disabled><legend><input name=l value=1></legend><input name=x value=2></fieldset></form>");
  seen.sent = [...new FormData(form)].map(([name]) => name).join();
  const number = first("<input type=number>");
  number.value = "1,5";
  seen.number = number.value;
  seen.several = first('<input type=email multiple value="a@b.c,d@e.f">').checkValidity();
  seen.long = first("<input maxlength=2 value=abc>").checkValidity();
  seen.area = first("<textarea>\n\nx</textarea>").value;
  const plain = first("<div>x</div>");
  plain.focus();
  seen.focus = document.activeElement === plain;
  const observed = make("");
  let records = 0;
  new MutationObserver((list) => (records += list.length)).observe(observed, { childList: true });
  observed.innerHTML = "<p></p>a<b></b>";
  await new Promise((done) => setTimeout(done, 20));
  seen.records = records;
  seen.unknown = or(() => document.querySelector("p:foo"));
  seen.caseless = or(() => make("<p a=X></p>").querySelectorAll("[a=x i]").length);
  seen.language = or(() => make('<p lang="de-AT"></p>').querySelectorAll(":lang(de)").length);
  return JSON.stringify(seen);
}
const jsdom = new JSDOM("<body></body>", { runScripts: "outside-only" }).window;
const seen = [await new Window().eval(`(${run})()`), await jsdom.eval(`(${run})()`)].map((text) => JSON.parse(text));
console.log(seen);
const browser = { sent: "l", number: "", several: true, long: true, area: "\nx", focus: false, records: 1, unknown: "throws", caseless: 1, language: 1 };
assert.deepEqual(seen, [
  { sent: "l,x", number: "1,5", several: false, long: false, area: "\n\nx", focus: true, records: 3, unknown: null, caseless: "throws", language: 0 },
  browser,
]);
process.exit(0);
JS
node run.mjs
