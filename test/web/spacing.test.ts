/** Spacing comes from the scale of tokens.css: what stands on it is written by its name, in every style of the page. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sources } from "../../tools/measure/files.ts";

const TOKENS = "web/src/lib/base/styles/tokens.css";
const SPACING = /(?<![\w-])(?:(?:padding|margin)(?:-[a-z-]+)?|(?:row-|column-)?gap):[^;{}]*/gu;

/** Pixels → the token's name. */
const scale = new Map(
  [...readFileSync(TOKENS, "utf8").matchAll(/(--space-[\w-]+): (\d+)px;/gu)].map(([, name, px]) => [px, name]),
);

/** Declarations that write a step of the scale in pixels. */
function rawSteps(styles: string): string[] {
  return [...styles.matchAll(SPACING)]
    .map(([declaration]) => declaration)
    .filter((declaration) => [...declaration.matchAll(/(?<![\w.])(\d+)px/gu)].some(([, px]) => scale.has(px)));
}

test("no style writes a step of the scale in pixels", () => {
  const pages = sources().code.filter(({ path }) => /^web\/src\/.*\.(?:svelte|css)$/u.test(path) && path !== TOKENS);
  const found = pages.flatMap(({ path, text }) => {
    const styles = path.endsWith(".css") ? text : (/<style>(.*)<\/style>/su.exec(text)?.[1] ?? "");
    return rawSteps(styles).map((declaration) => `${path}: ${declaration}`);
  });
  expect(found).toEqual([]);
  expect(pages.length).toBeGreaterThan(100);
});

test("a step in pixels is found, alone and among others; a token and a correction for the eye are none", () => {
  expect(scale.get("8")).toBe("--space-2");
  expect(rawSteps("a { padding: 8px; }")).toHaveLength(1);
  expect(rawSteps("a { margin-inline: 3px -12px; gap: calc(1rem + 16px); }")).toHaveLength(2);
  expect(rawSteps("a { padding: var(--space-2) 3px; width: 8px; }")).toEqual([]);
});
