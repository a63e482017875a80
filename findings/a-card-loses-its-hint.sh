#!/usr/bin/env bash
# anki-apkg-export 4.0.3 writing cards to learn with (.apkg of Anki), anki-reader 0.3.0 reading them.
#
# Guess: a card has its texts, its tags and its template, what is written is read, and the templates are Anki's. Seen: the reader
# knows {{Name}} and {{#Name}}. A card whose question is {{hint:Front}} or {{text:Front}}, or {{ Front }} with blanks, has no
# question and so is none; {{type:Front}} among words is nothing. What stands in {{^Front}} … {{/Front}}, for a card WITHOUT a
# front, is shown with the front behind it. Tags are written, and the reader never asks for them. Of two cards with the same words
# the second takes the first one's place in the writer, without a word; of two pictures with one name the second is all there is.
# Words are put into the page as they are, so "2 <b" begins a tag. `getQuestions` gives objects, not texts.
#
# What it means: cards are handed on with their fields and their tags, and the templates are left to Anki.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund anki-apkg-export@4.0.3 anki-reader@0.3.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readAnkiPackage } from "anki-reader";
console.warn = () => {};
const Exporter = createRequire(import.meta.url)("anki-apkg-export").default;
async function deck(cards, template, files = []) {
  const written = new Exporter("Biology", template);
  for (const card of cards) written.addCard(...card);
  for (const file of files) written.addMedia(...file);
  const { collection, media } = await readAnkiPackage(new Blob([await written.save()]));
  const read = Object.values(collection.getDecks()).find((one) => one.getName() === "Biology");
  return { cards: Object.values(read.getCards()), media };
}
const shown = async (questionFormat, front = "a") =>
  (await deck([[front, "b"]], { questionFormat, answerFormat: "{{Back}}" })).cards.map((card) =>
    card.getQuestions().map((question) => question.getQuestionString()).join("|"));
const three = (await deck([["one", "two", { tags: ["Unit 1", "lab"] }], ["one", "two"], ["one", "three"]])).cards;
const files = (await deck([["a", "b"]], undefined, [["a.png", Buffer.from([1])], ["a.png", Buffer.from([2])]])).media;
const seen = {
  three: three.map((card) => Object.values(card.getFields()).join(" ")),
  tags: three.map((card) => "tags" in card.getRawCard()),
  plain: await shown("{{Front}}"),
  hint: await shown("{{hint:Front}}"),
  text: await shown("{{text:Front}}"),
  type: await shown("x {{type:Front}} y"),
  not: await shown("{{^Front}}none{{/Front}}{{Front}}"),
  blank: await shown("{{ Front }}"),
  markup: await shown("{{Front}}", "2 <b and {{Back}}"),
  files: await Promise.all(Object.entries(files).map(async ([name, blob]) => [name, ...new Uint8Array(await blob.arrayBuffer())])),
};
console.log(JSON.stringify(seen, null, 1));
assert.deepEqual(seen, {
  three: ["one two", "one three"],
  tags: [false, false],
  plain: ["a"],
  hint: [""],
  text: [""],
  type: ["x  y"],
  not: ["nonea"],
  blank: [""],
  markup: ["2 <b and {{Back}}"],
  files: [["a.png", 2]],
});
JS
./node_modules/.bin/node run.mjs
