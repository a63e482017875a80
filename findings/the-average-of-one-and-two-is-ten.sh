#!/usr/bin/env bash
# jstat 1.9.6, simple-statistics 7.12.1, mathjs 15.2.0 and d3-array 3.2.5, with which a page tells the average and the spread of a
# class's marks.
#
# Guess: quartiles differ by the method and the spread by n or n - 1, which each manual says; a mark that is a text, as forms and
# CSV give it, is refused or read as a number, and one that is missing is left out. Seen: jstat joins texts and divides what comes
# out: the mean of "1" and "2" is 10.5, of "7" and "8" 43.5, without an error. A missing mark (null) is a nought for jstat (1,
# null, 3 have the mean 1.33), no number for simple-statistics, an error in mathjs; d3 alone leaves it out. A mark that is no
# number (NaN) among 1 and 3 makes the median 3 in simple-statistics. Within jstat itself `percentile` and `quantiles` say 2.25
# and 1.94 of the same six marks, and its "quartiles" are 2, 3, 5. The spread of 1, 2, 3, 4 is 1.118 in two and 1.291 in two,
# under much the same name; the commonest of 3, 1, 2, where none is, is the last, the first, all sorted, or all as they came;
# `rank` counts from 0 in d3 and from 1 in jstat. Quartiles by their plain functions are alike in all four.
#
# What it means: marks are made numbers by a schema before anything is counted, missing ones are counted apart, and the page says
# which spread it shows.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund jstat@1.9.6 simple-statistics@7.12.1 mathjs@15.2.0 d3-array@3.2.5 \
  node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import * as d3 from "d3-array";
import jstat from "jstat";
import * as math from "mathjs";
import * as simple from "simple-statistics";
const { jStat } = jstat;
const or = (what) => {
  try {
    return what();
  } catch {
    return "throws";
  }
};
const all = (name, marks) => [jStat, simple, math, d3].map((library) => or(() => library[name](marks)));
const six = [1, 2, 3, 4, 5, 6];
const spread = [jStat.stdev, simple.standardDeviation, math.std, d3.deviation].map((of) => of([1, 2, 3, 4]).toFixed(3));
const seen = {
  texts: [all("mean", ["1", "2"]), jStat.mean(["7", "8"])],
  missing: all("mean", [1, null, 3]),
  nan: simple.median([1, NaN, 3]),
  plain: [jStat.percentile(six, 0.25), simple.quantile(six, 0.25), math.quantileSeq(six, 0.25), d3.quantile(six, 0.25)],
  within: [jStat.quantiles(six, [0.25])[0], jStat.quartiles(six)],
  spread,
  commonest: [d3.mode([3, 1, 2]), simple.mode([3, 1, 2]), jStat.mode([3, 1, 2]), math.mode([3, 1, 2])],
  rank: [[...d3.rank([10, 20, 20])], jStat.rank([10, 20, 20])],
};
console.log(seen);
assert.deepEqual(seen, {
  texts: [[10.5, NaN, 1.5, 1.5], 43.5],
  missing: [4 / 3, NaN, "throws", 2],
  nan: 3,
  plain: [2.25, 2.25, 2.25, 2.25],
  within: [1.9375, [2, 3, 5]],
  spread: ["1.118", "1.118", "1.291", "1.291"],
  commonest: [3, 1, [1, 2, 3], [3, 1, 2]],
  rank: [
    [0, 1, 1],
    [1, 2.5, 2.5],
  ],
});
JS
./node_modules/.bin/node run.mjs
