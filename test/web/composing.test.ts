import { describe, expect, test } from "vitest";
import { MESSAGE_MAX_CHARS, type Member, type MyChannel } from "../../protocol/index.ts";
import { fenceAt, isInCode } from "../../web/src/lib/conversation/composer/fences.ts";
import { languageIn, looksLikeCode } from "../../web/src/lib/conversation/composer/pasted-code.ts";
import { inItalics } from "../../web/src/lib/features/phrases/phrases.ts";
import { statusIn } from "../../web/src/lib/features/presence/status-words.ts";
import {
  groupMentionsOffered,
  mayMentionGroup,
  outsiders,
  groupMentionQuestion,
  type Room,
} from "../../web/src/lib/conversation/composer/group-mention.ts";
import {
  asCode,
  asLink,
  fenced,
  indent,
  lineBreak,
  wrap,
  type Edit,
} from "../../web/src/lib/conversation/composer/shortcuts.ts";
import { splitMessage } from "../../web/src/lib/conversation/composer/split.ts";
import { suggestionsFor, type Known } from "../../web/src/lib/conversation/composer/suggestions.ts";
import { tokenAt } from "../../web/src/lib/conversation/composer/token.ts";

const token = (text: string) => {
  const caret = text.indexOf("^");
  const found = tokenAt(text.replace("^", ""), caret);
  return found && `${found.sign}${found.query}`;
};

describe("R126: what is being written is completed", () => {
  test.each([
    ["@^", "@"],
    ["hi @ad^", "@ad"],
    ["hi (@ad^", "@ad"],
    ["see #gen^", "#gen"],
    ["well :tad^", ":tad"],
    ["/po^", "/po"],
    ["/^", "/"],
    ["مرحبا @لين^", "@لين"],
  ])("in %j", (text, found) => expect(token(text)).toBe(found));

  test.each([
    "mail ada@ex^",
    "https://x.org/@a^",
    "a #1#b^",
    "so:^",
    "at 10:30^",
    ":)^",
    ":a^",
    "`@ad^`",
    "```python^",
    "```\n@dec^",
    "hi @a^da",
    "see /etc^",
    "/usr/bin^",
    "^@ada",
  ])("not in %j", (text) => expect(token(text)).toBeNull());
});

const person = (id: string, name: string, more: Partial<Member> = {}): Member => ({
  id,
  handle: id,
  name,
  role: "student",
  joinedAt: 0,
  ...more,
});
const ADA = person("ada", "Ada Lovelace");
const ADAM = person("adam", "Zoë Adam");
const BEN = person("ben", "Ben Adler");
const TINA = person("tina", "Tina Ta", { role: "ta" });
const MIRIAM = person("miriam", "Miriam Halloran", { role: "owner" });

const known = (more: Partial<Known> = {}): Known => ({
  people: [BEN, ADAM, ADA, TINA, MIRIAM],
  inside: new Set(["ada", "adam", "ben", "tina", "miriam"]),
  channels: [
    { id: "1", name: "general", topic: "All" },
    { id: "2", name: "homework-help", topic: "" },
  ],
  crowds: [],
  emoji: [
    { emoji: "🎉", names: ["tada"] },
    { emoji: "😄", names: ["smile"] },
    { emoji: "😃", names: ["smiley"] },
    { emoji: "👍️", names: ["+1", "thumbsup"] },
  ],
  commands: [{ name: "poll", takes: "question", says: "Ask" }],
  affinity: () => 0,
  ...more,
});
const offered = (sign: "@" | "#" | ":" | "/", query: string, more: Partial<Known> = {}) =>
  suggestionsFor({ sign, query, from: 0, to: query.length + 1 }, known(more)).map(({ insert }) => insert.trim());

