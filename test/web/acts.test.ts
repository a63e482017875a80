import * as v from "valibot";
import { describe, expect, test, beforeAll, vi } from "vitest";
import { EmojiSchema } from "../../protocol/acts.ts";
import { refusal } from "../../protocol/index.ts";
import { wordsFor } from "../../web/src/lib/conversation/act-refused.ts";
import { emojiAtHand, withUsed } from "../../web/src/lib/conversation/emoji/at-hand.ts";
import { canonicalEmoji, isSameEmoji, spelledAs } from "../../web/src/lib/conversation/emoji/emoji.ts";
import { loadRichText } from "../../web/src/lib/conversation/markup/formatting.svelte.ts";
import { excerpt } from "../../web/src/lib/conversation/markup/excerpt.ts";
import { whoIsTyping, whoReacted } from "../../web/src/lib/conversation/message/people-words.ts";
import { quoted, quoteParts } from "../../web/src/lib/conversation/markup/quoted.ts";
import { splitQuotes } from "../../web/src/lib/conversation/markup/split-quotes.ts";
import { pickerData } from "../../web/emoji-data.ts";

const ADA = "member-ada";
const NAMES: Record<string, string> = { "member-bo": "Bo", "member-cem": "Cem" };
const nameOf = (member: string) => NAMES[member] ?? "Somebody";
const who = (members: string[], count = members.length) => whoReacted({ emoji: "👍", members, count }, ADA, nameOf);

describe("who reacted, in words", () => {
  test("R36: others by name, I last as “you”", () => {
    expect(who(["member-bo"])).toBe("Bo");
    expect(who([ADA])).toBe("you");
    expect(who([ADA, "member-bo"])).toBe("Bo and you");
    expect(who(["member-bo", ADA, "member-cem"])).toBe("Bo, Cem and you");
  });

  test("whom an import did not name is counted, and a long list ends in a number", () => {
    expect(who([], 7)).toBe("7 people");
    expect(who([], 1)).toBe("1 person");
    expect(who(["member-bo", ADA], 5)).toBe("Bo, you and 3 others");
    const many = Array.from({ length: 20 }, (_, n) => `member-${n}`);
    expect(who(many)).toMatch(/^(Somebody, ){11}Somebody and 8 others$/u);
  });
});

test("R89: one, two and several people are typing", () => {
  const said = [[], ["Ada"], ["Ada", "Bo"], ["Ada", "Bo", "Cem"]].map(whoIsTyping);
  expect(said).toEqual(["", "Ada is typing", "Ada and Bo are typing", "Several people are typing"]);
});

describe("one picture is one reaction, however it is spelled", () => {
  test("a sign that asks for a picture where one is shown anyhow makes no difference", () => {
    expect(isSameEmoji("👍\uFE0F", "👍")).toBe(true);
    expect(isSameEmoji("❤\uFE0F", "❤")).toBe(true);
    expect(isSameEmoji("👍🏽", "👍")).toBe(false);
    expect(canonicalEmoji("👍\uFE0F")).toBe("👍");
    expect(canonicalEmoji("❤\uFE0F")).toBe("❤\uFE0F");
    expect(canonicalEmoji("👩\u200D❤\uFE0F\u200D👩")).toBe("👩\u200D❤\uFE0F\u200D👩");
  });

  test("the spelling on the message is the one that is sent", () => {
    expect(spelledAs("👍\uFE0F", [{ emoji: "🎉" }, { emoji: "👍" }])).toBe("👍");
    expect(spelledAs("❤\uFE0F", [{ emoji: "❤" }])).toBe("❤");
    expect(spelledAs("🎉", [])).toBe("🎉");
  });

  test("the picker offers what the server takes, with tones, and nothing twice", () => {
    const offered = JSON.parse(pickerData()) as { emoji: string; skins?: { tone: number; emoji: string }[] }[];
    const all = offered.flatMap(({ emoji, skins = [] }) => [emoji, ...skins.map((skin) => skin.emoji)]);
    expect(all.length).toBeGreaterThan(3_000);
    expect(new Set(all.map((emoji) => emoji.replaceAll("\uFE0F", ""))).size).toBe(all.length);
    expect(all.filter((emoji) => !v.is(EmojiSchema, canonicalEmoji(emoji)))).toEqual([]);
  });

  test("R148: in Arabic the picker offers the same, nearly all by Arabic names, and found by English words too", () => {
    type Offered = { emoji: string; annotation: string; tags: string[] }[];
    const [english, arabic] = [JSON.parse(pickerData()) as Offered, JSON.parse(pickerData("ar")) as Offered];
    expect(arabic.map(({ emoji }) => emoji)).toEqual(english.map(({ emoji }) => emoji));
    const named = arabic.filter(({ annotation }) => /\p{Script=Arabic}/u.test(annotation));
    expect(named.length / arabic.length).toBeGreaterThan(0.96);
    expect(arabic.find(({ emoji }) => emoji === "🎉")?.tags).toEqual(
      expect.arrayContaining(["احتفال", "party popper"]),
    );
    expect(arabic.find(({ emoji }) => emoji === "🇪🇬")?.annotation).toBe("مصر");
  });
});

