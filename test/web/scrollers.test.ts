/**
 * What scrolls holds what is placed in it. Words for screen readers alone are placed absolutely: of a part that scrolls and is not placed
 * itself they stand far below the screen, and whoever scrolls to something there moves the whole page under its frame.
 */
import { expect, test } from "vitest";
import { sources } from "../../tools/measure/files.ts";

/** Rules of a part that fills its pane and scrolls, without a place of its own. */
const unplaced = (styles: string): string[] =>
  [...styles.matchAll(/([^{}]+)\{([^{}]*)\}/gu)]
    // In a field stands nothing.
    .filter(([, selector = ""]) => selector.trim() !== "textarea")
    .filter(([, , body = ""]) => /overflow-y: auto/u.test(body) && /flex: 1;/u.test(body) && !/position: /u.test(body))
    .map(([, selector = ""]) => selector.trim());

test("R138: every part that fills its pane and scrolls holds what is placed in it", () => {
  const found = sources()
    .code.filter(({ path }) => path.endsWith(".svelte"))
    .flatMap(({ path, text }) => unplaced(text.split("<style>")[1] ?? "").map((rule) => `${path}: ${rule}`));
  expect(found).toEqual([]);
});

test("such a part is found", () => {
  expect(unplaced(".page { flex: 1; overflow-y: auto; }")).toEqual([".page"]);
  expect(unplaced(".page { flex: 1; position: relative; overflow-y: auto; }")).toEqual([]);
});
