/** Why something of an export is not taken is said in every language; the terminal and the page say the same in English. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { REASONS } from "../../imports/reasons.ts";
import { catalogOf, languages } from "../../web/texts.ts";

test.each(languages())("every reason has a sentence, and no sentence is without its reason: %s", (language) => {
  const said = catalogOf(language)["import-reasons"] ?? {};
  expect(Object.keys(said).sort()).toEqual(Object.keys(REASONS).sort());
  expect(Object.entries(said).filter(([, sentence]) => sentence.trim() === "")).toEqual([]);
});

test("the page says in English what the terminal says", () => {
  const terminal = Object.entries(REASONS).map(([code, phrase]) => [code, phrase.replace("{max}", "{max, number}")]);
  expect(catalogOf("en")["import-reasons"]).toEqual(Object.fromEntries(terminal));
});

test("no reader says a bare English phrase", () => {
  const sources = readdirSync("imports", { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
  const bare = sources.flatMap((path) =>
    [
      ...readFileSync(`imports/${path}`, "utf8").matchAll(
        /\.(?:leftOut|aside|changed|part)\(\s*["`][^"`]* [^"`]*["`]/gu,
      ),
    ].map(([found]) => `${path}: ${found}`),
  );
  expect(sources.length).toBeGreaterThan(40);
  expect(bare).toEqual([]);
});
