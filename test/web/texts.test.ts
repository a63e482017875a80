/** The words of the app in each of its languages: whole, and asking for the same things. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse, type Token } from "@messageformat/parser";
import { argumentsOf, catalogOf, languages } from "../../web/texts.ts";

const english = catalogOf("en");
const others = languages().filter((language) => language !== "en");
const partsOf = (source: string) => [...source.matchAll(/<(\w+)>/gu)].map((match) => match[1]).sort();

function pluralsOf(source: string): string[][] {
  const found: string[][] = [];
  const walk = (tokens: Token[]) => {
    for (const token of tokens) {
      if (!("cases" in token)) continue;
      if (token.type === "plural") found.push(token.cases.map(({ key }) => key));
      for (const { tokens: inner } of token.cases) walk(inner);
    }
  };
  walk(parse(source));
  return found;
}

test("every English text is a message that can be compiled", () => {
  for (const [area, texts] of Object.entries(english))
    for (const [key, source] of Object.entries(texts))
      expect(() => argumentsOf(source), `${area}.${key}`).not.toThrow();
});

describe.each(others)("In %s", (language) => {
  const catalog = catalogOf(language);
  const pairs = Object.entries(english).flatMap(([area, texts]) =>
    Object.entries(texts).map(([key, source]) => ({
      name: `${area}.${key}`,
      source,
      theirs: catalog[area]?.[key] ?? "",
    })),
  );

  test("nothing is missing, and nothing is said that English does not say", () => {
    const keysOf = (all: typeof english) =>
      Object.entries(all).flatMap(([area, texts]) => Object.keys(texts).map((key) => `${area}.${key}`));
    expect(keysOf(catalog).sort()).toEqual(keysOf(english).sort());
  });

  test("every text asks for what the English one asks for", () => {
    for (const { name, source, theirs } of pairs) {
      // A plural may say its number in words.
      expect([...argumentsOf(theirs).keys()].sort(), name).toEqual([...argumentsOf(source).keys()].sort());
      expect([...new Set(partsOf(theirs))], name).toEqual([...new Set(partsOf(source))]);
    }
  });

  test("R93: what people wrote keeps its own direction within a sentence from the right, with the sign before it", () => {
    for (const { name, theirs } of pairs)
      // The compiler isolates the argument; a sign stands within the same marks, or it jumps to the other side of the name.
      expect(theirs, name).not.toMatch(/(?<!\u2068)[@#]\{/u);
  });

  test("R93: and every argument is isolated where it is put in", () => {
    const compiled = readFileSync(`.texts/language-${language}.js`, "utf8");
    const putIn = compiled.match(/"[^"\n]*" \+ d\.\w+\b/gu) ?? [];
    expect(putIn.length).toBeGreaterThan(100);
    expect(putIn.filter((text) => !text.includes(String.raw`\u2068" + d.`))).toEqual([]);
  });

  test("every plural has all the forms that the language has", () => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const { name, theirs } of pairs)
      for (const keys of pluralsOf(theirs)) expect(keys, name).toEqual(expect.arrayContaining([...forms]));
  });
});

test("who has no JavaScript is told so in every language", () => {
  const [, told = ""] = /<noscript>([\s\S]*?)<\/noscript>/u.exec(readFileSync("web/src/app.html", "utf8")) ?? [];
  expect(told).toContain("needs JavaScript");
  for (const language of others) expect(told).toContain(`lang="${language}"`);
});