describe("R43, R48: whoever is meant comes first", () => {
  test("by the beginning of a handle or of any of the names, accents aside", () => {
    expect(offered("@", "ad")).toEqual(["@ada", "@adam", "@ben"]);
    expect(offered("@", "zoe")).toEqual(["@adam"]);
    expect(offered("@", "love")).toEqual(["@ada"]);
    expect(offered("@", "dam")).toEqual([]);
  });

  test("people of the channel before all others, who are told apart", () => {
    const inside = new Set(["ben"]);
    const [first, second] = suggestionsFor({ sign: "@", query: "ad", from: 0, to: 3 }, known({ inside }));
    expect(first?.member?.id).toBe("ben");
    expect(second?.more).toContain("not in this channel");
  });

  test("whom I name often before those whose name fits better", () => {
    expect(offered("@", "ad", { affinity: (what) => (what === "@ben" ? 2 : 0) })[0]).toBe("@ben");
  });

  test("names for many stand below people, and keep their place in a large class", () => {
    const many = Array.from({ length: 60 }, (_, at) => person(`pat-${at}`, `Person ${at}`));
    const crowds = [{ crowd: "here" as const, says: "Tells 2 people" }];
    const shown = offered("@", "", { people: many, crowds });
    expect(shown).toHaveLength(8);
    expect(shown.at(-1)).toBe("@here");
    expect(offered("@", "he", { crowds })).toEqual(["@here"]);
  });

  test("channels, emoji and commands by what their words begin with", () => {
    expect(offered("#", "he")).toEqual(["#homework-help"]);
    expect(offered(":", "smil")).toEqual(["😄", "😃"]);
    expect(offered(":", "thumbs")).toEqual(["👍️"]);
    expect(offered("/", "p")).toEqual(["/poll"]);
  });

  test("the class's own emoji stand among those that everybody has, and what is used most comes first", () => {
    const ofTheClass = { emoji: ":smirking_cat:", names: ["smirking_cat"], picture: "/cat" };
    const emoji = [ofTheClass, ...known().emoji];
    expect(offered(":", "smi", { emoji })).toEqual(["😄", "😃", ":smirking_cat:"]);
    const affinity = (what: string) => (what === ":smirking_cat" ? 2 : 0);
    expect(offered(":", "smi", { emoji, affinity })).toEqual([":smirking_cat:", "😄", "😃"]);
    const token = { sign: ":", query: "cat", from: 0, to: 4 } as const;
    expect(suggestionsFor(token, known({ emoji }))).toMatchObject([{ picture: "/cat", label: ":smirking_cat:" }]);
  });
});

describe("whom a message reaches", () => {
  const crowd = Array.from({ length: 20 }, (_, at) => person(`pat-${at}`, `Person ${at}`));
  const room = (more: Partial<Room> = {}): Room => ({
    channel: { kind: "public", name: "general" } as MyChannel,
    title: "#general",
    me: ADA,
    people: [ADA, TINA, MIRIAM, ...crowd],
    inside: null,
    isOnline: (id) => id === "pat-1" || id === "pat-2",
    ...more,
  });

  test("a name for many says whom it tells; who may not use it is not offered it", () => {
    expect(groupMentionsOffered(room()).map((one) => one.crowd)).toEqual(["ta", "teacher"]);
    expect(groupMentionsOffered(room({ me: MIRIAM }))[1]).toEqual({
      crowd: "channel",
      says: "Tells 22 people: everyone in #general",
    });
    expect(groupMentionsOffered(room({ channel: { kind: "dm" } as MyChannel }))).toEqual([]);
  });

  test("one that reaches more than ten people asks first", () => {
    expect(groupMentionQuestion("hi @channel", room({ me: MIRIAM }))?.title).toBe("Tell 22 people?");
    expect(groupMentionQuestion("hi @here", room({ me: MIRIAM }))).toBeNull();
    expect(groupMentionQuestion("hi @here", room({ me: MIRIAM, isOnline: () => true }))?.action).toBe(
      "Send to 22 people",
    );
    expect(groupMentionQuestion("`@channel` is code", room({ me: MIRIAM }))).toBeNull();
    const few = new Set(["ada", "pat-1", "pat-2"]);
    expect(groupMentionQuestion("@channel", room({ inside: few }))).toBeNull();
  });

  test("one that would tell nobody says so", () => {
    expect(mayMentionGroup("channel", room())).toBe(false);
    expect(groupMentionQuestion("@channel look", room())?.title).toBe("@channel tells nobody here");
  });

  test("who is named and is not in the channel does not see it", () => {
    const inside = new Set(["ada", "tina"]);
    expect(outsiders("@pat-1 and @tina and `@pat-2`", room({ inside })).map(({ id }) => id)).toEqual(["pat-1"]);
    expect(outsiders("@pat-1", room())).toEqual([]);
  });
});

