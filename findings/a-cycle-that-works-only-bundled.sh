#!/usr/bin/env bash
# rolldown 1.3.2 (beneath Vite 8) and esbuild 0.28.2 (which was beneath it), each making one file of several: the same program run
# from its files by Node 24.21.0 and from theirs.
#
# Guess: one file runs as the many did; Rolldown keeps to Rollup, esbuild has its known shortcut for files with `await` at their top
# level. Seen: both let a file with `await` hold up its neighbour, which Node starts meanwhile. Of two files that import each other,
# where Node throws a ReferenceError for a constant that is not there yet, esbuild has undefined and Rolldown the VALUE, as it wrote
# it in: what works in the bundle breaks in every test that loads the files. Two classes of one name in two files keep it in `name`
# in Node, and become C and C$1, or C2 and C, so that an error is called other things in a log; an anonymous default is `default` in
# Node and called after its file in both. Decorators are written into the result as they are by Rolldown, without a word, though no
# engine reads them; esbuild translates them.
#
# What it means: tests that load files one by one do not say how the bundle runs, and errors have names of their own (`name = "…"`).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund rolldown@1.3.2 esbuild@0.28.2 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { rolldown } from "rolldown";
function run(file) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], { encoding: "utf8" });
  return status === 0 ? stdout.trim().replaceAll("\n", " ") : /\w*Error/u.exec(stderr)[0];
}
async function all(name, files) {
  mkdirSync(name);
  for (const [file, text] of Object.entries(files)) writeFileSync(`${name}/${file}`, text);
  const entry = `./${name}/${Object.keys(files)[0]}`;
  const bundle = await rolldown({ input: entry, platform: "node", logLevel: "silent" });
  await bundle.write({ file: `${name}/rolldown.mjs`, format: "esm", codeSplitting: false });
  await bundle.close();
  await build({ entryPoints: [entry], bundle: true, format: "esm", platform: "node", target: "es2022", outfile: `${name}/esbuild.mjs`, logLevel: "silent" });
  return [entry, `${name}/rolldown.mjs`, `${name}/esbuild.mjs`].map(run);
}
const seen = {
  waits: await all("waits", {
    "a.mjs": 'import "./b.mjs"; import "./c.mjs";',
    "b.mjs": 'console.log("b"); await 0; console.log("b again");',
    "c.mjs": 'console.log("c");',
  }),
  cycle: await all("cycle", {
    "a.mjs": 'import "./b.mjs"; export const one = 1;',
    "b.mjs": 'import { one } from "./a.mjs"; console.log(one);',
  }),
  names: await all("names", {
    "a.mjs": 'import { C as Other } from "./b.mjs"; class C {} console.log(C.name, Other.name);',
    "b.mjs": "export class C {}",
  }),
  anonymous: await all("anonymous", { "a.mjs": 'import b from "./b.mjs"; console.log(b.name);', "b.mjs": "export default () => {};" }),
  decorator: await all("decorator", { "a.ts": "const d = (v: any) => v; class A { @d m() {} } console.log(typeof A);" }),
};
console.log(seen);
assert.deepEqual(seen, {
  waits: ["b c b again", "b b again c", "b b again c"],
  cycle: ["ReferenceError", "1", "undefined"],
  names: ["C C", "C C$1", "C2 C"],
  anonymous: ["default", "b_default", "b_default"],
  decorator: ["SyntaxError", "SyntaxError", "function"],
});
JS
./node_modules/.bin/node run.mjs
