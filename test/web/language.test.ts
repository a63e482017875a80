/** Which language a page speaks, by what it was asked for, what was chosen on the device, and what the browser prefers. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";

beforeEach(() => vi.resetModules());
afterEach(() => vi.unstubAllGlobals());

/** @param asked by the tag in a class page; `chosen`: on this device; `languages`: of the browser */
async function spokenBy({ asked = "", chosen = "", languages = ["en-GB"] }) {
  const documentElement = { dataset: { ...(asked && { language: asked }) }, lang: "", dir: "" };
  vi.stubGlobal("document", { documentElement });
  vi.stubGlobal("navigator", { languages });
  vi.stubGlobal("localStorage", { getItem: () => (chosen === "" ? null : chosen) });
  const { language } = await import("../../web/src/lib/base/texts/language.ts");
  const { lang, dir } = documentElement;
  return { language, lang, dir };
}

test.each([
  ["the browser's first one that it knows", { languages: ["fr", "ar-EG", "en"] }, "ar"],
  ["English where it knows none", { languages: ["fr", "is"] }, "en"],
  ["what was chosen on the device before that", { chosen: "en", languages: ["ar"] }, "en"],
  ["what the tag in a class page asks for before both", { asked: "ar", chosen: "en", languages: ["en"] }, "ar"],
  ["a region of it too", { asked: "ar-EG" }, "ar"],
  ["English on an Arabic device, where the tag says so", { asked: "en", languages: ["ar"] }, "en"],
  ["nothing of what it does not know", { asked: "constructor", languages: ["ar"] }, "ar"],
])("a page speaks %s", async (_what, given, language) => {
  expect(await spokenBy(given)).toEqual({ language, lang: language, dir: language === "ar" ? "rtl" : "ltr" });
});
