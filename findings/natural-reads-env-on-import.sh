#!/usr/bin/env bash
# natural 8.1.1 (stemmers, tokenizers), on `import`.
#
# Guess: a library of algorithms on words does nothing until it is called; if it is large, it is slow to load. Seen: importing it
# for a stemmer reads `.env` of the folder it is started in, puts what stands there into `process.env`, and prints a line of
# another project's advice on STANDARD OUTPUT for each of the five stores that ask for dotenv and that nobody used, in front of
# whatever the program prints (so a script whose output is JSON has none). @orama/stemmers and snowball-stemmers, with the same
# stems for German, do nothing of that.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund natural@8.1.1 @orama/stemmers@3.1.18 snowball-stemmers@0.6.0 >/dev/null 2>&1
echo "FROM_THE_FOLDER=yes" >.env
cat >ask.mjs <<'JS'
await import(process.argv[2]);
console.log(JSON.stringify(process.env.FROM_THE_FOLDER ?? null));
JS
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
const ask = (name) => {
  const lines = execFileSync(process.execPath, ["ask.mjs", name], { encoding: "utf8" }).trim().split("\n");
  return { advice: lines.slice(0, -1).filter((line) => /\.env/.test(line)).length, env: JSON.parse(lines.at(-1)) };
};
const seen = { natural: ask("natural"), orama: ask("@orama/stemmers/german"), snowball: ask("snowball-stemmers") };
console.log(seen);
assert.equal(seen.natural.env, "yes");
assert.ok(seen.natural.advice > 0);
assert.deepEqual([seen.orama, seen.snowball], [{ advice: 0, env: null }, { advice: 0, env: null }]);
JS
node run.mjs
