#!/usr/bin/env bash
# jira2md 3.0.1 (`to_markdown`, Jira's marks into Markdown, as bridges and imports use) and marklassian 1.2.1 (Markdown into
# Atlassian's document format, ADF).
#
# Guess: marks count at the edges of words, as in Jira; what stands in {code} and {noformat} is code and is left alone; Markdown's
# own escapes are read. Seen: jira2md pairs every two underlines and stars, in words, addresses and CODE: snake_case_name is
# "snake*case*name", 2*3*4 "2**3**4", the link https://e.org/a_b_c leads to "https://e.org/a*b*c", and {noformat}x_y_z{noformat} is
# a block of code with "x*y*z" in it; only {{x_y}} is spared. "C++ and D++" are "C<ins></ins> and D<ins></ins>", "~/x ~/y" a
# subscript, "wow! great!" a picture " great", a {quote} stays as the letters. marklassian drops every HTML mark, so a <br> glues
# "x" and "y", writes "&amp;" and "&lt;" as those letters, and makes of a footnote a link "^1" to an address that is the note's
# words.
#
# What it means: what comes out of Jira is kept as it was beside what was made of it, and code is lifted out before any converter
# sees the text.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund jira2md@3.0.1 marklassian@1.2.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import jira2md from "jira2md";
import { markdownToAdf } from "marklassian";
const texts = ["snake_case_name", "2*3*4", "[x|https://e.org/a_b_c]", "{noformat}\nx_y_z\n{noformat}", "{{x_y}}", "C++ and D++", "~/x ~/y", "wow! great!", "{quote}\na\n{quote}"];
const marks = Object.fromEntries(texts.map((text) => [text, jira2md.to_markdown(text)]));
const words = (text) => markdownToAdf(text).content.flatMap(({ content }) => content.map(({ type, text: said, marks: has }) => (has ? [said, has[0].attrs.href] : (said ?? type))));
const adf = { html: words("x<br>y"), entities: words("&amp; &lt;"), note: words("x[^1]\n\n[^1]: here") };
console.log(marks, adf);
assert.deepEqual(marks, {
  snake_case_name: "snake*case*name",
  "2*3*4": "2**3**4",
  "[x|https://e.org/a_b_c]": "[x](https://e.org/a*b*c)",
  "{noformat}\nx_y_z\n{noformat}": "```\nx*y*z\n```",
  "{{x_y}}": "`x_y`",
  "C++ and D++": "C<ins></ins> and D<ins></ins>",
  "~/x ~/y": "<sub>/x </sub>/y",
  "wow! great!": "wow![]( great)",
  "{quote}\na\n{quote}": "{quote}\na\n{quote}",
});
assert.deepEqual(adf, { html: ["x", "y"], entities: ["&amp; &lt;"], note: ["x", ["^1", "here"]] });
JS
node run.mjs
