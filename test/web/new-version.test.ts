import { expect, test } from "vitest";
import { isQuiet } from "../../web/src/lib/features/offline/quiet.ts";

const MINUTE = 60_000;

test("R105: a new version is taken after a minute out of view, or five untouched; never while something would be lost", () => {
  expect(isQuiet({ isHidden: true, for: MINUTE - 1, isBusy: false })).toBe(false);
  expect(isQuiet({ isHidden: true, for: MINUTE, isBusy: false })).toBe(true);
  expect(isQuiet({ isHidden: false, for: 5 * MINUTE - 1, isBusy: false })).toBe(false);
  expect(isQuiet({ isHidden: false, for: 5 * MINUTE, isBusy: false })).toBe(true);
  expect(isQuiet({ isHidden: true, for: 60 * MINUTE, isBusy: true })).toBe(false);
});
