#!/usr/bin/env bash
# @citation-js/plugin-bibtex 0.9.0, @retorquere/bibtex-parser 9.0.29 and biblatex-csl-converter 3.6.0, reading the same entries.
#
# Guess: a format of 1985 with one manual is read alike by the three that are kept; they differ in rare commands. Seen: the plain
# words "and others" (BibTeX's own "et al.") are an author whose family name is "others" in all three. A formula's O(n^2) becomes
# "O(n²⁾" in citation-js, with the parenthesis raised as well. bibtex-parser and biblatex-csl-converter make sentence case of
# titles, so that German nouns get small letters unless they stand in braces; citation-js leaves case as it is. bibtex-parser
# hands out \"U as two signs, a U and a combining mark, which a search for the one sign does not find; the others give one. A bare
# "%" inside of braces, which BibTeX itself keeps, ends the title in bibtex-parser. The "--" of a title is a dash in two and two
# hyphens in biblatex-csl-converter, which also loses a year that is no number ("in press"). @misc(…), in parentheses, is no known
# format for citation-js. A preview of somebody's references must show the source beside what was made of it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @citation-js/core@0.9.0 @citation-js/plugin-bibtex@0.9.0 @retorquere/bibtex-parser@9.0.29 biblatex-csl-converter@3.6.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Cite } from "@citation-js/core";
import "@citation-js/plugin-bibtex";
import { parse } from "@retorquere/bibtex-parser";
import { BibLatexParser, CSLExporter } from "biblatex-csl-converter";
const or = (what) => {
  try {
    return what() ?? "none";
  } catch {
    return "throws";
  }
};
const csl = (text) => Object.values(new CSLExporter(new BibLatexParser(text, { processUnexpected: true }).parse().entries).parse())[0];
const title = (text) => [or(() => new Cite(text).data[0].title), or(() => parse(text).entries[0].fields.title), or(() => csl(text).title)];
const book = (fields) => `@book{k, year = {2020}, ${fields}}`;
const last = (people) => people.map((person) => person.lastName ?? person.family ?? person.literal).join(", ");
const people = book("title = {T}, author = {Smith, A. and others}");
const inPress = "@book{k, title = {T}, year = {in press}}";
const seen = {
  others: [last(new Cite(people).data[0].author), last(parse(people).entries[0].fields.author), last(csl(people).author)],
  formula: title(book("title = {On $O(n^2)$}"))[0],
  umlaut: title(book('title = {{\\"U}ber den Abend}')),
  percent: title(book("title = {50% done}")),
  dash: title(book("title = {A -- b}")),
  year: [new Cite(inPress).data[0].issued.literal, parse(inPress).entries[0].fields.year, or(() => csl(inPress).issued)],
  parentheses: title("@misc(k, title = {T})"),
};
console.log(seen);
assert.deepEqual(seen, {
  others: ["Smith, others", "Smith, others", "Smith, others"],
  formula: "On O(n²⁾",
  umlaut: ["Über den Abend", "U\u0308ber den abend", "Über den abend"],
  percent: ["50% done", "50", "50% done"],
  dash: ["A – b", "A – b", "A -- b"],
  year: ["in press", "in press", "none"],
  parentheses: ["throws", "T", "T"],
});
JS
node run.mjs
