/** What is wrong with an export is said in every language; the terminal and the page say the same in English. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { partsOfPlace, placeIn, PLACES } from "../../imports/places.ts";
import { TROUBLES } from "../../imports/trouble.ts";
import { catalogOf, languages } from "../../web/texts.ts";

/** How a place and what is wrong there stand together: the page's own. */
const OWN = ["at", "within"];
/** Values that are numbers. */
const NUMBERS = /\{(n|version|known|max|line|column)\}/gu;

test.each(languages())(
  "every trouble and every place has its words, and no words are without theirs: %s",
  (language) => {
    const said = catalogOf(language)["import-troubles"] ?? {};
    expect(Object.keys(said).sort()).toEqual([...OWN, ...Object.keys(PLACES), ...Object.keys(TROUBLES)].sort());
    expect(Object.entries(said).filter(([, sentence]) => sentence.trim() === "")).toEqual([]);
  },
);

test("the page says in English what the terminal says", () => {
  const said = catalogOf("en")["import-troubles"] ?? {};
  for (const [code, sentence] of Object.entries({ ...PLACES, ...TROUBLES }))
    expect(said[code]).toBe(sentence.replace(NUMBERS, "{$1, number}"));
});

test("a place is taken apart as it was put together, whatever a file is called", () => {
  const file = "a, line 3/2026-09-14.json";
  expect(partsOfPlace(placeIn(file, "entry", 12))).toEqual({ path: file, parts: [{ kind: "entry", n: 12 }] });
  expect(partsOfPlace(placeIn(placeIn(file, "entry", 12), "answer", 1))).toEqual({
    path: file,
    parts: [
      { kind: "entry", n: 12 },
      { kind: "answer", n: 1 },
    ],
  });
  expect(partsOfPlace("realm.json")).toEqual({ path: "realm.json", parts: [] });
});

test("no reader says a bare English sentence of what it cannot read", () => {
  const sources = readdirSync("imports", { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
  // What `broken` is told is a trouble by its type.
  const bare = sources.flatMap((path) =>
    [
      ...readFileSync(`imports/${path}`, "utf8").matchAll(
        /new (?:CannotImport|Error)\(\s*["`](?!The reader's program)/gu,
      ),
    ].map(([found]) => `${path}: ${found}`),
  );
  expect(sources.length).toBeGreaterThan(40);
  expect(bare).toEqual([]);
});
