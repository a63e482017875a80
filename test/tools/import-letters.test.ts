/** What was typed in another product is shown here letter for letter, by PLACE's own reading of what the importer writes. */
import { describe, expect, it } from "vitest";
import { blocksOfDiscord } from "../../protocol/foreign/discord/markdown.ts";
import { visibleInBlocks, type Block } from "../../protocol/foreign/markup/rich-text.ts";
import { shownOf, withoutBlanks } from "../../protocol/foreign/markup/shown.ts";
import { writeMarkup } from "../../protocol/foreign/markup/write-markup.ts";
import { blocksOfSlack } from "../../protocol/foreign/slack/blocks.ts";
import { blocksOfMrkdwn } from "../../protocol/foreign/slack/mrkdwn.ts";
import { SeededRandom } from "../support/seeded-random.ts";

const richText = (...elements: object[]) => [{ type: "rich_text", elements }];
const section = (...elements: object[]) => ({ type: "rich_text_section", elements });
const words = (text: string, style?: object) => ({ type: "text", text, ...(style && { style }) });
const shown = (blocks: Block[]) => shownOf(writeMarkup(blocks)).replace(/[\u{f0001}-\u{f0003}]/gu, "");

const LINES = [
  "5*x and 6*y, so 2*3*4 = 24 and a**b**c",
  "* not a list and not bold *",
  "- neither is this\n+ nor this\n1. or this",
  "edit __init__.py and __main__, then snake_case_name and _private_ ones",
  "array[1](2), f[i](x) and [text](http://class.example/x) and ![p](http://class.example/p.png)",
  "C:\\Users\\_x and \\server\\share, \\d+\\.\\d* and \\*this\\*",
  "I paid $5 and $6, $HOME/$PATH, $x^2$ and $$y$$",
  "a | b\n---|---\n1 | 2",
  "a || b || c and ||x||",
  "~~not gone~~ and 6~7 or 8~9",
  "`not code` and ``` nor this",
  "> no quote\n# no heading\n### none",
  "<https://class.example/a_b_> and https://class.example/_x_*y*",
  "```\nno fence\n```",
  "**bold?** *no* _no_ ***no***",
  "1990. was good\n23) was better",
  '¯\\_(ツ)_/¯ and ^a$|^b$ and (*) and "*"',
  "**重要：**请 and 2*三*4",
  '<a href=http://class.example/#x=`y></a><img alt="`><img src=x:x>',
  "$6, $x^2$ and $$y$$ or \\(z\\)",
];

describe("letters of another product (R35)", () => {
  it.each(LINES)("rich text of Slack: %j", (text) => {
    expect(shown(blocksOfSlack(richText(section(words(text)))))).toBe(withoutBlanks(text));
  });

  it("any row of signs is shown as it was, in three thousand made-up lines", () => {
    const random = new SeededRandom(35);
    const bits = [
      ...[
        "*",
        "**",
        "_",
        "__",
        "~",
        "~~",
        "`",
        "|",
        "||",
        "$",
        "\\",
        "[x]",
        "[a](b)",
        "[a](http://a.example)",
        "<",
        ">",
        "#",
      ],
      ...[
        "-",
        "+",
        "1.",
        "23)",
        "\n",
        "\n",
        "a",
        "word",
        "x2",
        "重要",
        "：",
        "(x)",
        "{y}",
        "^2",
        "=",
        "http://a.example/_b_",
      ],
      ...["@sam", "f(x)", "a_b", "*p", "**kw", "$HOME", "\\n", ":tada:", "3*4", "!", "\t", "é", "'"],
    ];
    const wrong: string[] = [];
    for (let n = 0; n < 3_000; n += 1) {
      const text = Array.from({ length: 1 + random.below(9) }, () => random.pick(bits)).join(
        random.pick(["", " ", " "]),
      );
      const body = writeMarkup([{ kind: "lines", spans: [{ kind: "text", text }] }]);
      if (shownOf(body) !== withoutBlanks(text)) wrong.push(`${JSON.stringify(text)} became ${JSON.stringify(body)}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe("marks of another product (R35)", () => {
  const SOURCES = [
    "*bold* and _slanted_ and ~gone~, then `code`",
    "*2*3* and _a_b_ and (*both*) _*two*_",
    "&gt; quoted *bold*\nand after 5*6*7",
    "see <https://a.example/_x_|the *page*> and <https://a.example/_y_>",
    "• one\n    • two * three\n• four",
    "```if (a * b &gt; c) { *p = &amp;q; }```\n*then*",
  ];
  it.each(SOURCES)("mrkdwn: nothing but the marks vanishes of %j", (text) => {
    const blocks = blocksOfMrkdwn(text);
    expect(shown(blocks)).toBe(withoutBlanks(visibleInBlocks(blocks)));
    expect(shown(blocks)).not.toMatch(/[~`]/u);
  });

  it.each([
    "**bold** *slanted* __under__ ~~gone~~ ||hidden|| `code`",
    "**a *b* c** and ***both*** and _so **it** is_",
    "# Title\n> quote with 2*3*4\n- item_one\n- $5 and $6",
    "[words](https://a.example/x) and <https://a.example/y> and \\*stars\\*",
    "```py\nx = a ** b\n>>> x\n```\nafter | that",
  ])("Discord's: nothing but the marks vanishes of %j", (text) => {
    const blocks = blocksOfDiscord(text, { roles: new Map(), mentioned: [] });
    expect(shown(blocks)).toBe(withoutBlanks(visibleInBlocks(blocks)));
  });

  it("a style of rich text is kept at the edges of words, and goes in the middle of one", () => {
    const styled = richText(
      section(
        words("so "),
        words("bold ", { bold: true }),
        words("and un"),
        words("brea", { italic: true }),
        words("kable"),
      ),
    );
    expect(writeMarkup(blocksOfSlack(styled))).toBe("so **bold** and unbreakable");
  });

  it("code is letter for letter, whatever it holds", () => {
    const code = "  ```\n>>> x\n\n\n$y$ `z` ~~~\n\tend  ";
    const preformatted = richText({ type: "rich_text_preformatted", elements: [words(code)] });
    expect(writeMarkup(blocksOfSlack(preformatted))).toBe(`\`\`\`\`\n${code}\n\`\`\`\``);
    expect(shownOf(writeMarkup(blocksOfSlack(preformatted)))).toBe(shownOf(`\`\`\`\`\n${code}\n\`\`\`\``));
  });
});
