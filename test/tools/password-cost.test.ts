/** What a password costs whoever guesses at it. The worker's tests run with less (test/support/cheap-passwords.ts). */
import { expect, test } from "vitest";
import { COST } from "../../worker/identity/password-cost.ts";

test("R151: a password is hashed by scrypt at no less than OWASP names, and at no more than production allows", () => {
  const { N, r, p, maxmem } = COST;
  expect(N).toBeGreaterThanOrEqual(2 ** 14);
  expect([r, p]).toEqual([8, 5]);
  expect(N * r * p).toBeLessThan(2 ** 20);
  expect(maxmem).toBeGreaterThan(128 * N * r);
});
