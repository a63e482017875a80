/** The words of a text as search knows them: what is found by what. */
import { describe, expect, test } from "vitest";
import { indexedOf, tokens } from "../../protocol/search/indexed.ts";
import { foldWord, pairsOf, wordsIn } from "../../protocol/search/words.ts";
import type { Message } from "../../protocol/index.ts";

const termsOf = (text: string) => wordsIn(text).map(({ term }) => term);
const partsOf = (text: string) => wordsIn(text).flatMap(({ parts }) => parts);

describe("R117: words", () => {
  test("are compared without case, accents, width and what cannot be seen", () => {
    expect(termsOf("Naïve CAFÉ, Straße ŁÓDŹ İstanbul ﬁsh Ｆｕｌｌ３ soft\u00ADhyphen zero\u200Bwidth")).toEqual([
      "naive",
      "cafe",
      "strasse",
      "lodz",
      "istanbul",
      "fish",
      "full3",
      "softhyphen",
      "zerowidth",
    ]);
    expect(foldWord("ёлка")).toBe(foldWord("\u0435\u0308лка"));
    expect(foldWord("όσος")).toBe(foldWord("οσος"));
  });

  test("stand where they were written, so that they can be marked there", () => {
    const text = "é — «Straße» 👍🏽 课堂";
    expect(wordsIn(text).map(({ from, to }) => text.slice(from, to))).toEqual(["é", "Straße", "👍", "课堂"]);
  });

  test("of Arabic are found with and without their marks, with other spellings of a letter and without the article", () => {
    expect(termsOf("مُحَمَّد")).toEqual(termsOf("محمد"));
    expect(termsOf("أحمد إلى مدرسة")).toEqual(termsOf("احمد الي مدرسه"));
    expect(termsOf("كتـــاب")).toEqual(["كتاب"]);
    expect(partsOf("الواجب")).toEqual(["واجب"]);
  });

  test("keep the marks that make another word of it", () => {
    expect(termsOf("हिन्दी")).toEqual(["हिन्दी".normalize("NFC")]);
  });

  test("with an apostrophe are one word, and are found by their longer part", () => {
    expect(termsOf("don't L’heure")).toEqual(["dont", "lheure"]);
    expect(partsOf("don't L’heure")).toEqual(["don", "heure"]);
  });

  test("are none in punctuation alone, and an emoji is a word whatever it stands at", () => {
    for (const text of ["", "   ", "?!… -- ***", "\u0000", "\uD800", "\u200B"]) expect(termsOf(text)).toEqual([]);
    expect(termsOf("danke🥰")).toEqual(["danke", "emoji1f970"]);
    expect(termsOf("👍🏽")).toEqual(["emoji1f44d"]);
    expect(termsOf("🇩🇪")).toEqual(["emoji1f1e91f1ea"]);
  });
});

describe("R117: names in code", () => {
  test("are found whole and by their parts", () => {
    expect(termsOf("getUserName")).toEqual(["getusername"]);
    // By what neighbours make together as well, as one would type it without looking.
    expect(partsOf("getUserName")).toEqual(["get", "user", "name", "getuser", "username"]);

    expect(partsOf("HTTPServer week6 x²")).toEqual(["http", "server", "week", "6", "2"]);
    expect(termsOf("x²")).toEqual(["x2"]);
  });

  test("of several words are found by each, and joined", () => {
    expect(termsOf("snake_case __init__ os.path.join() std::vector e-mail")).toEqual([
      "snake",
      "case",
      "init",
      "os",
      "path",
      "join",
      "std",
      "vector",
      "e",
      "mail",
    ]);
    expect(partsOf("snake_case os.path.join() std::vector e-mail")).toEqual([
      "snakecase",
      "ospath",
      "ospathjoin",
      "pathjoin",
      "stdvector",
      "email",
    ]);
    expect(partsOf("get_user_name")).toEqual(["getuser", "getusername", "username"]);
    // Of long names by two neighbours and the whole alone.
    expect(partsOf("aa_bb_cc_dd_ee_ff")).toEqual(["aabb", "aabbccddeeff", "bbcc", "ccdd", "ddee", "eeff"]);
    expect(wordsIn("a.b c").map(({ isJoined }) => isJoined ?? false)).toEqual([false, true, false]);
  });

  test("C++ and C# are no C, and a count that is counted up is a count", () => {
    expect(termsOf("C++ c# F# C")).toEqual(["cplusplus", "csharp", "fsharp", "c"]);
    expect(termsOf("count++")).toEqual(["count"]);
    expect(partsOf("count++")).toEqual(["countplusplus"]);
    expect(termsOf("C++11")).toEqual(["cplusplus", "11"]);
  });

  test("longer than any name is are cut alike on both sides", () => {
    const long = "a".repeat(10_000);
    expect(termsOf(long)).toEqual(["a".repeat(64)]);
  });
});

