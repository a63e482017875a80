#!/usr/bin/env bash
# cookie 2.0.2 (and 0.7.2, beneath Express 4), cookie-es 3.1.1, set-cookie-parser 3.2.3 and tough-cookie 6.1.0, reading and writing
# cookies.
#
# Guess: a new major version changes names of functions, not what a cookie means; a value in quotation marks is its words, as it
# was for fifteen years; what is not known in a Set-Cookie is left out. Seen: cookie 2 and cookie-es hand out `"q w"` WITH its
# marks (0.7.2 without), as the standard for browsers has it, so a session that a program in Python or Java wrote, whose libraries
# put marks around, is another one after the update. `Expires=0`, which PHP and old servers send for "now", is the first of January
# 2000 for three and no date for tough-cookie, which then keeps the cookie for the session. `SameSite=Foo` is "lax" for cookie-es,
# "Foo" for set-cookie-parser and nothing for the others. tough-cookie reads Partitioned as an unknown extension and does not write
# it when it was set as a property. Two cookies glued by a comma are one with a property "secure, b" for cookie-es. cookie writes a
# `__Host-` cookie with another path and Partitioned without Secure, which browsers throw away; cookie-es throws for both.
#
# What it means: the value of a session's cookie is made of letters and digits only, and its attributes are tried in a browser
# after each update.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund cookie@2.0.2 cookie-0.7.2@npm:cookie@0.7.2 cookie-es@3.1.1 set-cookie-parser@3.2.3 tough-cookie@6.1.0 \
  node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { parseCookie, parseSetCookie, stringifySetCookie } from "cookie";
import * as es from "cookie-es";
import older from "cookie-0.7.2";
import * as setCookie from "set-cookie-parser";
import { Cookie } from "tough-cookie";
const or = (read) => {
  try {
    return read() ?? null;
  } catch {
    return "throws";
  }
};
const quoted = 'a="q w"';
const all = (text) => [parseSetCookie(text), es.parseSetCookie(text), [setCookie.parseSetCookie(text)].flat()[0], Cookie.parse(text).toJSON()];
const year = ({ expires }) => (expires ? new Date(expires).getUTCFullYear() : null);
const seen = {
  quoted: [older.parse(quoted).a, parseCookie(quoted).a, es.parse(quoted).a],
  zero: all("a=1; Expires=0").map(year),
  site: all("a=1; SameSite=Foo").map(({ sameSite }) => sameSite ?? null),
  parts: [Cookie.parse("a=1; Partitioned").toJSON().extensions, new Cookie({ key: "a", value: "1", secure: true, partitioned: true }).toString()],
  glued: Object.keys(es.parseSetCookie("a=1; HttpOnly; Secure, b=2; Path=/")).includes("secure, b"),
  host: [or(() => stringifySetCookie({ name: "__Host-a", value: "1", path: "/x" })), or(() => es.serialize("__Host-a", "1", { path: "/x" }))],
  bare: [or(() => stringifySetCookie({ name: "a", value: "1", partitioned: true })), or(() => es.serialize("a", "1", { partitioned: true }))],
};
console.log(seen);
assert.deepEqual(seen, {
  quoted: ["q w", '"q w"', '"q w"'],
  zero: [2000, 2000, 2000, null],
  site: [null, "lax", "Foo", null],
  parts: [["Partitioned"], "a=1; Secure"],
  glued: true,
  host: ["__Host-a=1; Path=/x", "throws"],
  bare: ["a=1; Partitioned", "throws"],
});
JS
./node_modules/.bin/node run.mjs
