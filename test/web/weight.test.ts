/** Messages of the allowed length that would hold up the page: which they are, and that nothing of them is lost in pieces. */
import { describe, expect, test } from "vitest";
import { parseBody } from "../../protocol/markup/blocks.ts";
import { MESSAGE_MAX_CHARS } from "../../protocol/limits.ts";
import { bodyToHtml, blocksToHtml } from "../../web/src/lib/conversation/markup/body-html.ts";
import { isPlain } from "../../web/src/lib/conversation/markup/plain-text.ts";
import { piecesOf, WEIGHT_MAX, weightOf } from "../../web/src/lib/conversation/markup/weight.ts";

const full = (part: string) => part.repeat(Math.floor(MESSAGE_MAX_CHARS / part.length));
const EXTREME = {
  links: full("http://a.b "),
  "links in Markdown": full("[a](http://b.c) "),
  formulas: full("$x$ "),
  "formulas in brackets": full("\\(x\\) "),
  emphasis: full("*a* "),
  "one emphasis around thousands of links": `**${full("http://a.b ").slice(0, 9_900).trim()}**`,
  code: full("`a` "),
  spoilers: full("||a|| "),
  names: full("@ada "),
  "names in one mark": `**${full("@ada ").slice(0, 9_900).trim()}**`,
  lines: full("a\n"),
  paragraphs: full("a\n\n"),
  items: full("- a\n"),
  numbers: full("1. a\n"),
  tasks: full("- [ ] a\n"),
  "items in an item": `- a\n${full("  - b\n").slice(0, 9_900)}`,
  headings: full("# a\n"),
  "rows of a table": `|a|b|\n|-|-|\n${full("|a|b|\n").slice(0, 9_900)}`,
  "code blocks": full("```\na\n```\n"),
  quotes: full("> a\n\n"),
  "a quote of links": full("http://a.b ")
    .replace(/.{0,60} /gu, "> $&\n")
    .slice(0, 9_990),
};
const nobody = { member: () => undefined, channel: () => undefined, emoji: () => undefined };
const letters = (html: string) =>
  html
    .replace(/<[^>]*>/gu, "")
    .replace(/\s+/gu, "")
    .trim();

describe.each(Object.entries(EXTREME))("R148: %s, as many as a message can hold", (_, body) => {
  const blocks = parseBody(body);

  test("are shown as they were typed", () => {
    expect(isPlain(body)).toBe(false);
    expect(weightOf(blocks)).toBeGreaterThan(WEIGHT_MAX);
  });

  test("are formatted in pieces of which none is heavy, and every letter is in one of them", () => {
    const pieces = piecesOf(blocks);
    expect(Math.max(...pieces.map(({ block }) => weightOf([block])))).toBeLessThanOrEqual(WEIGHT_MAX / 2);
    const shown = pieces.map(({ block }) => blocksToHtml([block], nobody)).join("");
    const header = body.startsWith("|a|b|");
    // A table in pieces says its head above each of them.
    const whole = letters(bodyToHtml(body, nobody));
    if (header) expect(letters(shown).length).toBeGreaterThanOrEqual(whole.length);
    else expect(letters(shown)).toBe(whole);
  });
});

test.each([
  ["words", full("lorem ipsum ")],
  ["a program", `\`\`\`js\n${full("if (a[i] * b[i] > `${c}`) { d.push([i]); }\n").slice(0, 9_900)}\n\`\`\``],
  ["a long list with emphasis, code and links", "- **a** is `b`, see http://c.example/d\n".repeat(60)],
  ["a sheet of formulas", "Let $x_1 + x_2$ be even; then $x_1 = x_2$ or both are $\\ge 2$.\n".repeat(60)],
  ["a table of a class", `|name|points|\n|-|-|\n${"|Somebody|12|\n".repeat(60)}`],
])("R148: %s is what people write, and is formatted at once", (_, body) => {
  expect(weightOf(parseBody(body))).toBeLessThanOrEqual(WEIGHT_MAX);
});
