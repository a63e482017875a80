import { describe, expect, it } from "vitest";
import { addressesInText, fileAddress } from "../../protocol/foreign/addresses.ts";
import { markdownOfDiscord } from "../../protocol/foreign/discord/markdown.ts";
import { emojiNamed } from "../../protocol/foreign/emoji-names.ts";
import { resolveReferences } from "../../protocol/foreign/references.ts";
import { markdownOfSlack } from "../../protocol/foreign/slack/mrkdwn.ts";
import { blocksOfSlack } from "../../protocol/foreign/slack/blocks.ts";
import { writeMarkup } from "../../protocol/foreign/markup/write-markup.ts";
import { sourceMessageId } from "../../imports/source-ids.ts";
import { MessageIdSchema, mintedAt, parse } from "../../protocol/index.ts";

const handles: Record<string, string> = { "slack:U1": "sam", "discord:13": "sam" };
const channels: Record<string, string> = { "slack:C1": "homework", "discord:14": "homework" };
const written = (body: string) =>
  resolveReferences(body, (kind, key) => (kind === "person" ? handles[key] : channels[key]));
const slack = (text: string) => written(markdownOfSlack(text));
const discord = (text: string, mentioned: { key: string; names: string[] }[] = []) =>
  written(markdownOfDiscord(text, { roles: new Map([["1", "teacher"]]), mentioned }));

