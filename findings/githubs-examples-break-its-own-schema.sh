#!/usr/bin/env bash
# @octokit/webhooks-examples 7.6.1 (bodies that GitHub sent, with which receivers of its hooks are tested) and
# @octokit/webhooks-schemas 7.6.1 (what such bodies look like), of one repository and one release, by ajv 8.20.0.
#
# Guess: the one is tested by the other, so each example fits the schema of its event. Seen: 53 of 329 do not, the first examples
# of `push`, `fork`, `star`, `ping`, `release`, `create` and `watch` among them: the schema demands what was added later
# (`is_template`, `web_commit_signoff_required`, `active_lock_reason`, `suspended_at`, `draft`), which older servers of GitHub's,
# as schools run them in their own house, do not send yet. Two have a date that is none, one release is without a name where the
# schema demands a text. Who validates hooks by the published schema refuses real ones.
#
# What it means: a receiver reads the few fields that it shows, each as if it might be missing, and takes the rest unseen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @octokit/webhooks-examples@7.6.1 @octokit/webhooks-schemas@7.6.1 ajv@8.20.0 ajv-formats@3.0.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import Ajv from "ajv";
import addFormats from "ajv-formats";
const require = createRequire(import.meta.url);
const examples = require("@octokit/webhooks-examples");
const schema = require("@octokit/webhooks-schemas");
const ajv = new Ajv({ strict: false });
addFormats(ajv);
ajv.addSchema(schema, "all");
const seen = { fit: 0, not: [], why: {} };
for (const { name, examples: bodies } of examples) {
  bodies.forEach((body, index) => {
    const event = [`${name}$${body.action}`, `${name}$event`].find((key) => key in schema.definitions) ?? `${name}_event`;
    const fits = ajv.getSchema(`all#/definitions/${event}`);
    if (fits(body)) return (seen.fit += 1);
    seen.not.push(`${name} ${index}`);
    const { instancePath, message } = fits.errors.at(-1);
    const why = `${instancePath.replace(/\d+/g, "N")} ${message}`;
    seen.why[why] = (seen.why[why] ?? 0) + 1;
  });
}
console.log(seen);
assert.deepEqual([seen.fit, seen.not.length], [276, 53]);
for (const name of ["push", "fork", "star", "ping", "release", "create", "watch"]) assert.ok(seen.not.includes(`${name} 0`), name);
assert.equal(seen.why["/repository must have required property 'is_template'"], 31);
assert.equal(seen.why["/release/name must be string"], 1);
JS
node run.mjs
