import { cutBehind } from "../../protocol/characters.ts";
import { expect, test } from "vitest";
import {
  BodySchema,
  ChannelNameSchema,
  DisplayNameSchema,
  HandleSchema,
  mintedAt,
  parse,
  PlannedTimeSchema,
  REFUSALS,
  REFUSAL_CODES,
  TimeSchema,
} from "../../protocol/index.ts";
import { v7 as uuidv7 } from "uuid";

const read = (schema: Parameters<typeof parse>[0], input: unknown) => {
  const parsed = parse(schema, input);
  return parsed.ok ? parsed.value : parsed.refusal.code;
};

test("I9: a message is text that leaves a mark, of at most 10,000 characters, and is kept to the letter", () => {
  expect(read(BodySchema, "  indented\n\tcode  ")).toBe("  indented\n\tcode  ");
  expect(read(BodySchema, "👩🏽‍💻 مرحبا 你好")).toBe("👩🏽‍💻 مرحبا 你好");
  expect(read(BodySchema, "\u200b\u2060 ")).toBe("empty");
  expect(read(BodySchema, "x".repeat(10_001))).toBe("too_long");
  expect(read(BodySchema, "\ud800")).toBe("not_text");
  expect(read(BodySchema, ["a"])).toBe("not_text");
});

test("R140, R150: a handle has 3 to 20 characters, and a refusal says which rule it broke", () => {
  expect(read(HandleSchema, " ada.l-9 ")).toBe("ada.l-9");
  expect(read(HandleSchema, "Źdźbło")).toBe("Źdźbło");
  for (const bad of ["ab", "x".repeat(21), "-ada", "ada-", "a da", "a\u202ebc", "ada/..", "@ada", "😀😀😀"])
    expect(read(HandleSchema, bad)).toBe("invalid");
  const parsed = parse(HandleSchema, "x".repeat(21));
  expect(parsed.ok ? "" : parsed.refusal.sentence).toBe("A handle can have up to 20 characters.");
});

test.each(["miri\u034Fam", "miriam\uFE0F", "miriam\u3164", "mir\u115Fiam", "miriam\uFFA0"])(
  "R140: a handle has no characters that nobody sees: %j",
  (handle) => expect(read(HandleSchema, handle)).toBe("invalid"),
);

test("I9: a moment is one that a date can be, and a plan is for at most a year ahead", () => {
  for (const bad of [-1, 1.5, NaN, Infinity, 8.64e15 + 1, "0", null]) expect(read(TimeSchema, bad)).toBe("invalid");
  expect(read(TimeSchema, 8.64e15)).toBe(8.64e15);
  const day = 86_400_000;
  expect(read(PlannedTimeSchema, Date.now() + 367 * day)).toBe("invalid");
  const soon = Date.now() + 300 * day;
  expect(read(PlannedTimeSchema, soon)).toBe(soon);
});

test("I9: a display name is one line without direction tricks", () => {
  expect(read(DisplayNameSchema, "  Ada\n Lovelace ")).toBe("Ada Lovelace");
  expect(read(DisplayNameSchema, "evil\u202egpj.exe")).toBe("evilgpj.exe");
  expect(read(DisplayNameSchema, " \u200b ")).toBe("empty");
});

test.each([
  ["a zero-width space", "Ada\u200b Lovelace"],
  ["a joiner between Latin letters", "A\u200dda Lovelace"],
  ["a non-joiner before a space", "Ada\u200c Lovelace"],
  ["a byte order mark", "\ufeffAda Lovelace"],
  ["a soft hyphen", "Ada Love\u00adlace"],
  ["a word joiner and a grapheme joiner", "Ada\u2060 Love\u034flace"],
  ["a variation selector on a letter", "Ada\ufe0f Lovelace"],
  ["a filler", "Ada\u3164 Lovelace"],
  ["tags without a flag", "Ada\u{e0067}\u{e0062} Lovelace"],
  ["a joiner behind a selector that is not kept", "Ada\ufe0f\u200d Lovelace"],
  ["right-to-left, left-to-right and isolates", "\u202eAda\u200f\u061c \u2067Lovelace\u2069\u200e"],
  ["a second space that is left where a sign was", "Ada \u200b Lovelace"],
])("R140: a name is not told from another by %s", (_title, name) =>
  expect(read(DisplayNameSchema, name)).toBe("Ada Lovelace"),
);

test("R140: a non-joiner that is not seen tells no two Arabic names apart", () => {
  expect(read(DisplayNameSchema, "دا\u200cرا")).toBe("دارا");
});

test.each([
  "👩🏽\u200d💻 Ada",
  "❤\ufe0f",
  "1\ufe0f\u20e3",
  "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
  "علی\u200cرضا",
  "क्\u200dष",
  "ශ්\u200dරී",
])("R140: what shapes a name is kept: %s", (name) => expect(read(DisplayNameSchema, name)).toBe(name));

test("R44: a channel's name is brought into the form it has in addresses", () => {
  expect(read(ChannelNameSchema, "#Homework Help!")).toBe("homework-help");
  expect(read(ChannelNameSchema, "数学 — Fragen")).toBe("数学-fragen");
  expect(read(ChannelNameSchema, "!!!")).toBe("empty");
});

test("I9: a text is cut behind so many units, and never through a character", () => {
  expect([cutBehind("words", 5), cutBehind("words", 4)]).toEqual(["words", "word"]);
  expect(["a👍b", "a👍", "a👍👍"].map((text) => cutBehind(text, 2))).toEqual(["a", "a", "a"]);
  expect(cutBehind("a👍b", 3)).toBe("a👍");
});

test("P3: an id tells when it was minted", () => {
  const now = Date.now();
  expect(mintedAt(uuidv7({ msecs: now }))).toBe(now);
});

test("I9: every refusal has a sentence for people and a status", () => {
  for (const code of REFUSAL_CODES) {
    expect(REFUSALS[code].sentence).toMatch(/^[A-Z].*\.$/u);
    expect(REFUSALS[code].status).toBeGreaterThanOrEqual(400);
  }
});
