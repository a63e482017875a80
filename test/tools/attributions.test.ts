import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), "utf8");

test("every package that PLACE stands on is attributed, in the version that is installed, and no other", async () => {
  const { dependencies, devDependencies } = JSON.parse(await read("package.json")) as Record<
    "dependencies" | "devDependencies",
    Record<string, string>
  >;
  const rows = (await read("docs/attributions.md")).matchAll(/^\| (\S+) +\| (\d\S*) +\|/gmu);
  const attributed = Object.fromEntries([...rows].map(([, name, version]) => [name, version]));
  expect(attributed).toEqual({ ...dependencies, ...devDependencies });
});
