import { readFile } from "node:fs/promises";
import subsetFont from "subset-font";
import type { OutputAsset } from "rolldown";
import { expect, test } from "vitest";
import { fontSubset } from "../../web/font-subset.ts";

const FONT = "inter-latin-wght-normal.woff2";

test("the font that is shipped says who made it and under which licence, though it was cut", async () => {
  const whole = await readFile(new URL(`../../node_modules/@fontsource-variable/inter/files/${FONT}`, import.meta.url));
  const file = { type: "asset", names: [FONT], source: whole } as unknown as OutputAsset;
  const { generateBundle } = fontSubset();
  if (typeof generateBundle !== "function") throw new Error("the font is not cut where the app is written");
  await generateBundle.call({} as never, {} as never, { [FONT]: file }, true);
  const cut = Buffer.from(file.source);
  expect(cut.length).toBeLessThan(whole.length);
  // Unpacked, with what it still has of these names, in the letters of that table: UTF-16, the high byte first.
  const told = await subsetFont(cut, "a", { targetFormat: "sfnt", preserveNameIds: [0, 13, 14] });
  const says = (words: string) => told.includes(Buffer.from(words, "utf16le").swap16());
  expect(["Copyright", "https://openfontlicense.org"].map(says)).toEqual([true, true]);
});
