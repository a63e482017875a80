import { expect, test } from "vitest";
import { lookAlikes } from "../../tools/look-alikes.ts";
import { LOOK_ALIKES } from "../../worker/handles/look-alikes.ts";

test("R140: the kept table of look-alikes is what tools/look-alikes.ts makes of Unicode's", () => {
  expect(Object.keys(LOOK_ALIKES).length).toBeGreaterThan(500);
  expect(LOOK_ALIKES).toEqual(lookAlikes());
});
