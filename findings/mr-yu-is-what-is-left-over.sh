#!/usr/bin/env bash
# opencc-js 1.4.2 (to Taiwan's signs), chinese-conv 4.0.0, chinese-s2t 1.0.0 and cnchar 3.2.6 with cnchar-trad 3.2.6, which turn
# simplified Chinese into traditional, as a search over both or a list of a mixed class needs it.
#
# Guess: signs that stand for two (发 for 發 and 髮) are decided by words, best by OpenCC with its dictionaries; the small ones go sign
# by sign and err in words. Seen: so it is with words, and with NAMES it is the other way round. Many family names are among the
# signs that became two, and keep the plain one: Mr 余 stays 余, Mrs 范 stays 范. OpenCC writes 餘老師 ("teacher Left-over"), 範, 於, 鬱
# ("gloomy", for 郁), 嶽, 遊, 樸 (the Korean Park) and 醜 ("ugly"), and Mr 于 is 於 before his title and 于 before his first name.
# chinese-conv, the smallest, has seven of the eight right, and "hair", "empress", "clean" and "bread" wrong. cnchar has the fewest
# of either right.
#
# What it means: names are not converted; a search compares both sides folded to the simplified form, where each has one sign.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund opencc-js@1.4.2 chinese-conv@4.0.0 chinese-s2t@1.0.0 cnchar@3.2.6 cnchar-trad@3.2.6 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { tify } from "chinese-conv";
import small from "chinese-s2t";
import cnchar from "cnchar";
import tradition from "cnchar-trad";
import { Converter } from "opencc-js";
cnchar.use(tradition);
const converters = {
  opencc: Converter({ from: "cn", to: "tw" }),
  conv: tify,
  s2t: small.s2t,
  cnchar: (text) => cnchar.convert.simpleToTrad(text),
};
const names = [..."余于范郁岳游朴丑"];
const words = { 头发: "頭髮", 理发: "理髮", 皇后: "皇后", 以后: "以後", 面包: "麵包", 干净: "乾淨", 复习: "複習", 一只: "一隻", 台风: "颱風" };
const seen = Object.fromEntries(
  Object.entries(converters).map(([name, convert]) => [
    name,
    {
      names: names.filter((sign) => convert(`${sign}老师`) === `${sign}老師`).join(""),
      words: Object.entries(words).filter(([from, to]) => convert(from) === to).length,
    },
  ]),
);
const { opencc } = converters;
console.log(seen, names.map((sign) => opencc(`${sign}老师`)), opencc("我叫于杰"));
assert.deepEqual(seen, {
  opencc: { names: "", words: 9 },
  conv: { names: "余范郁岳游朴丑", words: 1 },
  s2t: { names: "余郁", words: 1 },
  cnchar: { names: "", words: 1 },
});
assert.equal(names.map((sign) => opencc(`${sign}老师`)[0]).join(""), "餘於範鬱嶽遊樸醜");
assert.equal(opencc("我叫于杰"), "我叫于傑");
JS
./node_modules/.bin/node run.mjs
