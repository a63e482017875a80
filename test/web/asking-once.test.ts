/**
 * What is asked when a page opens is asked once. An effect that only begins to listen, and asks as it begins, would begin again with
 * everything that it happened to read on the way: what I may, who I am.
 */
import { expect, test } from "vitest";
import { sources } from "../../tools/measure/files.ts";

/** Effects that begin to listen and take what is read meanwhile for their reasons. One that is given a value means it. */
const beginsAgain = (source: string): string[] =>
  [...source.matchAll(/\$effect\(\(\) => (?:void )?[\w.]+\.(?:watch|follow|load)\(\)\)/gu)].map(([effect]) => effect);

test("no page asks again because of what it read while it began to listen", () => {
  const found = sources()
    .code.filter(({ path }) => path.endsWith(".svelte"))
    .flatMap(({ path, text }) => beginsAgain(text).map((effect) => `${path}: ${effect}`));
  expect(found).toEqual([]);
});

test("such an effect is found, and one that reads nothing, or is given what it is about, is none", () => {
  expect(beginsAgain("$effect(() => joining.watch());")).toHaveLength(1);
  expect(beginsAgain("$effect(() => untrack(() => joining.watch()));$effect(() => previews.watch(message));")).toEqual(
    [],
  );
});