describe("what was written in Slack reads the same here (R35)", () => {
  it.each([
    ["bold, struck and italic words keep their look", "*bold* ~gone~ _slanted_", "**bold** ~~gone~~ _slanted_"],
    [
      "marks that a bot guarded are the marks alone",
      "It is \u200b*done*\u200b, \u200b~old~\u200b \u200b_new_\u200b",
      "It is **done**, ~~old~~ _new_",
    ],
    ["guarded marks within marks too", "\u200b_\u200b*both*\u200b_\u200b", "***both***"],
    [
      "in the middle of a word, where marks are letters here, they go",
      "un\u200b*break*\u200bable un\u200b_break_\u200bable",
      "unbreakable unbreakable",
    ],
    ["a zero-width space elsewhere stays", "co\u200bop", "co\u200bop"],
    ["stars and underlines that are no marks stay", "2*3*4 and snake_case_name", "2*3*4 and snake_case_name"],
    ["a Python name with two underlines is not bold", "use __init__ and **kwargs", "use __init__ and **kwargs"],
    ["escaped signs are signs again, once", "a &lt; b &amp;&amp; c &gt; d &amp;lt;", "a < b && c > d &lt;"],
    ["a link keeps its label", "read <https://a.example/x|the text>.", "read [the text](https://a.example/x)."],
    ["a bare link stays bare", "see <https://a.example/x>", "see https://a.example/x"],
    ["a link before a word does not swallow it", "<https://a.example>是", "<https://a.example>是"],
    [
      "brackets in a label or an address do no harm",
      "<https://a.example/(x)|a]b>",
      "[a\\]b](https://a.example/%28x%29)",
    ],
    ["a mail address is a mail address", "<mailto:sam@class.example|sam@class.example>", "sam@class.example"],
    ["a person is called by the handle they have here", "<@U1> or <@U1|old>: look", "@sam or @sam: look"],
    ["a person nobody knows keeps the id", "<@U98GONE>", "@U98GONE"],
    ["a channel is called by its name here", "in <#C1|old-name>", "in #homework"],
    [
      "everybody, groups and dates are words",
      "<!here> <!subteam^S1|@staff> <!date^1789570800^{date}|Thursday>",
      "@here @staff Thursday",
    ],
    ["a date without words is told in UTC", "<!date^1789570800^{date}>", "2026-09-16 15:00 UTC"],
    ["emoji are characters, with their tone", ":tada: :+1::skin-tone-4: :heart:", "🎉 👍🏽 ❤️"],
    [
      "an emoji that only they had stays as it was typed",
      ":custom_party_parrot: 10:30:45",
      ":custom_party_parrot: 10:30:45",
    ],
    ["code is left letter for letter", "`*a* :tada: &lt;b&gt;`", "`*a* :tada: <b>`"],
    [
      "a code block stands on lines of its own",
      "why?\n```def f():\n  return &lt;1```so",
      "why?\n```\ndef f():\n  return <1\n```\nso",
    ],
    ["a code block that was never closed is closed", "```\nopen &lt;", "```\nopen <\n```"],
    ["a link in code is its words", "`curl <http://a.example|a.example>`", "`curl a.example`"],
    ["a comment sign is not a heading", "# not a title", "\\# not a title"],
    ["bullets are a list", "• one\n• two", "- one\n- two"],
    ["a quote ends where it ended", "&gt; quoted\nanswer", "> quoted\n\nanswer"],
    ["a long quote goes on to the end", "&gt;&gt;&gt; a\nb", "> a\n> b"],
    ["a dollar is a dollar: there are no formulas in Slack", "$x^2$ and $5", "\\$x^2$ and $5"],
    ["a backslash is a backslash", "C:\\dir and \\d+\\.\\d*", "C:\\dir and \\d+\\.\\d*"],
    ["a bar is a bar", "a || b", "a || b"],
    ["what looks like a link is none", "see [text](http://a.example/x)", "see \\[text](http://a.example/x)"],
    ["brackets and calls are letters", "array[1](2)", "array[1](2)"],
    ["a line of stars is no list", "* not a list and not bold *", "\\* not a list and not bold *"],
    ["a dash at the start of a line is no list either", "- one", "\\- one"],
    ["signs of less stay", "&lt;https://a.example&gt;", "\\<https://a.example>"],
    ["a prompt in code is code", "```&gt;&gt;&gt; x\n1\n&gt; ls```", "```\n>>> x\n1\n> ls\n```"],
    ["the first word of code is code", "```main\nint x;```", "```\nmain\nint x;\n```"],
    ["blank lines in code stay", "```\n\na\n\nb\n\n```", "```\n\n\na\n\nb\n\n\n```"],
    [
      "a fence in code has a longer one around it",
      "`` ` `` and ```a\n`b` ~~~```",
      "\\`` ` `` and \n```\na\n`b` ~~~\n```",
    ],
    ["code in a quote stays in it", "&gt; see ```a\nb```\nafter", "> see \n> ```\n> a\n> b\n> ```\n\nafter"],
    ["what cannot be stored is left out", "a\0b\uD800", "ab\uFFFD"],
  ])("%s", (_, text, expected) => {
    expect(slack(text)).toBe(expected);
  });

  it("a message of blocks alone is text, and a million nested blocks are not followed", () => {
    const list = (elements: unknown[]) => ({ type: "rich_text_list", style: "bullet", indent: 1, elements });
    const section = (...elements: unknown[]) => ({ type: "rich_text_section", elements });
    const blocks = [
      {
        type: "rich_text",
        elements: [
          section(
            { type: "text", text: "look " },
            { type: "user", user_id: "U1" },
            { type: "text", text: " here ", style: { bold: true } },
          ),
        ],
      },
      { type: "rich_text", elements: [list([section({ type: "text", text: "one < two" })])] },
    ];
    expect(written(writeMarkup(blocksOfSlack(blocks)))).toBe("look @sam **here** \n   - one < two");
    let deep: unknown = { type: "text", text: "deep" };
    for (let i = 0; i < 100_000; i++) deep = { elements: [deep] };
    expect(blocksOfSlack([deep])).toEqual([]);
  });
});

