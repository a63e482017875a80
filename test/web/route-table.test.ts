/** Kit's table of routes, said in fewer bytes. */
import { expect, test } from "vitest";
import { shortTable, withShortTable, type Dictionary } from "../../web/route-table.ts";

const TABLE: Dictionary = {
  "/": [4],
  "/(class)/c/[channel]": [5, [2]],
  "/join/[code]": [49],
  "/join/waiting": [50],
  "/(class)/settings": [6, [2, 3]],
  "/(class)/settings/account": [7, [2, 3]],
  "/(class)/w/[workspace]": [15, [2]],
  "/(class)/w/[workspace]/tasks": [34, [2], [1]],
  "/(class)/w/[workspace]/settings": [27, [2]],
  "/(class)/w/[workspace]/settings/site": [33, [2]],
};
const madeOf = (expression: string) => new Function(`return ${expression}`)() as Dictionary;

test("what is made of the short table is kit's own, page by page and in its order", () => {
  expect(Object.entries(madeOf(shortTable(TABLE)))).toEqual(Object.entries(TABLE));
});

test("what stands around it stays; where kit writes it in another way, nothing is changed", () => {
  const module = `export const server_loads = [];\n\nexport const dictionary = {\n\t\t"/": [4],\n\t\t"/docs": [38]\n\t};\n\nexport const hash = false;`;
  const short = withShortTable(module);
  expect(short).toContain("export const server_loads = [];");
  expect(short).toContain("export const hash = false;");
  expect(madeOf(/dictionary = (.*);/u.exec(short ?? "")?.[1] ?? "")).toEqual({ "/": [4], "/docs": [38] });
  expect(withShortTable("export const dictionary = new Map();")).toBeNull();
});