/** `[` and `]` (or `|`) mark the selection. */
function edited(
  marked: string,
  edit: (selection: { text: string; start: number; end: number }) => Edit | null,
): string {
  const bare = marked.replace("|", "⟦⟧");
  const start = bare.indexOf("⟦");
  const end = bare.indexOf("⟧") - 1;
  const text = bare.replace("⟦", "").replace("⟧", "");
  const made = edit({ text, start, end });
  if (!made) return marked;
  const after = text.slice(0, made.from) + made.insert + text.slice(made.to);
  return made.start === made.end
    ? `${after.slice(0, made.start)}|${after.slice(made.start)}`
    : `${after.slice(0, made.start)}⟦${after.slice(made.start, made.end)}⟧${after.slice(made.end)}`;
}

describe("formatting by keys", () => {
  test("marks go around the selection, and away again", () => {
    const bold = (text: string) => edited(text, (selection) => wrap(selection, "**"));
    expect(bold("so ⟦much⟧")).toBe("so **⟦much⟧**");
    expect(bold("so **⟦much⟧**")).toBe("so ⟦much⟧");
    expect(bold("so ⟦**much**⟧")).toBe("so ⟦much⟧");
    expect(bold("so |")).toBe("so **|**");
    expect(bold("so⟦ much ⟧more")).toBe("so **⟦much⟧** more");
  });

  test("code is marked in the line, or fenced", () => {
    expect(edited("call ⟦f(x)⟧", asCode)).toBe("call `⟦f(x)⟧`");
    expect(edited("so: ⟦a\nb⟧", asCode)).toBe("so: \n```\na\nb\n```|");
    expect(fenced("```\nx\n```", "", "", "")).toBe("````\n```\nx\n```\n````");
  });

  test("a link asks for what is missing", () => {
    expect(edited("see ⟦this⟧", asLink)).toBe("see [this](⟦https://⟧)");
    expect(edited("⟦https://e.org⟧", asLink)).toBe("[|](https://e.org)");
  });

  test("in a fence Tab moves lines and Enter keeps their depth", () => {
    expect(edited("a\n⟦b\nc⟧", (selection) => indent(selection, false))).toBe("a\n    ⟦b\n    c⟧");
    expect(edited("    a|", (selection) => indent(selection, true))).toBe("a|");
    expect(edited("if x:|", lineBreak)).toBe("if x:\n    |");
    expect(edited("    y = 1|", lineBreak)).toBe("    y = 1\n    |");
  });

  test("a fence ends where it ends", () => {
    const text = "a\n```py\nx\n```\nb";
    expect(fenceAt(text, text.indexOf("x"))).toEqual({ start: 8, end: 9, closed: true });
    expect(fenceAt(text, text.length)).toBeNull();
    expect(fenceAt("```\nx", 5)).toEqual({ start: 4, end: 5, closed: false });
    expect(isInCode("a `b", 4)).toBe(true);
    expect(isInCode("a `b` c", 7)).toBe(false);
  });
});