describe("R117: one word or number that something stands in", () => {
  const finds = (asked: string, text: string) => {
    const [word] = wordsIn(asked);
    return wordsIn(text).some(({ term, parts }) => term === word?.term || parts.includes(word?.term ?? ""));
  };

  test("is found by the letters that one sees, and its pieces are found as well", () => {
    for (const body of ["**bo**ld", "bo`ld`", "bo~~ld~~", "bo||ld||", "b*ol*d", "bo**_ld_**"])
      expect([body, finds("bold", body)]).toEqual([body, true]);
    for (const asked of ["recursion", "recurs", "curs", "ion"]) expect(finds(asked, "re`curs`ion")).toBe(true);
    // Code within a word is shown as one with it; stars there are shown as they were typed.
    expect([termsOf("re`curs`ion"), termsOf("**bo**ld")]).toEqual([["recursion"], ["bo", "ld"]]);
    expect(wordsIn("**递**归")[0]?.letters?.map(({ letter }) => letter)).toEqual(["递", "归"]);
    // Marks between words make no word of them.
    for (const body of ["bo **ld**", "bo * ld", "`bo` `ld`", "bo|ld", "**bo** ld", "bo\n*ld*", "bo` ld`"])
      expect([body, finds("bold", body)]).toEqual([body, false]);
  });

  test("of large numbers is what parts their thousands", () => {
    for (const body of ["1,000,000", "1.000.000", "1'000'000", "1_000_000", "1\u00A0000\u202F000", "f(1,000,000)"])
      expect([body, finds("1000000", body)]).toEqual([body, true]);
    expect(finds("12000", "12,000 rows, 3")).toBe(true);
    for (const body of ["1,000,0000", "1,00,000", "0,1000,000"])
      expect([body, finds("1000000", body)]).toEqual([body, false]);
    expect(termsOf("1,2 and 2024,100 and 3,")).toEqual(["1", "2", "and", "2024", "100", "and", "3"]);
    expect(partsOf("1,2 and 2024,100 and 1,2345")).toEqual([]);
  });
});

describe("R117: scripts without blanks", () => {
  test("are found by each letter and each run of letters", () => {
    expect(termsOf("使用Python学习")).toEqual(["使用", "python", "学习"]);
    const [word] = wordsIn("今天课堂");
    expect(pairsOf(word!.letters!.map(({ letter }) => letter))).toEqual(["今天", "天课", "课堂", "堂"]);
    expect(wordsIn("がっこう")[0]?.letters?.map(({ letter }) => letter)).toEqual(["が", "っ", "こ", "う"]);
    expect(wordsIn("학교에서")[0]?.letters).toHaveLength(4);
    expect(wordsIn("ｶﾞｷﾞ")[0]?.term).toBe("ガギ");
  });
});

describe("what is indexed of a message", () => {
  const message = (body: string, more: Partial<Message> = {}): Message => ({
    ...{ id: "0198c0de-0000-7000-8000-000000000001", seq: 3, rev: 3, author: "Ada00000", at: 1, body },
    ...more,
  });
  const place = { channelNo: 8, homeNo: 7 };
  const tokensOf = (body: string, more: Partial<Message> = {}) =>
    indexedOf(message(body, more), place)?.tokens.split(" ");

  test("is nothing of a tombstone, nor of the copy of a reply, which is found in its thread", () => {
    expect(indexedOf(message("", { deletedAt: 2 }), place)).toBeNull();
    expect(indexedOf(message("x", { meta: { fromThread: { channel: "t", seq: 1, root: 1 } } }), place)).toBeNull();
  });

  test("is its words, the options of its poll, the names of its files and of its checkpoint", () => {
    const poll = { options: [{ text: "heapq" }], votes: [] };
    const meta = { poll, files: [{ name: "week_6.pdf" }], checkpoint: { name: "Lecture 5", by: "a", at: 1 } };
    const indexed = indexedOf(message("Which?", { meta: meta as unknown as NonNullable<Message["meta"]> }), place);
    expect(indexed?.words).toBe("which heapq week 6 pdf lecture 5");
    expect(indexed?.parts).toBe("week6 week6pdf 6pdf");
  });

  test("says where it stands, who wrote it, and whom it names; ids that differ in case alone are two", () => {
    expect(tokensOf("hello @Bob")).toEqual([
      tokens.home(7),
      tokens.author("Ada00000"),
      tokens.mentions("bob"),
      tokens.thread(8),
      tokens.inThread,
    ]);
    expect(tokens.author("ada00000")).not.toBe(tokens.author("Ada00000"));
    expect(tokensOf("yes", { replyTo: 2 })).toContain(tokens.answers(8, 2));
  });

  test("R121: says what it has: code, links, pictures, formulas, files, polls, reactions", () => {
    expect(tokensOf("use `heapq`")).toContain("hascode");
    expect(tokensOf("```py\nx = 1\n```")).toContain("hascode");
    expect(tokensOf("$e^x$ is it")).toContain("hasmath");
    expect(tokensOf("it costs $5 and $6")).not.toContain("hasmath");
    expect(tokensOf("see https://example.com/a.png")).toEqual(expect.arrayContaining(["haslink", "hasimage"]));
    expect(tokensOf("x", { meta: { files: [{ name: "a.PNG" }] } })).toEqual(
      expect.arrayContaining(["hasfile", "hasimage"]),
    );
    expect(tokensOf("x", { meta: { reactions: [{ emoji: "👍", members: ["a"], count: 1 }] } })).toContain(
      "hasreaction",
    );
  });

  test("R121: says that it is a checkpoint, and no more once it is none", () => {
    const checkpoint = { name: "Lecture 5", by: "a", at: 1 };
    expect(tokensOf("x", { meta: { checkpoint } })).toContain(tokens.checkpoint);
    expect(tokensOf("x", { meta: { pinned: { by: "a", at: 1 } } as never })).not.toContain(tokens.checkpoint);
  });

  test("R121: says that it asks something, in words and not in code or an address", () => {
    for (const body of ["How?", "why? I wonder", "كيف؟", "什么？", "**really?**"])
      expect(tokensOf(body)).toContain("isquestion");
    for (const body of ["no", "`a ? b : c`", "https://x.org/?q=1", "```\nwhat?\n```"])
      expect(tokensOf(body)).not.toContain("isquestion");
  });
});
