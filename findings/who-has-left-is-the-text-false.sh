#!/usr/bin/env bash
# scim2-parse-filter 0.2.10, scimmy 1.3.5 and scim-patch 0.8.3, with which a service lets a school's directory add and take away
# its people (SCIM, RFC 7643 and 7644).
#
# Guess: the RFC says what "eq" compares and what a PATCH does, and the directory that nearly every school has (which sends
# "False" as a text, and names in any case) was thought of. Seen: what that directory sends for somebody who has left, { op:
# "replace", path: "active", value: "False" }, makes of scim-patch the TEXT "False", which is true wherever `active` is asked; of
# a path in capitals (USERNAME) it makes a second property; and the addresses that a "remove" lists are not removed, without an
# error. A filter `active eq "True"` finds the person in scimmy and nobody in scim2-parse-filter. That one compares moments as
# texts: `meta.created gt "…T10:30:00+01:00"` leaves out what was made at 10:00Z, half an hour later; scimmy has it by the moment
# for "gt", and by the text for "eq". `emails co "a@b"`, the RFC's own short form, is a TypeError from within in scimmy, as is
# "eq" on a list of texts, and nobody in the other. A name with its full URN finds nobody in both.
#
# What it means: values are brought to their types by a schema before a patch is applied and after it, and whoever was to be ended
# is asked for again.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund scim2-parse-filter@0.2.10 scimmy@1.3.5 scim-patch@0.8.3 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import SCIMMY from "scimmy";
import { scimPatch } from "scim-patch";
import { filter, parse } from "scim2-parse-filter";
const ada = {
  userName: "Ada",
  active: true,
  emails: [{ type: "work", value: "a@b.example", primary: true }],
  meta: { created: "2026-11-29T10:00:00Z" },
  tags: ["x"],
};
const or = (what) => {
  try {
    return what();
  } catch (error) {
    return error.constructor.name;
  }
};
const found = (text) => [or(() => [ada].filter(filter(parse(text))).length), or(() => new SCIMMY.Types.Filter(text).match([ada]).length)];
const patched = (...operations) => scimPatch(structuredClone(ada), operations);
const seen = {
  left: patched({ op: "replace", path: "active", value: "False" }).active,
  capitals: Object.keys(patched({ op: "replace", path: "USERNAME", value: "B" })),
  removed: patched({ op: "remove", path: "emails", value: [{ value: "a@b.example" }] }).emails.length,
  text: found('active eq "True"'),
  plain: found("active eq true"),
  later: found('meta.created gt "2026-11-29T10:30:00+01:00"'),
  same: found('meta.created eq "2026-11-29T11:00:00+01:00"'),
  short: found('emails co "a@b"'),
  list: found('tags eq "x"'),
  urn: found('urn:ietf:params:scim:schemas:core:2.0:User:userName eq "Ada"'),
  any: found('username Eq "Ada"'),
};
console.log(seen);
assert.deepEqual(seen, {
  left: "False",
  capitals: ["userName", "active", "emails", "meta", "tags", "USERNAME"],
  removed: 1,
  text: [0, 1],
  plain: [1, 1],
  later: [0, 1],
  same: [0, 0],
  short: [0, "TypeError"],
  list: [0, "TypeError"],
  urn: [0, 0],
  any: [1, 1],
});
JS
./node_modules/.bin/node run.mjs
