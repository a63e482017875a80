/** Questions about words of a class page: how they stand in a message, and how the words are found again. */
import { expect, test } from "vitest";
import type { Message } from "../../protocol/index.ts";
import { findQuote } from "../../web/src/embed/ask/find-quote.ts";
import { frameLine, scriptLine } from "../../web/src/lib/features/class-site/snippet.ts";
import { asked, linesIn, linkTo, questionIn } from "../../web/src/lib/widget/asking.ts";

const URL_OF_PAGE = "https://class.example/week-3";
const QUOTE = { exact: "the stack grows down", prefix: "On this machine", suffix: "and the heap grows up" };
const TEXT =
  "Week 3. Memory. On this machine the stack grows down and the heap grows up. What is between them is free. Later the stack grows down again.";

const messageOf = (seq: number, body: string, more: Partial<Message> = {}): Message => ({
  ...{ id: `m${seq}`, seq, rev: seq, author: "ann", at: seq, body },
  ...more,
});
const words = (text: string, quote = QUOTE) => {
  const found = findQuote(text, quote);
  return found && text.slice(found.start, found.end);
};

test("a question begins with its words, and a link that a browser finds them by", () => {
  const begun = asked({ url: `${URL_OF_PAGE}#part`, ...QUOTE });
  expect(begun).toBe(
    "> the stack grows down\n[class.example/week-3](https://class.example/week-3#:~:text=On%20this%20machine-,the%20stack%20grows%20down,-and%20the%20heap%20grows%20up)\n\n",
  );
  expect(questionIn(`${begun}Why down?`)).toEqual({ ...QUOTE, url: URL_OF_PAGE });
});

test("signs that would end the link or a part of it are written in another way, and come back", () => {
  const quote = { exact: "f(x) = x*y, y-1 [sic]", prefix: "a, b", suffix: "c - d" };
  const link = linkTo(URL_OF_PAGE, quote);
  expect(link.split("#:~:text=")[1]?.match(/[()[\]*]/u)).toBeNull();
  expect(questionIn(`${asked({ url: URL_OF_PAGE, ...quote })}?`)).toEqual({ ...quote, url: URL_OF_PAGE });
});

test("several lines of a page are one line of a quotation", () => {
  expect(asked({ url: URL_OF_PAGE, exact: "one\n  two", prefix: "", suffix: "" })).toMatch(/^> one two\n/u);
});

test("what is no such question is none", () => {
  expect(questionIn("> the stack grows down\nWhy?")).toBeNull();
  expect(questionIn("Why does the stack grow down?")).toBeNull();
  expect(questionIn("> words\n[a](https://class.example/#:~:text=%E0%A4%A-,words)\n\nbroken")).toBeNull();
});

test("the questions about a page are those about its address, with as many messages as answer them, and none that was deleted", () => {
  const body = `${asked({ url: URL_OF_PAGE, ...QUOTE })}Why?`;
  const thread = { channel: "t", count: 2, lastAt: 9, people: [] };
  const lines = linesIn(
    [
      messageOf(1, body, { meta: { thread } }),
      messageOf(2, body, { deletedAt: 5 }),
      messageOf(3, `${asked({ url: "https://class.example/week-4", ...QUOTE })}Why?`),
      messageOf(4, "Something else"),
    ],
    `${URL_OF_PAGE}#anything`,
  );
  expect(lines).toEqual([{ ...QUOTE, seq: 1, count: 3 }]);
});

test("words that stand there are found, by what stands around them where they stand twice", () => {
  expect(findQuote(TEXT, QUOTE)?.start).toBe(TEXT.indexOf("the stack"));
  const later = { exact: "the stack grows down", prefix: "is free. Later", suffix: "again." };
  expect(findQuote(TEXT, later)?.start).toBe(TEXT.lastIndexOf("the stack"));
});

test.each([
  ["a word more", TEXT.replace("the stack grows down and", "the call stack grows down and").replace(/ Later.*/u, "")],
  ["a slip mended", TEXT.replace("grows down and", "growes down, and").replace(/ Later.*/u, "")],
  [
    "other words around",
    TEXT.replace("On this machine", "Here")
      .replace("grows up", "goes up")
      .replace(/ Later.*/u, ""),
  ],
])("they are found with %s", (_what, text) => {
  expect(words(text)).toMatch(/stack growe?s down/u);
});

test("where they are gone, nothing that is only like them is taken for them", () => {
  expect(findQuote("Week 3. Files. On this disk the journal comes first, and the data comes after.", QUOTE)).toBeNull();
  expect(findQuote("", QUOTE)).toBeNull();
  expect(findQuote(TEXT, { exact: "  ", prefix: "", suffix: "" })).toBeNull();
});

test("the line to copy is one tag, which holds its room where it stands in the text", () => {
  expect(scriptLine("https://place.example", "w1", { launcher: false, ask: false })).toBe(
    '<script async src="https://place.example/embed.js" data-channel="w1" style="display:block;height:30rem"></script>',
  );
  expect(scriptLine("https://place.example", "w1", { launcher: true, ask: true })).toBe(
    '<script async src="https://place.example/embed.js" data-channel="w1" data-launcher data-ask></script>',
  );
  expect(frameLine("https://place.example", "w1", 'a "b"')).toContain('title="a &quot;b&quot;"');
});
