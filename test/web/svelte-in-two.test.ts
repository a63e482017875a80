/** A module of which one part comes later, and those that import it. */
import { parseSync } from "vite";
import { expect, test } from "vitest";
import { inTwo, redirected } from "../../web/svelte-in-two.ts";

type Body = Parameters<typeof inTwo>[1];
const bodyOf = (code: string) => parseSync("module.js", code).program.body as unknown as Body;
const MODULE = `import { tag } from "./tag.js";
const names = ["a"];
export const kept = () => names;
function inner() { return tag(names); }
export function rare() { return inner() + kept().length; }
`;
const cut = (later: string[]) => inTwo(MODULE, bodyOf(MODULE), later, "module.js");

test("what moves has its imports, and all that stayed; what stayed hands out what the other needs", () => {
  const parts = cut(["inner", "rare"]);
  expect(parts?.first.trim()).toBe(
    ['const names = ["a"];', "export const kept = () => names;", "export { names };"].join("\n"),
  );
  expect(parts?.later).toBe(
    [
      `import { tag } from "./tag.js";`,
      `import { names, kept } from "./module.js";`,
      "export function inner() { return tag(names); }",
      "export function rare() { return inner() + kept().length; }",
    ].join("\n"),
  );
});

test("a name that is not there any more is told of, and nothing is cut", () => {
  expect(cut(["inner", "renamed"])).toBeNull();
});

test("whoever imports or hands on what moved asks for it where it is, and for the rest where it was", () => {
  const code = `import { kept, rare as seldom } from "./module.js";
export { rare } from "./module.js";
import { rare as other } from "./elsewhere.js";`;
  const later = (source: string) => (source === "./module.js" ? ["rare"] : undefined);
  expect(redirected(code, bodyOf(code), later).split("\n")).toEqual([
    `import { kept } from "./module.js";`,
    `import { rare as seldom } from "./module.js?place-later";`,
    `export { rare } from "./module.js?place-later";`,
    `import { rare as other } from "./elsewhere.js";`,
  ]);
});
