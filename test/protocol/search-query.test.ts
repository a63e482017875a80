/** What is typed into the search field, taken apart, and what of a text is marked for it. */
import { describe, expect, test } from "vitest";
import { digitsOf, spanOf, weekOf } from "../../protocol/search/days.ts";
import { formsOf } from "../../protocol/search/forms.ts";
import { marksIn, type SoughtWord } from "../../protocol/search/marks.ts";
import { asksForSomething, parseQuery } from "../../protocol/search/query.ts";

const partsOf = (text: string) =>
  parseQuery(text).parts.map((part) => {
    const said =
      part.type === "filter" ? `${part.name}=${part.value}` : part.type === "phrase" ? `"${part.text}"` : part.text;
    return part.isNot ? `not ${said}` : said;
  });

describe("R117, R121: a query", () => {
  test("is words, phrases, filters, and what is left out", () => {
    expect(partsOf('heap "min heap" from:ada In:#homework -from:bob -slow -"too slow" has:code')).toEqual([
      "heap",
      '"min heap"',
      "from=ada",
      "in=#homework",
      "not from=bob",
      "not slow",
      'not "too slow"',
      "has=code",
    ]);
    expect(partsOf("from:“Ada L” „min heap“")).toEqual(["from=Ada L", '"min heap"']);
  });

  test("takes code for what it is: colons, dashes and signs that are no filter", () => {
    expect(partsOf("std::vector note: http://x.org -- - --verbose a-b x:y C++")).toEqual([
      "std::vector",
      "note:",
      "http://x.org",
      "--",
      "-",
      "--verbose",
      "a-b",
      "x:y",
      "C++",
    ]);
  });

  test("takes the minus of an option for what it is, and whatever stands in a text that is too long to be typed", () => {
    expect(partsOf("sh -c script")).toEqual(["sh", "-c", "script"]);
    expect(partsOf("sh -cc")).toEqual(["sh", "not cc"]);
    const pasted = "error in: main line 3 while it ran find . -name x from:ada";
    expect(partsOf(pasted)).toEqual([..."error in: main line 3 while it ran find . name x".split(" "), "from=ada"]);
    expect(partsOf("a b c d e -name in:")).toEqual([..."abcde", "not name", "in="]);
  });

  test("has filters without a value while they are typed, and quotes that are not closed yet", () => {
    expect(partsOf("from: heap")).toEqual(["from=", "heap"]);
    expect(partsOf('"min he')).toEqual(['"min he"']);
    expect(partsOf("on:")).toEqual(["on="]);
  });

  test("knows where its parts stand, so that they can be drawn and taken out", () => {
    const text = '  -"a b"   from:ada';
    expect(parseQuery(text).parts.map(({ from, to }) => text.slice(from, to))).toEqual(['-"a b"', "from:ada"]);
  });

  test("goes on where its last word does", () => {
    for (const [text, isTyping] of [
      ["hea", true],
      ["heap ", false],
      ['"heap"', false],
      ["", false],
    ] as const)
      expect(parseQuery(text).isTyping, text).toBe(isTyping);
  });

  test("asks for something where it has a word or a filter", () => {
    for (const text of ["", "  ", "?!", '""', "-- *", "\u0000", "\uD800"])
      expect(asksForSomething(parseQuery(text)), text).toBe(false);
    for (const text of ["a", "👍", "is:pinned", "-x", "课"])
      expect(asksForSomething(parseQuery(text)), text).toBe(true);
  });
});

