/** A message's text drawn safely and in time, whatever is in it, and what it does for computer science. */
import { describe, expect, test } from "vitest";
import { isPlain, plainToHtml } from "../../web/src/lib/conversation/markup/plain-text.ts";
import { names, html, tags } from "./support/body-in-class.ts";

describe("I9: nothing that is typed becomes a part of the page", () => {
  // In the manner of the "big list of naughty strings".
  const NAUGHTY = [
    "<script>alert(123)</script>",
    "<img src=x onerror=alert(123) />",
    "<svg><script>123<1>alert(123)</script>",
    '"><script>alert(123)</script>',
    "'><script>alert(123)</script>",
    "</textarea><script>alert(123)</script>",
    '<a href="javascript:alert(1)">x</a>',
    "[x](<javascript:alert(1)>) and ![x](javascript:alert(1))",
    '[x](https://e.org "onmouseover=alert(1) \\" onclick=\\"alert(2)")',
    '<https://e.org/"onmouseover="alert(1)>',
    "`<img src=x onerror=alert(1)>`",
    "```<img src=x onerror=alert(1)>\n<script>alert(1)</script>\n```",
    '```"><img src=x onerror=alert(1)>\nx\n```',
    "| <script>alert(1)</script> | b |\n|---|---|\n| <img src=x onerror=alert(1)> | y |",
    "# <b onclick=alert(1)>x</b>",
    "- <iframe src=//e.org>\n> <style>*{display:none}</style>",
    "<!-- a --><?php x ?><![CDATA[ y ]]>",
    '@ada"><img src=x onerror=alert(1)>',
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\\<script>alert(1)\\</script>",
    "[<img src=x onerror=alert(1)>](https://e.org)",
    "<x\u0000y onload=alert(1)>",
    "http://a/%%30%30 <plaintext>",
    'ABC<div style="x:expression(javascript:alert(1)">DEF',
    "Powerلُلُصّبُلُلصّبُررً ॣ ॣh ॣ ॣ冗 \u202Etest\u202E",
  ];
  const OURS = new Set([
    "p",
    "br",
    "strong",
    "em",
    "del",
    "a",
    "button",
    "span",
    "code",
    "pre",
    "figure",
    "figcaption",
    "img",
  ]);
  for (const tag of ["blockquote", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"]) OURS.add(tag);

  test.each(NAUGHTY)("%j", (body) => {
    for (const made of [html(body), plainToHtml(body, names)]) {
      for (const [, tag] of made.matchAll(/<\/?([a-z!?][^\s>]*)/giu)) expect(OURS).toContain(tag);
      // What stands inside a tag is ours: no handler, no style, no other scheme.
      for (const [tag] of made.matchAll(/<[a-z][^>]*>/gu)) {
        expect(tag.replace(/"[^"]*"/gu, '""')).not.toMatch(/\son|style|srcdoc/iu);
        expect(tag).not.toMatch(/(?:href|src)="(?!https?:\/\/|mailto:|\/c\/|\/api\/workspaces\/w-1\/emoji\/)/iu);
      }
    }
  });
});

describe("I9: no message holds up the page", () => {
  const LENGTH = 10_000;
  const fill = (part: string) => part.repeat(Math.ceil(LENGTH / part.length)).slice(0, LENGTH);
  const SLOW: Record<string, string> = {
    brackets: fill("["),
    "closed brackets": `${"[a".repeat(3_000)}${"]".repeat(3_000)}`,
    stars: fill("*a "),
    "mixed emphasis": fill("*a_ **b"),
    quotes: fill("> "),
    "deep quotes": fill(">"),
    backticks: fill("`a``"),
    pictures: fill("!["),
    "angle brackets": fill("<"),
    "nested lists": Array.from({ length: 90 }, (_, depth) => `${" ".repeat(2 * depth)}- a`).join("\n"),
    "list marks": fill("- "),
    table: `${fill("|a").slice(0, 5_000)}\n${"|-".repeat(2_400)}`,
    "half links": fill("[a]("),
    blanks: `${" ".repeat(LENGTH - 1)}x`,
    "empty lines": `${"\n".repeat(LENGTH - 1)}x`,
    addresses: fill("http://"),
    mail: `${fill("a.").slice(0, 5_000)}@${"b.".repeat(2_400)}`,
    backslashes: fill("\\"),
    names: fill("#a-b-c-d-e-f-g-h-i-j-k "),
    fences: fill("```\n"),
    headings: fill("# a\n"),
    dollars: fill("$"),
    "half formulas": fill("$a "),
    "half displays": fill("$$a\n"),
    "bars of spoilers": fill("||a"),
    bars: fill("|"),
    emoji: fill(":blobcat:"),
    "half emoji": fill(":blobcat_*"),
    colons: fill(":"),
  };

  // Each needs a few milliseconds; what is not linear needs minutes.
  const PATIENCE_MS = 10_000;
  test.each(Object.entries(SLOW))(
    "ten thousand characters of %s",
    (_name, body) => {
      expect(html(body).length).toBeGreaterThan(0);
      isPlain(body);
      expect(plainToHtml(body, names).length).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  test("what is too deep is shown as it was typed", () => {
    expect(html(fill("> ")).match(/<blockquote/gu)).toHaveLength(8);
    expect(html(`${"**a *b ".repeat(100)}${"c* d** ".repeat(100)}`).match(/<em>/gu)?.length).toBeLessThanOrEqual(16);
  });
});

describe("for a class of computer science", () => {
  const lines = (count: number) => Array.from({ length: count }, (_, at) => `line ${at + 1}`).join("\n");
  const block = (count: number) => html(`\`\`\`python\n${lines(count)}\n\`\`\``);

  test("code is numbered from three lines on, beside the text and not in it", () => {
    expect(block(2)).not.toContain("data-numbers");
    expect(block(3)).toContain('data-numbers="1&#10;2&#10;3"');
    expect(/<code[^>]*>([\s\S]*)<\/code>/u.exec(block(3))?.[1]).toBe("line 1\nline 2\nline 3\n");
  });

  test("long code is folded, all of it being there", () => {
    expect(block(20)).not.toContain("data-fold");
    expect(block(48)).toContain('aria-expanded="false" data-fold="48">Show all 48 lines</button>');
    expect(block(48)).toContain("line 48");
  });

  test("a spoiler is a button until it is shown, with whatever stands in it", () => {
    const made = html("the end: ||it was **her**, see @ada||!");
    expect(made).toMatch(/<span class="spoiler" role="button" tabindex="0"[^>]*data-spoiler><span>it was <strong>her/u);
    expect(made).toContain('data-member="m-ada"');
    for (const body of ["a || b || c", "||", "||||", "|| a ||", "x ||a\nb||", "`||a||`"])
      expect(html(body)).not.toContain("spoiler");
  });

  test("I9: neither a formula nor a spoiler lets anything through", () => {
    for (const body of [
      "$<img src=x onerror=alert(1)>$",
      "$$</span><script>alert(1)</script>$$",
      '||"><script>x</script>||',
    ])
      expect(tags(body)).not.toContain("script");
    expect(html("$<img src=x onerror=alert(1)>$")).not.toContain("<img");
    expect(html('$" onclick="alert(1)$')).not.toMatch(/<span[^>]*onclick/u);
  });
});
