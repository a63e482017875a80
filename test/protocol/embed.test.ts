/** What a class page and the frame in it take from each other. */
import { expect, test } from "vitest";
import { marked, QUOTE_MAX_CHARS, readToPage } from "../../protocol/embed.ts";
import { isAskedLine, readToFrame } from "../../protocol/embed-shapes.ts";

const QUOTE = { exact: "words", prefix: "before", suffix: "after" };

test.each([
  { type: "hello" },
  { type: "hello", theme: "dark", accent: "#123456" },
  { type: "look", theme: "light" },
  { type: "identify", jwt: "a.b.c" },
  { type: "shown", shown: false },
  { type: "ask", url: "https://class.example/", ...QUOTE },
  { type: "lines", url: "https://class.example/" },
  { type: "goTo", seq: 3 },
  { type: "gone", seqs: [1, 2] },
] as const)("the frame takes $type", (message) => {
  expect(readToFrame(marked(message as never))).toMatchObject(message);
});

test.each([
  ["nothing", undefined],
  ["null", null],
  ["a text", "hello"],
  ["another program's message", { type: "hello" }],
  ["another program's mark", { type: "hello", place: "somebody" }],
  ["a type that it does not know", { type: "eval", place: "place-widget" }],
  ["a type from the prototype", { type: "constructor", place: "place-widget" }],
  ["a theme that there is not", { type: "look", theme: "pink", place: "place-widget" }],
  ["a colour as long as a book", { type: "look", accent: "x".repeat(81), place: "place-widget" }],
  ["a signature that is no text", { type: "identify", jwt: 7, place: "place-widget" }],
  ["no signature", { type: "identify", place: "place-widget" }],
  [
    "words that are too many",
    { type: "ask", url: "https://a", ...QUOTE, exact: "x".repeat(QUOTE_MAX_CHARS + 1), place: "place-widget" },
  ],
  ["a place before the first", { type: "goTo", seq: -1, place: "place-widget" }],
  ["half a place", { type: "goTo", seq: 1.5, place: "place-widget" }],
  ["places that are none", { type: "gone", seqs: ["1"], place: "place-widget" }],
])("the frame takes no %s", (_what, data) => {
  expect(readToFrame(data)).toBeNull();
});

test.each([
  { type: "ready", channel: "general" },
  { type: "unread", count: 0 },
  { type: "message", seq: 1, at: 2 },
  { type: "lines", url: "https://class.example/", lines: [] },
  { type: "close" },
] as const)("the page takes $type", (message) => {
  expect(readToPage(marked(message as never))).toMatchObject(message);
});

test.each([
  ["a count below nothing", { type: "unread", count: -1 }],
  ["a count that is a text", { type: "unread", count: "1" }],
  ["a name as long as a book", { type: "ready", channel: "x".repeat(201) }],
  ["lines that are none", { type: "lines", url: "https://a", lines: "all" }],
  ["what is for the frame", { type: "identify", jwt: "a.b.c" }],
])("the page takes no %s", (_what, message) => {
  expect(readToPage({ ...message, place: "place-widget" })).toBeNull();
});

test("a line that was asked about has words, a place and a number", () => {
  expect(isAskedLine({ ...QUOTE, seq: 4, count: 1 })).toBe(true);
  expect(isAskedLine({ ...QUOTE, exact: "", seq: 4, count: 1 })).toBe(false);
  expect(isAskedLine({ ...QUOTE, seq: 4 })).toBe(false);
  expect(isAskedLine(null)).toBe(false);
});
