#!/usr/bin/env bash
# @discordjs/formatters 0.6.2 (what discord.js escapes with), `escapeMarkdown`.
#
# Guess: what went through it reads in Discord exactly as it was written. Seen: by default the marks inside of lines are escaped,
# those at the head of a line are not: `# x`, `- x`, `1. x` stay, and so does a masked link `[x](address)`; these four have options
# (heading, bulletedList, numberedList, maskedLink), all off, while a bullet written `* x` is escaped anyway, its star being a mark
# inside of lines. For a quote (`> x`, `>>> x`) and for small print (`-# x`) there is no option: with everything on they are still a
# quote and small print. So a bot that repeats a person's words changes their look, and an importer of Discord's history meets
# half-escaped words: backslashes in front of marks, nothing in front of lines.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @discordjs/formatters@0.6.2 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { escapeMarkdown } from "@discordjs/formatters";
const lines = ["snake_case", "* x", "# x", "- x", "1. x", "[x](http://a.example)", "> x", ">>> x", "-# x"];
const changed = (options) => lines.filter((line) => escapeMarkdown(line, options) !== line);
const seen = {
  byDefault: changed(),
  withAll: changed({ heading: true, bulletedList: true, numberedList: true, maskedLink: true }),
};
console.log(seen);
assert.deepEqual(seen, {
  byDefault: ["snake_case", "* x"],
  withAll: ["snake_case", "* x", "# x", "- x", "1. x", "[x](http://a.example)"],
});
JS
node run.mjs
