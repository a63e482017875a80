/** What whoever runs PLACE set: a mistake in it stops nobody and switches nothing off. */
import { afterEach, beforeEach, describe, expect, test, vi, type MockInstance } from "vitest";
import { IMPORT_PER_DAY, RATE_LIMITS } from "../../../protocol/index.ts";
import { RateLimiter } from "../../../worker/room/commit/rate-limiter.ts";

let said: MockInstance;
let settings: typeof import("../../../worker/operator-settings.ts");
beforeEach(async () => {
  said = vi.spyOn(console, "error").mockImplementation(() => undefined);
  // Each says a mistake once in the life of an isolate.
  vi.resetModules();
  settings = await import("../../../worker/operator-settings.ts");
});
afterEach(() => vi.restoreAllMocks());

describe("R3: how fast one may act", () => {
  test("is the table's, but for the kinds that were set", () => {
    const post = { burst: 1, perSecond: 0.5 };
    expect(settings.rateLimitsOf(undefined)).toEqual(RATE_LIMITS);
    expect(settings.rateLimitsOf("")).toEqual(RATE_LIMITS);
    expect(settings.rateLimitsOf(JSON.stringify({ post }))).toEqual({ ...RATE_LIMITS, post });
    expect(said).not.toHaveBeenCalled();
  });

  test.each([
    ["no JSON", "{post"],
    ["a number in place of a limit", `{"post":5}`],
    ["half a limit", `{"post":{"burst":5}}`],
    ["a text in place of a number", `{"post":{"burst":"5","perSecond":1}}`],
    ["a kind that there is not", `{"posts":{"burst":5,"perSecond":1}}`],
    ["nothing that ever fills up", `{"post":{"burst":5,"perSecond":0}}`],
  ])("%s is said once, and the table holds", (_what, text) => {
    expect(settings.rateLimitsOf(text)).toEqual(RATE_LIMITS);
    expect(settings.rateLimitsOf(text)).toEqual(RATE_LIMITS);
    const lines = said.mock.calls.map(([line]) => JSON.parse(String(line)) as object);
    expect(lines).toEqual([
      expect.objectContaining({ what: "settings", error: expect.stringContaining("PLACE_LIMITS") }),
    ]);
    const rates = new RateLimiter(text);
    const waits = Array.from({ length: RATE_LIMITS.post.burst + 1 }, () => rates.take("post", "ada", 0));
    expect(waits.at(-1)).toBe(500);
  });
});

test.each([
  [undefined, IMPORT_PER_DAY],
  ["", IMPORT_PER_DAY],
  ["7", 7],
  ["0", 0],
  ["40,000", IMPORT_PER_DAY],
  ["-1", IMPORT_PER_DAY],
  ["lots", IMPORT_PER_DAY],
])("how often something may be done in a day: %j is %d, and what is no number is said", (text, expected) => {
  const env = text === undefined ? {} : { PLACE_IMPORT_PER_DAY: text };
  expect(settings.perDayOf(env, "PLACE_IMPORT_PER_DAY", IMPORT_PER_DAY)).toBe(expected);
  expect(said.mock.calls).toHaveLength(text && expected === IMPORT_PER_DAY ? 1 : 0);
});
