import { beforeEach, describe, expect, test, vi } from "vitest";
import { wordsOf } from "../../web/src/lib/base/browser/shared-in.ts";
import { stubStorage } from "../support/browser-stubs.ts";

const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile/15E148";
const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1";

beforeEach(() => {
  stubStorage();
  vi.stubGlobal("addEventListener", () => undefined);
});

describe("who is told how it is done on iOS", () => {
  test("an iPhone, and an iPad that says that it is a Mac; no Mac", async () => {
    const { isIos } = await import("../../web/src/lib/features/install/install.svelte.ts");
    expect(isIos({ userAgent: IPHONE, maxTouchPoints: 5 })).toBe(true);
    expect(isIos({ userAgent: MAC, maxTouchPoints: 5 })).toBe(true);
    expect(isIos({ userAgent: MAC, maxTouchPoints: 0 })).toBe(false);
  });

  test("once, on the third day that they come, and not on arrival", async () => {
    const { isTimeToTell } = await import("../../web/src/lib/features/install/install.svelte.ts");
    expect(["Mon", "Mon", "Tue", "Tue", "Fri", "Sat", "Sun"].map(isTimeToTell)).toEqual([
      ...[false, false, false, false, true, false, false],
    ]);
  });
});

test("what another app hands over is said once, in the order of title, words and link", () => {
  expect(wordsOf(["The plan", "Read it", "https://example.org/"])).toBe("The plan\nRead it\nhttps://example.org/");
  expect(wordsOf([null, "See https://example.org/", "https://example.org/"])).toBe("See https://example.org/");
  expect(wordsOf(["https://example.org/", "https://example.org/", ""])).toBe("https://example.org/");
  expect(wordsOf([null, "  ", null])).toBe("");
});
