/** When a machine of one's own does what Cloudflare's cron does for a deployment. */
import { expect, test } from "vitest";
import { isTime } from "../../tools/serve/nightly.ts";

const at = (day: number, hour: number) => new Date(2026, 10, day, hour);
test("at three at night, once; and when a night was slept through", () => {
  expect(isTime(at(3, 2), at(2, 3).getTime())).toBe(false);
  expect(isTime(at(3, 3), at(2, 3).getTime())).toBe(true);
  expect(isTime(new Date(2026, 10, 3, 3, 50), at(3, 3).getTime())).toBe(false);
  expect(isTime(at(4, 9), at(2, 3).getTime())).toBe(true);
  expect(isTime(at(3, 9), at(3, 3).getTime())).toBe(false);
});

test("a folder that is new has its first night before it", () => {
  expect(isTime(at(3, 3), undefined)).toBe(false);
});
