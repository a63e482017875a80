#!/usr/bin/env bash
# @zulip/shared 0.0.18, the code that Zulip's own clients share: how a topic is marked as resolved (`✔ ` before its name).
#
# Guess: `unresolve_name` undoes `resolve_name`. Seen: a topic that is called "✔ list for Friday" by whoever began it becomes "✔ ✔
# list for Friday" when it is resolved and "list for Friday" when that is taken back: all ticks and blanks at its head go, its own
# as well. `is_resolved` is true for it from the beginning. "✔list" without a blank is none. An importer that tells resolved
# topics by the prefix cannot know which tick is whose.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @zulip/shared@0.0.18 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import * as topics from "@zulip/shared/lib/resolved_topic.js";
const { is_resolved, resolve_name, unresolve_name } = topics.default ?? topics;
const name = "✔ list for Friday";
const seen = {
  isResolved: [name, "✔list", "list"].map((topic) => is_resolved(topic)),
  resolved: resolve_name(name),
  undone: unresolve_name(resolve_name(name)),
  plain: unresolve_name(resolve_name("list")),
};
console.log(seen);
assert.deepEqual(seen, {
  isResolved: [true, false, false],
  resolved: "✔ ✔ list for Friday",
  undone: "list for Friday",
  plain: "list",
});
JS
node run.mjs
