import { expect, test } from "vitest";
import { initialsOf } from "../../web/src/lib/base/ui/initials.ts";

test.each([
  ["Ada Lovelace", "AL"],
  ["ada", "A"],
  ["Grace Brewster Murray Hopper", "GH"],
  ["Jean-Luc Picard", "JP"],
  ["amara.okafor", "AO"],
  ["Dr. Élodie Étienne", "DÉ"],
  ["(Bot) Linter", "BL"],
  ["  spaces  around  ", "SA"],
  ["42 is it", "4I"],
  ["ålesund", "Å"],
  ["ß", "SS"],
  ["Straße ss", "SS"],
])("the initials of “%s” are “%s”", (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});

test("a name in characters is told by its last two", () => {
  expect(initialsOf("王小明")).toBe("小明");
  expect(initialsOf("김민준")).toBe("민준");
  expect(initialsOf("佐藤 花子")).toBe("花子");
  expect(initialsOf("李")).toBe("李");
});

test("letters that would join are kept apart", () => {
  expect(initialsOf("ليلى حداد")).toBe("ل ح");
  expect(initialsOf("ليلى")).toBe("ل");
});

test("a letter keeps its marks, and what is no letter stands for nobody", () => {
  expect(initialsOf("e\u0301lan vital")).toBe("E\u0301V");
  expect(initialsOf("नमस्ते")).toBe([...new Intl.Segmenter().segment("नमस्ते")][0]?.segment);
  for (const name of ["", "   ", "🦊", "---", "🦊 🐢"]) expect(initialsOf(name)).toBe("");
  expect(initialsOf("🦊 Fox")).toBe("F");
});