test("an emoji of another class is not at hand in this one: one that everybody has stands in its place", () => {
  const first = ["👍", "✅", "👀"].map((emoji) => ({ emoji, at: 0 }));
  const slots = [
    { emoji: ":blobcat:", at: 3 },
    { emoji: "✅", at: 0 },
    { emoji: "🎉", at: 2 },
  ];
  expect(emojiAtHand(slots, first, (name) => name === "blobcat")).toEqual([":blobcat:", "✅", "🎉"]);
  expect(emojiAtHand(slots, first, () => false)).toEqual(["👍", "✅", "🎉"]);
});

test("the emoji at hand stay where they are; a new one takes the place of the one used longest ago", () => {
  const start = ["👍", "✅", "👀"].map((emoji) => ({ emoji, at: 0 }));
  const once = withUsed(start, "✅", 1);
  expect(once.map(({ emoji }) => emoji)).toEqual(["👍", "✅", "👀"]);
  const twice = withUsed(withUsed(once, "🎉", 2), "👍🏽", 3);
  expect(twice.map(({ emoji }) => emoji)).toEqual(["🎉", "✅", "👍🏽"]);
  expect(withUsed(twice, "😂", 4).map(({ emoji }) => emoji)).toEqual(["🎉", "😂", "👍🏽"]);
});

// A sanitiser needs a browser.
vi.mock("dompurify", () => ({ default: { addHook: () => undefined, sanitize: (html: string) => html } }));

describe("a message in one line", () => {
  beforeAll(() => loadRichText());

  test("shows the words and not their markup", () => {
    expect(excerpt("# Title\n\n**bold** and `code` and ~~gone~~")).toBe("Title bold and code and gone");
    expect(excerpt("> quoted\n[the page](https://example.org/x)")).toBe("quoted the page");
    expect(excerpt("```js\nconst a = b * c;\n```")).toBe("const a = b * c;");
    expect(excerpt("my_snake_case * 2 * 3, 2*3*4, `x` __init__.py")).toBe(
      "my_snake_case * 2 * 3, 2*3*4, x __init__.py",
    );
    expect(excerpt("a ||b|| c")).toBe("a (spoiler) c");
  });

  test("ends in … where it is long, and never within a character", () => {
    expect(excerpt("😀".repeat(300), 10)).toBe(`${"😀".repeat(10)}…`);
    expect(excerpt("*".repeat(50_000)).length).toBeLessThanOrEqual(201);
  });
});

test("R31: a private message begins with the words it is about and the way back to them", () => {
  expect(quoted("First\n\nsecond", "https://place.test/c/1#12")).toBe(
    "> First\n>\n> second\n> https://place.test/c/1#12\n\n",
  );
  expect(quoted("long\n".repeat(40), "L")).toBe(`${"> long\n".repeat(8)}> …\n> L\n\n`);
});

describe("R31: a draft that begins with quotes", () => {
  const first = quoted("First\n\nsecond", "https://place.test/c/general#12");
  const second = quoted("x".repeat(900), "https://place.test/c/lab#3");

  test("is the quotes and what is written below them, and nothing is lost between the two", () => {
    expect(splitQuotes(`${first}${second}My answer\n`)).toEqual({ quotes: [first, second], rest: "My answer\n" });
    expect(splitQuotes(first.trimEnd())).toEqual({ quotes: [first], rest: "" });
  });

  test("is no such draft where somebody quotes by hand, or the link leads elsewhere", () => {
    for (const draft of ["> words\n\nAnswer", "> https://example.org/\n\nx", `Hello\n${first}`, "", "> a\nb"])
      expect(splitQuotes(draft)).toEqual({ quotes: [], rest: draft });
  });

  test("shows the words, and knows where they are from", () => {
    expect(quoteParts(first)).toEqual({ words: "First\n\nsecond", channelId: "general" });
    expect(quoteParts(second)).toMatchObject({ channelId: "lab", words: expect.stringMatching(/^x{600}\n…$/u) });
  });
});

test("what was refused says what was undone and why", () => {
  const react = { type: "react", emoji: "👍", on: true } as const;
  expect(wordsFor(react, refusal("too_many"))).toMatch(/^This message has 20 different reactions/u);
  expect(wordsFor({ type: "pin", on: true }, refusal("forbidden"))).toBe(
    "The pin was not changed. You can't do that here.",
  );
});
