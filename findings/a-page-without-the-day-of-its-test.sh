#!/usr/bin/env bash
# defuddle 0.19.4 (of 2025, now behind many clippers and readers for assistants) beside @mozilla/readability 0.6.0, which take the
# article out of a page, here in jsdom 29.1.1.
#
# Guess: they leave out what stands around an article, by its place, its links and its classes; a paragraph in its midst stays,
# with its words as they were. Seen: defuddle drops a paragraph of the article that has a day in it and few words, "Test on 29
# November 2026 in room 7." or "Due: 29 November 2026", as if it were the page's own date; a picture of a formula (80 by 20
# points) with its alternative text; and whatever has a class meta, date or copyright. It puts a blank between a mark and the
# letters beside it: <b>un</b>happy is "un happy", 50<small>%</small> "50 %", and of Japanese with its reading above there comes
# "東 京 きょう 都"; sub and sup are spared. As Markdown the ticks of a task list are gone, done and open look alike; in readability as
# well, which takes every field off. Readability keeps the dates; both drop an <aside> ("remember, this is asked") and what has a
# class comment. Code, tables, formulas in MathML and notes at the foot are right in defuddle.
#
# What it means: a page that a class saves is kept whole beside what was read out of it, and a preview says that it is one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund defuddle@0.19.4 @mozilla/readability@0.6.0 jsdom@29.1.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Readability } from "@mozilla/readability";
import { Defuddle } from "defuddle/node";
import { JSDOM } from "jsdom";
const words = "The lesson has many words, commas, and sentences, so that readers take it for the article of this page. ".repeat(6).trim();
const page = (inside) =>
  new JSDOM(
    `<!doctype html><html lang="en"><head><title>Lesson 7</title></head><body><main><article><h1>Lesson 7</h1><p>${words}</p>${inside}<p>${words}</p></article></main></body></html>`,
    { url: "https://school.example/7" },
  ).window.document;
const clean = (text) => text.replaceAll(words, "").replace(/\s+/g, " ").trim();
const text = (html) => clean(new JSDOM(html).window.document.body.textContent);
async function both(inside) {
  const { content } = await Defuddle(page(inside), "https://school.example/7", {});
  return [text(content), text(new Readability(page(inside)).parse().content)];
}
const markdown = async (inside) => clean((await Defuddle(page(inside), "https://school.example/7", { markdown: true })).content);
const ticks = '<ul><li><input type="checkbox" checked> done</li><li><input type="checkbox"> open</li></ul>';
const formula = '<p><img alt="E=mc2" src="/e.png" width="80" height="20"> it is</p>';
const seen = {
  test: await both("<p>Test on 29 November 2026 in room 7.</p>"),
  due: await both("<p>Due: 29 November 2026</p>"),
  formula: [(await Defuddle(page(formula), "https://school.example/7", {})).content.includes("img"), new Readability(page(formula)).parse().content.includes("img")],
  classes: await Promise.all(["meta", "date", "copyright"].map(async (name) => both(`<p class="${name}">Words, and more of them.</p>`))),
  blank: await both("<p><b>un</b>happy 50<small>%</small></p>"),
  reading: await both("<p>東<ruby>京<rt>きょう</rt></ruby>都</p>"),
  spared: await both("<p>H<sub>2</sub>O</p>"),
  ticks: [await markdown(ticks), new Readability(page(ticks)).parse().content.includes("input")],
  aside: await both("<aside><p>Remember, this is asked in the test.</p></aside>"),
  comment: await both('<div class="comment"><p>Comments in code begin with two slashes.</p></div>'),
};
console.log(seen);
const kept = "Words, and more of them.";
assert.deepEqual(seen, {
  test: ["", "Test on 29 November 2026 in room 7."],
  due: ["", "Due: 29 November 2026"],
  formula: [false, true],
  classes: Array(3).fill(["", kept]),
  blank: ["un happy 50 %", "unhappy 50%"],
  reading: ["東 京 きょう 都", "東京きょう都"],
  spared: ["H2O", "H2O"],
  ticks: ["- done - open", false],
  aside: ["", ""],
  comment: ["", ""],
});
JS
./node_modules/.bin/node run.mjs
