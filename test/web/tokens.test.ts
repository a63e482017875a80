import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const TOKENS = "lib/base/styles/tokens.css";
const styles = readdirSync("web/src", { recursive: true, encoding: "utf8" })
  .filter((file) => /\.(?:svelte|css)$/u.test(file) && !file.endsWith(TOKENS))
  .map((file) => ({ file, text: readFileSync(join("web/src", file), "utf8") }));
const tokens = readFileSync(join("web/src", TOKENS), "utf8");

test("a size of type that has a name is called by it", () => {
  const named = [...tokens.matchAll(/--text[a-z-]*: (?<size>[\d.]+rem)/gu)].map(({ groups }) => groups?.["size"]);
  expect(named.length).toBeGreaterThan(5);
  const found = styles.flatMap(({ file, text }) =>
    [...text.matchAll(/font-size: (?<size>[\d.]+rem)/gu)]
      .filter(({ groups }) => named.includes(groups?.["size"]))
      .map(([line]) => `${file}: ${line}`),
  );
  // 1.375rem is the height of a line of text, and no size of type.
  expect(found.filter((line) => !line.endsWith("1.375rem"))).toEqual([]);
});

test("what is named is there", () => {
  const known = new Set([...tokens.matchAll(/(?<name>--[a-z0-9-]+):/gu)].map(({ groups }) => groups?.["name"]));
  const isOwn = (text: string, name: string) => text.includes(`${name}:`);
  const everywhere = styles.map(({ text }) => text).join("\n");
  const missing = styles.flatMap(({ file, text }) =>
    [...text.matchAll(/var\((?<name>--(?:text|icon|radius|surface|ink|line|accent|mention|row|target)[a-z0-9-]*)\)/gu)]
      .map(({ groups }) => groups?.["name"] ?? "")
      .filter((name) => !known.has(name) && !isOwn(everywhere, name))
      .map((name) => `${file}: ${name}`),
  );
  expect(missing).toEqual([]);
});

test("the page breaks at four widths and no others", () => {
  const widths = styles.flatMap(({ text }) =>
    [...text.matchAll(/(?:max|min)-width: (?<px>\d+)px\)/gu)].map(({ groups }) => Number(groups?.["px"])),
  );
  expect([...new Set(widths)].sort((a, b) => a - b)).toEqual([350, 767, 899, 1199]);
});

test("R24: what no web font has a letter for is as bold and as slanted as the words beside it", () => {
  const fonts = styles.find(({ file }) => file.endsWith("fonts.css"))?.text ?? "";
  const faces = [...fonts.matchAll(/@font-face \{(?<rules>[^}]*)\}/gu)]
    .map(({ groups }) => groups?.["rules"] ?? "")
    .filter((rules) => rules.includes('"Inter Fallback"'))
    .map((rules) => [/font-style: italic/u.test(rules), /font-weight: 600 900/u.test(rules)].map(Number).join(""));
  expect(faces.sort()).toEqual(["00", "01", "10", "11"]);
  // Of other scripts the device may have a regular face alone, and what is drawn from it is better than what can't be told apart.
  expect(
    styles.filter(({ text }) => /font-synthesis(?:-weight|-style)?: none/u.test(text)).map(({ file }) => file),
  ).toEqual([]);
});
