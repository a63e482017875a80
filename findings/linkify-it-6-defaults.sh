#!/usr/bin/env bash
# linkify-it 6.1.0 (the finder of addresses of markdown-it), with its own defaults.
#
# Guess: as in version 5, `www.a.example` and `a.example/x` are found, and an address with a name in front of the host is one
# address. Seen: bare names are not found any more (`fuzzyLink` is off), while bare mail addresses still are; and of
# `http://ada@a.example/x` or `ftp://ada:pw@a.example/` the link is "http://ada", a host of that name, unless `urlAuth` is given:
# what is shown as a link leads somewhere that nobody wrote. The package has no default export any more (`import { LinkifyIt }`).
# Whoever takes the new version for a chat says `{ fuzzyLink: true, urlAuth: true }`, or people's www-addresses stop being links
# without an error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund linkify-it@6.1.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import * as module from "linkify-it";
const words = "www.a.de a.de/x ada@a.de http://ada@a.de/x http://ada:pw@a.de/y";
const found = (options) => (new module.LinkifyIt(options).match(words) ?? []).map((link) => link.url);
const seen = { byDefault: found(), told: found({ fuzzyLink: true, urlAuth: true }), default: "default" in module };
console.log(seen);
assert.deepEqual(seen, {
  byDefault: ["mailto:ada@a.de", "http://ada", "http://ada"],
  told: ["http://www.a.de", "http://a.de/x", "mailto:ada@a.de", "http://ada@a.de/x", "http://ada:pw@a.de/y"],
  default: false,
});
JS
node run.mjs
