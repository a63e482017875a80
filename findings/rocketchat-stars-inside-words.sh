#!/usr/bin/env bash
# @rocket.chat/message-parser 0.31.35, what Rocket.Chat itself makes of a message's words.
#
# Guess: marks count at the edges of words only, as in Slack, since `snake_case_name` stays as it is. Seen: that holds for the
# underscore alone. A star or a tilde pairs with the next one wherever both stand, blanks or not: `5*4 = 20 and 3*2` is "5", bold
# "4 = 20 and 3", "2"; `int *p, *q;` has a bold "p, "; `*.ts and *.js` a bold ".ts and "; `~/x and ~/y` is struck out between the
# two paths; and of `f(*args, **kwargs)` three stars are left out and one stays. A name with two underscores on each side
# (`__init__`) is italic all the same. So what was written there as code without code marks was shown without its stars: whoever
# brings such a history over must either pair the marks as Rocket.Chat does or keep the letters, and Slack's rule does neither.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @rocket.chat/message-parser@0.31.35 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { parse } from "@rocket.chat/message-parser";
const told = (nodes) => nodes.map(({ type, value }) => (typeof value === "string" ? value : `<${type} ${told(value)}>`)).join("");
const seen = Object.fromEntries(
  ["snake_case_name", "5*4 = 20 and 3*2", "int *p, *q;", "*.ts and *.js", "~/x and ~/y", "f(*args, **kwargs)", "__init__"].map((words) => [
    words,
    told(parse(words)[0].value),
  ]),
);
console.log(seen);
assert.deepEqual(seen, {
  snake_case_name: "snake_case_name",
  "5*4 = 20 and 3*2": "5<BOLD 4 = 20 and 3>2",
  "int *p, *q;": "int <BOLD p, >q;",
  "*.ts and *.js": "<BOLD .ts and >.js",
  "~/x and ~/y": "<STRIKE /x and >/y",
  "f(*args, **kwargs)": "f(<BOLD args, >*kwargs)",
  __init__: "<ITALIC init>",
});
JS
node run.mjs
