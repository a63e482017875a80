#!/usr/bin/env bash
# miniflare 5.20261023.2-beta under Node 24.21.0: what a process keeps of asking for it by `import` and by `require`.
#
# Guess: it is one CommonJS file either way, so the process holds the same; if one costs more, it is in the heap and collected. Seen: to
# `import` it, Node looks through the file (6 MB in one) for the names that it exports with a lexer in WebAssembly, whose memory grows
# with the file and is never given back: `external` stands at 33 MB after two full collections, at 4 MB where the same module came by
# `createRequire`. A small CommonJS package does not show it. A server that lives for months asks by `require` for what is bundled in one large file.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 >/dev/null 2>&1
export PATH="$folder/node_modules/.bin:$PATH"
cat >held.mjs <<'JS'
import { createRequire } from "node:module";
const { Miniflare } = process.argv[2] === "import" ? await import("miniflare") : createRequire(import.meta.url)("miniflare");
if (typeof Miniflare !== "function") throw new Error("no Miniflare");
await new Promise((resolve) => setTimeout(resolve, 500));
gc();
gc();
console.log(Math.round(process.memoryUsage().external / 1e6));
JS
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
const heldBy = (how) => Number(execFileSync(process.execPath, ["--expose-gc", "held.mjs", how], { encoding: "utf8" }));
const seen = { import: heldBy("import"), require: heldBy("require") };
console.log("external memory, MB:", seen);
assert.ok(seen.import >= 28 && seen.require <= 8, "what is kept has changed");
JS
node run.mjs
