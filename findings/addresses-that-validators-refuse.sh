#!/usr/bin/env bash
# valibot 1.5.0 (`email`, `rfcEmail`), zod 4.6.7 (`email`) and arktype 2.2.10 (`string.email`) on addresses of mail that exist.
#
# Guess: they differ at the rim (quotes, no dot in the domain, letters beyond ASCII), and ordinary addresses pass all of them.
# Seen: valibot's `email` refuses an apostrophe in the name (o'neil@) and every domain with two hyphens in a row, so all that are
# written with letters beyond ASCII (bücher.example is xn--bcher-kva.example in mail); zod takes both, and refuses, as valibot
# does, an ending that is itself such a name (.xn--p1ai, Russia's). arktype refuses the apostrophe and takes what no mail server
# does: a dot before the @, two dots in a row. Only `rfcEmail`, which is what a browser's own field asks, takes all that exist,
# and "ada@localhost" with them. Whoever is refused at signing up cannot be told why: ask little, send a mail.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund zod@4.6.7 valibot@1.5.0 arktype@2.2.10 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { type } from "arktype";
import * as v from "valibot";
import { z } from "zod";
const askers = {
  email: (text) => v.safeParse(v.pipe(v.string(), v.email()), text).success,
  rfcEmail: (text) => v.safeParse(v.pipe(v.string(), v.rfcEmail()), text).success,
  zod: (text) => z.email().safeParse(text).success,
  arktype: (text) => !(type("string.email")(text) instanceof type.errors),
};
const texts = [
  "ada+x@sub.example.org",
  "o'neil@example.org",
  "ada@xn--bcher-kva.example",
  "ada@example.xn--p1ai",
  "ada.@example.org",
  "ada..b@example.org",
  "ada@localhost",
];
const seen = Object.fromEntries(
  texts.map((text) => [text, Object.keys(askers).filter((name) => askers[name](text)).join(" ")]),
);
console.log(seen);
assert.deepEqual(seen, {
  "ada+x@sub.example.org": "email rfcEmail zod arktype",
  "o'neil@example.org": "rfcEmail zod",
  "ada@xn--bcher-kva.example": "rfcEmail zod arktype",
  "ada@example.xn--p1ai": "rfcEmail",
  "ada.@example.org": "rfcEmail arktype",
  "ada..b@example.org": "rfcEmail arktype",
  "ada@localhost": "rfcEmail",
});
JS
node run.mjs
