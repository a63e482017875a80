/** Sizes of files, as they are said. */
import { expect, test } from "vitest";
import { sizeInWords } from "../../web/src/lib/conversation/files/sizes.ts";

test("a size is said in the unit in which it is less than a thousand and at least one", () => {
  const said = (bytes: number) => sizeInWords(bytes).replaceAll("\u00a0", " ");
  expect([0, 1, 1_499, 999_499].map(said)).toEqual(["1 kB", "1 kB", "1 kB", "999 kB"]);
  expect([999_500, 1_250_000, 999_940_000].map(said)).toEqual(["1.0 MB", "1.3 MB", "999.9 MB"]);
  // What a class has for its files.
  expect([999_960_000, 5 * 1024 ** 3].map(said)).toEqual(["1.0 GB", "5.4 GB"]);
});
