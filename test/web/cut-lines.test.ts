/** A line that is cut loses its end, and not its beginning: what somebody wrote is cut in its own direction, not in that of the page. */
import { expect, test } from "vitest";
import { sources } from "../../tools/measure/files.ts";

/** Elements that cut their line in the page's direction around words that have one of their own. */
const cutAround = (markup: string): string[] =>
  [...markup.matchAll(/<(\w+)(?=[^>]*\bclass="[^"]*\bone-line\b)([^>]*)>\s*<bdi>/gu)]
    .filter(([, name, attributes = ""]) => name !== "bdi" && !attributes.includes("dir="))
    .map(([element]) => element);

test("[R138] no element cuts a name or a line that somebody wrote in the page's direction", () => {
  const found = sources()
    .code.filter(({ path }) => path.endsWith(".svelte"))
    .flatMap(({ path, text }) => cutAround(text).map((element) => `${path}: ${element}`));
  expect(found).toEqual([]);
});

test("such an element is found, and one that has the words' direction is none", () => {
  expect(cutAround(`<b class="one-line"><bdi>{name}</bdi></b>`)).toHaveLength(1);
  expect(cutAround(`<b class="name one-line" id="who">\n  <bdi>{name}</bdi></b>`)).toHaveLength(1);
  expect(cutAround(`<b class="one-line" dir="auto">{name}</b><bdi class="one-line">{name}</bdi>`)).toEqual([]);
});

/** Classes that are cut after some lines, by the style of the same file, on an element that is pushed to the edge or stands at its own. */
function cutAfterLines(source: string): string[] {
  const clamped = [...source.matchAll(/\.([\w-]+) \{[^}]*-webkit-line-clamp/gu)].map(([, name = ""]) => name);
  return [...source.matchAll(/<\w+\s+class="([^"]*)"[^>]*\bdir="auto"/gu)]
    .map(([, classes = ""]) => classes)
    .filter((classes) => clamped.some((name) => classes.split(" ").includes(name)))
    .filter((classes) => !classes.split(" ").includes("lines-at-edge"));
}

test("[R138] words that are cut after some lines keep the sign that says so, beside their author, in both directions", () => {
  const found = sources()
    .code.filter(({ path }) => path.endsWith(".svelte"))
    .flatMap(({ path, text }) => cutAfterLines(text).map((classes) => `${path}: ${classes}`));
  expect(found).toEqual([]);
  const style = ".words {\n  -webkit-line-clamp: 2;\n}";
  expect(cutAfterLines(`<p class="words at-edge" dir="auto">${style}`)).toHaveLength(1);
  expect(cutAfterLines(`<p class="words lines-at-edge" dir="auto">${style}`)).toEqual([]);
});
