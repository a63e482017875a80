#!/usr/bin/env bash
# skulpt 1.2.0, Python within a page, on which courses for beginners run (its Python 3 form), beside what CPython prints (3.11 and
# later, written here; the same programs were run in it).
#
# Guess: it lacks libraries and newer grammar, and says so; what it runs prints what Python prints, as its pages teach Python. Seen:
# 0.1 + 0.2 prints 0.3, though it is not equal to 0.3: fifteen digits are written in place of the shortest that is the number, so
# the lesson on fractions shows nothing, and sqrt(2) ends a digit early. round(2.675, 2) is 2.68. A large whole number that is
# divided downwards (-n // 7) is rounded towards zero, a small one rightly; a large one equals a float that it does not. "ä" is no
# letter for isalpha, center puts the odd blank on the other side, %e writes one digit of the exponent and 1j*1j is -01. random with
# a seed gives other numbers, so a task with `random.seed(1)` has another answer than its solution. What it refuses is said, but
# re.sub, json, functools and eval are among it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund skulpt@1.2.0 node@24.21.0 >/dev/null 2>&1
cat >run.cjs <<'JS'
const assert = require("node:assert/strict");
const { readFileSync } = require("node:fs");
const vm = require("node:vm");
const context = vm.createContext({ console, setTimeout });
context.self = context;
for (const part of ["skulpt.min.js", "skulpt-stdlib.js"]) vm.runInContext(readFileSync(`node_modules/skulpt/dist/${part}`, "utf8"), context);
const { Sk } = context;
async function printed(program) {
  let out = "";
  const read = (name) => {
    if (Sk.builtinFiles.files[name] === undefined) throw `no ${name}`;
    return Sk.builtinFiles.files[name];
  };
  Sk.configure({ output: (text) => (out += text), read, __future__: Sk.python3 });
  try {
    await Sk.misceval.asyncToPromise(() => Sk.importMainWithBody("<stdin>", false, program, true));
  } catch (error) {
    out += String(error).split(":")[0];
  }
  return out.trim();
}
// A program, what CPython prints, what Skulpt prints.
const programs = [
  ["print(0.1 + 0.2, 0.1 + 0.2 == 0.3)", "0.30000000000000004 False", "0.3 False"],
  ["import math\nprint(math.sqrt(2))", "1.4142135623730951", "1.414213562373095"],
  ["print(round(2.675, 2), round(2.5))", "2.67 2", "2.68 2"],
  ["print(-7 // 2, -12345678901234567890 // 7)", "-4 -1763668414462081128", "-4 -1763668414462081127"],
  ["n = 12345678901234567890\nprint(n == float(n))", "False", "True"],
  ["print('ä'.isalpha(), 'ab'.center(5, '*'))", "True **ab*", "False *ab**"],
  ["print('%e' % 1234.5, 1j * 1j)", "1.234500e+03 (-1+0j)", "1.234500e+3 (-01+0j)"],
  ["import random\nrandom.seed(1)\nprint(random.randint(1, 100))", "18", "42"],
  ["import re\nprint(re.sub('a', 'b', 'a'))", "b", "AttributeError"],
  ["import json\nprint(json.dumps([1]))", "[1]", "NotImplementedError"],
];
(async () => {
  for (const [program, , expected] of programs) {
    const seen = await printed(program);
    console.log(seen);
    assert.equal(seen, expected, program);
  }
})();
JS
./node_modules/.bin/node run.cjs