describe("what was written in Discord reads the same here (R35)", () => {
  it.each([
    [
      "people, roles and channels have their names",
      "<@13> <@!13> <@&1> <@&2> <#14>",
      "@sam @sam @teacher @role #homework",
    ],
    ["their own emoji are words", "<:party:123> <a:wave:124>", ":party: :wave:"],
    ["a time is told in UTC", "<t:1789570800:R>", "2026-09-16 15:00 UTC"],
    ["a command is a word", "</play song:12>", "/play song"],
    ["a long quote goes on to the end", ">>> a\nb", "> a\n> b"],
    ["small print is print", "-# small", "small"],
    ["underlined words are slanted", "__so__ and __init__.py", "_so_ and __init__.py"],
    ["dollars, bars and single tildes are letters", "$x^2$ a | b 6~7", "\\$x^2$ a | b 6~7"],
    ["what a backslash stands before is a letter", "\\*not\\* \\(x\\) ¯\\_(ツ)_/¯", "\\*not* (x) ¯\\_(ツ)_/¯"],
    ["a product is a product", "2*3*4 and a_b_c", "2*3*4 and a_b_c"],
    ["prompts in code are code", "```\n>>> x\n> y\n```", "```\n>>> x\n> y\n```"],
    [
      "a link keeps its words, an address in brackets is one",
      "[a](https://a.example/x) <https://a.example/y>",
      "[a](https://a.example/x) https://a.example/y",
    ],
    ["a title is bold, a list a list", "# T\n- a\n  - b\n3. c", "**T**\n- a\n   - b\n3. c"],
    ["code keeps its language and its signs", "```py\nprint('<@13>')\n```", "```py\nprint('<@13>')\n```"],
  ])("%s", (_, text, expected) => {
    expect(discord(text)).toBe(expected);
  });

  it("a name that the exporter wrote out is a mention again, the longest name first", () => {
    const mentioned = [{ key: "discord:13", names: ["Sam O'Brien", "sam"] }];
    expect(discord("@Sam O'Brien and @sam, not @samuel", mentioned)).toBe("@sam and @sam, not @samuel");
    expect(discord("@a.*+", [{ key: "discord:13", names: ["a.*+"] }])).toBe("@sam");
  });
});

describe("addresses do not carry what opens a file", () => {
  it("a file's address loses its token and keeps the rest", () => {
    expect(fileAddress("https://files.slack.com/a/b.txt?token=xoxe-1&v=2")).toBe("https://files.slack.com/a/b.txt?v=2");
    expect(fileAddress("https://files.slack.com/a/b.txt?t=xoxe-1")).toBe("https://files.slack.com/a/b.txt");
    expect(fileAddress("https://cdn.discordapp.com/a/1/x.png?ex=1&is=2&hm=3")).toBe(
      "https://cdn.discordapp.com/a/1/x.png",
    );
    expect(fileAddress("https://me:secret@a.example/x?X-Amz-Signature=1")).toBe("https://a.example/x");
    expect(fileAddress("general.json_Files\\0.png")).toBeUndefined();
    expect(fileAddress("javascript:alert(1)")).toBeUndefined();
  });

  it("an address in a text is left alone, unless it opens something", () => {
    const video = "https://video.example/watch?v=1&t=90";
    expect(addressesInText(`look ${video} there`)).toBe(`look ${video} there`);
    expect(addressesInText("(https://files.slack.com/x?t=xoxe-9)")).toBe("(https://files.slack.com/x)");
    expect(addressesInText("https://any.example/?k=xoxp-1-2 end")).toBe("https://any.example/ end");
    expect(markdownOfSlack("<https://cdn.discordapp.com/x.png?ex=1&amp;is=2&amp;hm=3>")).toBe(
      "https://cdn.discordapp.com/x.png",
    );
  });
});

describe("names and ids", () => {
  it("every skin tone stands behind the person it colours", () => {
    expect(emojiNamed("+1::skin-tone-2")).toBe("👍🏻");
    expect(emojiNamed("one")).toBe("1️⃣");
    expect(emojiNamed("no-such-thing")).toBeUndefined();
    expect(emojiNamed("constructor")).toBeUndefined();
  });

  it("the same message has the same id in every run, with its time inside (I2)", () => {
    const id = sourceMessageId(1_789_390_837_119, "slack:C1/1789390837.119/slack:U1");
    expect(id).toBe(sourceMessageId(1_789_390_837_119, "slack:C1/1789390837.119/slack:U1"));
    expect(id).not.toBe(sourceMessageId(1_789_390_837_119, "slack:C2/1789390837.119/slack:U1"));
    expect(parse(MessageIdSchema, id).ok).toBe(true);
    expect(mintedAt(id)).toBe(1_789_390_837_119);
  });
});