describe("pasted code", () => {
  const PYTHON = "def mean(values):\n    total = sum(values)\n    return total / len(values)";
  const JAVA = 'public class A {\n  public static void main(String[] args) {\n    System.out.println("hi");\n  }\n}';
  const C = '#include <stdio.h>\nint main(void) {\n  printf("%d", 1);\n  return 0;\n}';
  test.each([
    ["python", PYTHON],
    ["java", JAVA],
    ["c", C],
    ["json", '{\n  "a": 1,\n  "b": [2]\n}'],
    ["javascript", "const f = (x) => {\n  console.log(x);\n};"],
    ["sql", "SELECT name\nFROM people\nWHERE id = 3;"],
  ])("%s is seen to be code", (language, code) => {
    expect(looksLikeCode(code)).toBe(true);
    expect(languageIn(code)).toBe(language);
  });

  test.each([
    "One line of words",
    "Dear all,\n\nI cannot come on Monday, since my train is late again.\nPlease tell me what I miss.\n\nBest,\nAda",
    "milk\nbread\neggs\nbutter",
    "Roses are red,\nviolets are blue,\nsugar is sweet,\nand so are you.",
    "```\nx = 1\ny = 2\nz = 3\n```",
    "- buy milk\n- call home\n- read (chapter 3)\n- sleep",
  ])("words are not: %j", (text) => expect(looksLikeCode(text)).toBe(false));
});

describe("R153: a text too long for one message goes out in several", () => {
  const paragraphs = Array.from({ length: 60 }, (_, at) => `Paragraph ${at}. ${"word ".repeat(60)}`.trim()).join(
    "\n\n",
  );
  test("cut between paragraphs, with nothing lost and nothing too long", () => {
    const parts = splitMessage(paragraphs, MESSAGE_MAX_CHARS);
    expect(parts).toHaveLength(2);
    expect(parts.join("\n").replace(/\s+/gu, " ").trim()).toBe(paragraphs.replace(/\s+/gu, " ").trim());
    for (const part of parts) expect(part.length).toBeLessThanOrEqual(MESSAGE_MAX_CHARS);
  });

  test("code that is cut is code in both", () => {
    const code = Array.from({ length: 600 }, (_, at) => `x_${at} = compute(${at}, "some text")`).join("\n");
    const parts = splitMessage(`look:\n\`\`\`python\n${code}\n\`\`\`\nthanks`, MESSAGE_MAX_CHARS);
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) {
      expect(part.length).toBeLessThanOrEqual(MESSAGE_MAX_CHARS);
      expect((part.match(/^```/gmu)?.length ?? 0) % 2).toBe(0);
    }
    expect(parts[1]).toMatch(/^```python\n/u);
    const lines = parts.flatMap((part) => part.split("\n").filter((line) => line.startsWith("x_")));
    expect(lines.join("\n")).toBe(code);
  });

  test("a line without an end is cut between its characters, never inside one", () => {
    const parts = splitMessage("👩‍🚀".repeat(4_000), MESSAGE_MAX_CHARS);
    expect(parts.join("")).toBe("👩‍🚀".repeat(4_000));
    for (const part of parts) expect(part.isWellFormed()).toBe(true);
  });
});

test("/me and /status take words as they were typed", () => {
  expect(inItalics("looks around")).toBe("_looks around_");
  expect(inItalics("reads my_file")).toBe("_reads my\\_file_");
  expect(statusIn("📚 Marking papers")).toEqual({ emoji: "📚", text: "Marking papers" });
  expect(statusIn("👩🏽‍🚀 off")).toEqual({ emoji: "👩🏽‍🚀", text: "off" });
  expect(statusIn(":blobcat: Marking papers")).toEqual({ emoji: ":blobcat:", text: "Marking papers" });
  expect(statusIn(":blobcat:Marking")).toEqual({ emoji: "", text: ":blobcat:Marking" });
  expect(statusIn("2 hours late")).toEqual({ emoji: "", text: "2 hours late" });
});