describe("R121: days", () => {
  const now = Date.parse("2026-11-29T23:30:00Z");
  const iso = (text: string, zone = "UTC") => {
    const span = spanOf(text, zone, now);
    return span && [span.from, span.to].map((at) => new Date(at).toISOString().slice(0, 16));
  };

  test("begin where the person is, also when clocks are changed", () => {
    expect(iso("2026-10-25", "Europe/Berlin")).toEqual(["2026-10-24T22:00", "2026-10-25T23:00"]);
    expect(iso("today", "Europe/Berlin")).toEqual(["2026-11-29T23:00", "2026-11-30T23:00"]);
    expect(iso("yesterday", "Asia/Tokyo")).toEqual(["2026-11-28T15:00", "2026-11-29T15:00"]);
  });

  test("may be months and years, written with other digits and other signs", () => {
    expect(iso("2026-10")).toEqual(["2026-10-01T00:00", "2026-11-01T00:00"]);
    expect(iso("2024")).toEqual(["2024-01-01T00:00", "2025-01-01T00:00"]);
    expect(iso("2026/2/3")).toEqual(["2026-02-03T00:00", "2026-02-04T00:00"]);
    expect(iso("٢٠٢٦-١٠-٣١")).toEqual(iso("2026-10-31"));
    expect(iso("२०२६-०२-०३")).toEqual(iso("2026-02-03"));
    expect(digitsOf("𝟐𝟎２６")).toBe("2026");
  });

  test("are tomorrow too, and months by name: the last one that has begun, or that of a year", () => {
    expect(iso("tomorrow", "Europe/Berlin")).toEqual(["2026-11-30T23:00", "2026-12-01T23:00"]);
    for (const text of ["October", "oct", "october 2026", "Oct-2026", "أكتوبر"])
      expect(iso(text), text).toEqual(iso("2026-10"));
    expect(iso("november")).toEqual(iso("2026-11"));
    expect(iso("december")).toEqual(iso("2025-12"));
    expect(iso("dec 2024")).toEqual(iso("2024-12"));
    for (const text of ["oc", "octopus", "octobers", "may-be", "12 october"]) expect(iso(text), text).toBeUndefined();
  });

  test("that don't exist are none", () => {
    for (const text of [
      "",
      "2026-02-30",
      "2026-13",
      "2026-00-01",
      "2026-01-00",
      "0000",
      "tomorrowish",
      "31.10.2026",
      "1e9",
      "-5",
    ])
      expect(iso(text), text).toBeUndefined();
  });

  test("of a week are Monday to Sunday, counted from the one in which the class began", () => {
    const begun = Date.parse("2026-10-14T10:00:00Z");
    expect(new Date(weekOf(1, begun, "UTC").from).toISOString()).toBe("2026-10-12T00:00:00.000Z");
    expect(new Date(weekOf(6, begun, "UTC").from).toISOString()).toBe("2026-11-16T00:00:00.000Z");
    expect(weekOf(6, begun, "UTC").to).toBe(weekOf(7, begun, "UTC").from);
  });
});

describe("R117: forms of a word", () => {
  test.each([
    ["classes", "class"],
    ["class", "classes"],
    ["queries", "query"],
    ["query", "queries"],
    ["running", "run"],
    ["run", "running"],
    ["makes", "make"],
    ["making", "make"],
    ["make", "making"],
    ["stopped", "stop"],
    ["tries", "try"],
    ["boxes", "box"],
    ["sorted", "sort"],
  ])("%s finds %s", (word, other) => {
    expect(formsOf(word)).toContain(other);
    expect(formsOf(word)[0]).toBe(word);
  });

  test("are not made of what is no English word, nor of what only ends like one", () => {
    for (const word of ["so", "heapq2", "naïve", "课"]) expect(formsOf(word)).toEqual([word]);
    expect(formsOf("this")).not.toContain("thi");
    expect(formsOf("class")).not.toContain("clas");
    expect(formsOf("string")).not.toContain("str");
    expect(formsOf("status")).not.toContain("statu");
  });
});

describe("R14: marks", () => {
  const word = (term: string, more: Partial<SoughtWord> = {}): SoughtWord => ({
    terms: [term],
    isPrefix: false,
    isDense: false,
    ...more,
  });
  const marked = (text: string, ...sought: SoughtWord[][]) =>
    marksIn(
      text,
      sought.map((sequence) => ({ sequence })),
    ).map(([from, to]) => text.slice(from, to));

  test("stand at the words as they were written", () => {
    expect(marked("A Heap is no heaps: HEAP!", [word("heap")])).toEqual(["Heap", "HEAP"]);
    expect(marked("A Heap is no heaps", [word("heap", { terms: ["heap", "heaps"] })])).toEqual(["Heap", "heaps"]);
    expect(marked("use heapq.heappush", [word("heap", { isPrefix: true })])).toEqual(["heapq", "heappush"]);
    expect(marked("Café", [word("cafe")])).toEqual(["Café"]);
  });

  test("stand at phrases, at names in code and at parts of them", () => {
    expect(marked("the min heap, a min-heap, min of a heap", [word("min"), word("heap")])).toEqual([
      "min heap",
      "min-heap",
    ]);
    expect(marked("call get_user_name()", [word("getusername")])).toEqual(["get_user_name"]);
    expect(marked("call getUserName()", [word("user")])).toEqual(["getUserName"]);
    expect(marked("C++ or C", [word("cplusplus")])).toEqual(["C++"]);
    expect(marked("snake_case", [word("snake")])).toEqual(["snake"]);
  });

  test("stand at the very letters of a script without blanks, and are one where they touch", () => {
    expect(marked("今天课堂，课堂", [word("课堂", { isDense: true })])).toEqual(["课堂", "课堂"]);
    expect(marked("今天课堂", [word("今天", { isDense: true })], [word("天课", { isDense: true })])).toEqual([
      "今天课",
    ]);
  });
});

test("a day without a midnight begins when its clock goes on, and one with two at the first", () => {
  const from = (text: string, zone: string) => new Date(spanOf(text, zone, 0)!.from).toISOString();
  // Clocks went from midnight to one, and from one to midnight.
  expect(from("2018-11-04", "America/Sao_Paulo")).toBe("2018-11-04T03:00:00.000Z");
  expect(from("2026-11-01", "America/Havana")).toBe("2026-11-01T04:00:00.000Z");
});
