/** What is refused, in the words of the reader's language. */
import { readdirSync, readFileSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";
import { parse } from "../../protocol/parse.ts";
import { because, REASONS, type Reason } from "../../protocol/reasons.ts";
import { REFUSALS, refusal } from "../../protocol/refusals.ts";
import { HandleSchema, PasswordSchema } from "../../protocol/text.ts";
import { catalogOf } from "../../web/texts.ts";

const english = catalogOf("en")["refusals"] ?? {};
const arabic = catalogOf("ar")["refusals"] ?? {};

/** The app's own modules, begun anew by a browser of this language. */
async function speaking(language: string) {
  vi.resetModules();
  vi.stubGlobal("document", { documentElement: { dataset: {} } });
  vi.stubGlobal("navigator", { languages: [language] });
  return {
    ...(await import("../../web/src/lib/base/texts/refusals.ts")),
    ...(await import("../../web/src/lib/class/account/rules.ts")),
  };
}
afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

test("every refusal and every reason has its sentence in the catalog, and the English one is the server's", () => {
  const sentences = [
    ...Object.entries(REFUSALS).map(([code, { sentence }]) => [code, sentence] as const),
    ...Object.entries(REASONS),
  ].map(([key, sentence]) => [key, sentence.replaceAll("'", "''")]);
  const { goesOn: _, ...ofCodes } = english;
  expect(ofCodes).toEqual(Object.fromEntries(sentences));
});

test("R148: whatever is refused for a reason is said in Arabic, with the same values", async () => {
  const { sentenceOf } = await speaking("ar");
  const places = (text: string) => [...new Set([...text.matchAll(/\{(\w+)/gu)].map(([, name]) => name))].sort();
  for (const [reason, sentence] of Object.entries(REASONS) as [Reason, string][]) {
    const names = places(sentence);
    expect(places((arabic[reason] ?? "").replace(/ (?:zero|one|two|few|many|other) \{[^}]*\}/gu, "")), reason).toEqual(
      names,
    );
    const said = sentenceOf(
      refusal("invalid", {
        ...because(reason, Object.fromEntries(names.map((name) => [name ?? "", 7]))),
        retryAfter: 900,
      }),
    );
    expect(said, reason).toMatch(/[\u0600-\u06ff]/u);
    expect(said, reason).not.toMatch(/undefined|[{}]/u);
    expect(said, reason).not.toContain(arabic["invalid"]);
  }
});

test("R148: no sentence of a refusal is written where it is refused: each comes from the list of codes or of reasons", () => {
  const files = ["worker", "protocol"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !/^(?:refusals(?:-at-hand)?|reasons|refusal-schema)\.ts$/u.test(file))
      .map((file) => `${folder}/${file}`),
  );
  const written = files.filter((file) => /\bsentence: ?["`]|\bsentence:\s*\n/u.test(readFileSync(file, "utf8")));
  expect(written).toEqual([]);
  const inSchemas = files.filter((file) =>
    /v\.(?:check|min\w+|max\w+|regex)\([^\n]*["`][A-Z][^"`\n]*\.["`]\)/u.test(readFileSync(file, "utf8")),
  );
  expect(inSchemas).toEqual([]);
});

test("a reader of English is told what the server said, which may be more than its code says", async () => {
  const { sentenceOf } = await speaking("en-GB");
  const exact = refusal("too_fast", {
    sentence: "That is faster than people can read. It goes out in 3 s.",
    retryAfter: 3000,
  });
  expect(sentenceOf(exact)).toBe(exact.sentence);
});

test("a reader of Arabic is told in Arabic, with the time to wait where waiting is theirs to do", async () => {
  const { sentenceOf } = await speaking("ar-MA");
  expect(sentenceOf(refusal("archived"))).toBe(arabic["archived"]);
  expect(sentenceOf(refusal("too_fast", { retryAfter: 2400 }))).toBe(
    `${arabic["too_fast"]} يمكن المتابعة \u2068خلال 3 ثوانٍ\u2069.`,
  );
  expect(sentenceOf(refusal("muted", { retryAfter: 7_200_000 }))).toContain("خلال ساعتين");
  expect(sentenceOf(refusal("unavailable", { retryAfter: 5000 }))).toBe(arabic["unavailable"]);
});

test("R23: a fault of PLACE's is told with the mark by which it stands in the log, in every language; other refusals are not", async () => {
  const trace = "8f2c1e0b";
  const inEnglish = await speaking("en");
  expect(inEnglish.sentenceOf(refusal("internal", { trace }))).toBe(
    `${REFUSALS.internal.sentence} \u2068[${trace}]\u2069`,
  );
  expect(inEnglish.sentenceOf(refusal("unavailable", { trace, retryAfter: 2_000 }))).toContain(`[${trace}]`);
  expect(inEnglish.sentenceOf(refusal("archived", { trace }))).toBe(REFUSALS.archived.sentence);
  const inArabic = await speaking("ar");
  expect(inArabic.inReadersLanguage(refusal("internal", { trace, retryAfter: 1000 })).sentence).toBe(
    `${arabic["internal"]} \u2068[${trace}]\u2069`,
  );
});

test("R150: a handle or password that cannot be is refused in the server's words before it is sent, and in Arabic too", async () => {
  const handles = ["a", "a".repeat(21), ".a.", "a\u{e0100}b"];
  const passwords = ["short", "x".repeat(2000), "\ud800 not text at all"];
  const said = [
    ...handles.map((handle) => parse(HandleSchema, handle)),
    ...passwords.map((password) => parse(PasswordSchema, password)),
  ].map((parsed) => (parsed.ok ? undefined : parsed.refusal.sentence));
  expect(said).not.toContain(undefined);
  const inEnglish = await speaking("en");
  expect([...handles.map(inEnglish.handleTrouble), ...passwords.map(inEnglish.passwordTrouble)]).toEqual(said);
  const inArabic = await speaking("ar");
  const told = [...handles.map(inArabic.handleTrouble), ...passwords.map(inArabic.passwordTrouble)];
  for (const sentence of told) expect(sentence).toMatch(/^[^A-Za-z]+$/u);
  expect(new Set(told).size).toBe(said.length);
});
