#!/usr/bin/env bash
# svgo 4.1.0, which makes drawings smaller in nearly every build of a page, with its own settings.
#
# Guess: version 4 mended what was known of 3 (it keeps viewBox and <title>), and what it cannot understand of a style sheet it
# leaves alone. Seen: an icon with a dark form, `.a{fill:#000}@media (prefers-color-scheme:dark){.a{fill:#fff}}`, is written with
# its light colour into the path, the class goes, and then the media rule goes as nobody has the class: black on black at night. The
# same nested, as one writes it since 2024, is worse: the dark colour is taken for the later one, and the icon is WHITE by day. A
# rule in `@media (width>=600px)` goes as well; `@container` and `@layer` around the same rule stay. `&:hover` and `@property`
# throw, of XML ("Invalid character in entity name", "Unexpected close tag"). What has no size or no ink at first and grows by
# <animate> is taken for invisible: the path that fades in is gone. In a <foreignObject> the blanks between words go ("a<b>b</b>c").
# And role="img" and the id of <title> go while `aria-labelledby` stays and names nothing.
#
# What it means: icons with a dark form, an animation or HTML within, and pictures that are named, do not go through it with its own
# settings (`inlineStyles`, `minifyStyles`, `removeHiddenElems`, `cleanupIds` and `removeUnknownsAndDefaults` off).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund svgo@4.1.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { optimize } from "svgo";
const path = '<path class="a" d="M0 0h9v9z"/>';
const made = (body, attributes = "") => {
  try {
    return optimize(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"${attributes}>${body}</svg>`)
      .data.replace('<svg xmlns="http://www.w3.org/2000/svg"', "<svg")
      .replace(' viewBox="0 0 9 9"', "");
  } catch (error) {
    return error.message.replace(/^.*\d: /, "");
  }
};
const styled = (rules) => made(`<style>${rules}</style>${path}`);
const seen = {
  dark: styled(".a{fill:#000}@media (prefers-color-scheme:dark){.a{fill:#fff}}"),
  nested: styled(".a{fill:#000;@media (prefers-color-scheme:dark){fill:#fff}}"),
  wide: styled("@media (width>=600px){.a{fill:red}}"),
  container: styled("@container (width>9px){.a{fill:red}}"),
  layer: styled("@layer x{.a{fill:red}}"),
  hover: styled(".a{fill:red;&:hover{fill:#00f}}"),
  property: styled("@property --c{syntax:'<color>';inherits:true;initial-value:red}.a{fill:var(--c)}"),
  fades: made('<path opacity="0" d="M0 0h9v9z"><animate attributeName="opacity" to="1" dur="1s"/></path>'),
  words: made('<foreignObject width="9" height="9"><p xmlns="http://www.w3.org/1999/xhtml">a <b>b</b> c</p></foreignObject>'),
  named: made('<title id="t">Ada</title><path d="M0 0h9v9z"/>', ' role="img" aria-labelledby="t"'),
};
console.log(seen);
assert.deepEqual(seen, {
  dark: '<svg><path d="M0 0h9v9z" style="fill:#000"/></svg>',
  nested: '<svg><path d="M0 0h9v9z" style="fill:#fff"/></svg>',
  wide: '<svg><path d="M0 0h9v9z" class="a"/></svg>',
  container: '<svg><style><![CDATA[@container (width>9px){.a{fill:red}}]]></style><path d="M0 0h9v9z" class="a"/></svg>',
  layer: '<svg><style>@layer x{.a{fill:red}}</style><path d="M0 0h9v9z" class="a"/></svg>',
  hover: "Invalid character in entity name",
  property: "Unexpected close tag",
  fades: "<svg/>",
  words:
    '<svg><foreignObject width="9" height="9"><p xmlns="http://www.w3.org/1999/xhtml">a<b>b</b>c</p></foreignObject></svg>',
  named: '<svg aria-labelledby="t"><title>Ada</title><path d="M0 0h9v9z"/></svg>',
});
JS
./node_modules/.bin/node run.mjs
