import { describe, expect, test } from "vitest";
import { allowedAddress } from "../../protocol/markup/addresses.ts";
import { bodyToHtml } from "../../web/src/lib/conversation/markup/body-html.ts";
import { isPlain, plainToHtml, type Names } from "../../web/src/lib/conversation/markup/plain-text.ts";

const EMOJI = new Map(
  ["blobcat", "ok", "_party_", "a+b"].map((name) => [name, `/api/workspaces/w-1/emoji/${name}/v-1`] as const),
);
const names: Names = {
  member: (handle) => {
    if (handle.toLowerCase() === "ada") return { id: "m-ada", name: "Ada Lovelace", isMe: true };
    return handle === "ben.b" ? { id: "m-ben", name: 'Ben "B" <b>', isMe: false } : undefined;
  },
  channel: (name) => (name === "general" ? { id: "c-1", href: "/c/c-1" } : undefined),
  emoji: (name) => EMOJI.get(name),
};
const html = (body: string) => bodyToHtml(body, names);
/** Every element that is made, in order. */
const tags = (body: string) => [...html(body).matchAll(/<([a-z]+)/gu)].map((match) => match[1]);

describe("what people write looks like what they meant", () => {
  test("bold, italic, struck out, code and line breaks", () => {
    expect(html("**a** *b* ~~c~~ `d`\ne")).toBe(
      '<p dir="auto"><strong>a</strong> <em>b</em> <del>c</del> <code>d</code><br>e</p>',
    );
  });

  test("code keeps its blanks and its angle brackets, and names its language", () => {
    const block = html("```python\nif a < b:\n    pass\n```");
    expect(block).toContain('<pre tabindex="0"><code data-language="python">if a &lt; b:\n    pass\n</code>');
    expect(block).toContain("<span>python</span>");
    expect(html("`a  <b>`")).toContain("<code>a  &lt;b&gt;</code>");
  });

  test("an unclosed fence is code to its end, and does not swallow the message", () => {
    expect(html("look:\n```\nx = 1")).toContain("x = 1");
  });

  test("headings are bold lines; rules, link definitions and indented text stay as they were typed", () => {
    expect(html("# Title")).toBe('<p class="heading" dir="auto"><strong>Title</strong></p>');
    expect(html("so\n---\nyes")).toContain("so<br>---<br>yes</p>");
    expect(html("[a]: b")).toContain("[a]: b");
    expect(tags("    four blanks")).toEqual(["p"]);
  });

  test("lists, tasks, quotes and tables", () => {
    expect(tags("- a\n- b")).toEqual(["ul", "li", "li"]);
    expect(html("- [x] done\n- [ ] not")).toMatch(
      /aria-label="Done"><\/span>done[\s\S]*aria-label="To do"><\/span>not/u,
    );
    expect(tags("> said")).toEqual(["blockquote", "p"]);
    expect(tags("|a|b|\n|-|-|\n|1|2|")).toEqual([
      "figure",
      "table",
      "thead",
      "tr",
      "th",
      "th",
      "tbody",
      "tr",
      "td",
      "td",
    ]);
  });

  test("characters that look like codes for others are shown as typed", () => {
    expect(html("*a* &lt; &amp; &#65;")).toBe('<p dir="auto"><em>a</em> &amp;lt; &amp;amp; &amp;#65;</p>');
  });
});

describe("the class's own emoji", () => {
  const picture = (name: string) =>
    `<img class="class-emoji" src="/api/workspaces/w-1/emoji/${name}/v-1" alt=":${name}:" title=":${name}:" loading="lazy">`;

  test("a known name between colons is its picture, by its side another one as well", () => {
    expect(html("hi :blobcat:!")).toBe(`<p dir="auto">hi ${picture("blobcat")}!</p>`);
    expect(html(":blobcat::ok: *so*")).toContain(`${picture("blobcat")}${picture("ok")} <em>so</em>`);
    expect(html("**:ok:** and ~~:ok:~~ and ||:ok:||").match(/<img /gu)).toHaveLength(3);
    expect(html("- :ok:\n- x").match(/<img /gu)).toHaveLength(1);
    expect(html("|:ok:|b|\n|-|-|\n|1|:ok:|").match(/<img /gu)).toHaveLength(2);
    expect(html("猫:blobcat: @ada:ok:").match(/<img /gu)).toHaveLength(2);
  });

  test("marks in its name are part of the name", () => {
    expect(html("so :_party_: *yes* :a+b:")).toBe(
      `<p dir="auto">so ${picture("_party_")} <em>yes</em> ${picture("a+b")}</p>`,
    );
    expect(html("so :_other_: _yes_")).toBe('<p dir="auto">so :_other_: <em>yes</em></p>');
  });

  test("a name that nobody knows, or that is part of a word, stays what was typed", () => {
    for (const body of [
      ":other:",
      ":Blobcat:",
      ": blobcat :",
      ":blobcat",
      "std::ok::end",
      "10:30:45",
      "x:ok:",
      ":ok:s",
    ])
      expect(html(body)).toBe(`<p dir="auto">${body}</p>`);
    expect(html("\\:ok: and \\:other:")).toBe('<p dir="auto">:ok: and \\:other:</p>');
  });

  test("I9: in code, in formulas and in links it is no picture", () => {
    for (const body of [
      "`:ok:`",
      "```\n:ok:\n```",
      "```:ok:\nx\n```",
      "$:ok:$",
      "$$\n:ok:\n$$",
      "[:ok:](https://example.org)",
      "[a](https://example.org/:ok:/b)",
      "https://example.org/:ok:/b",
      "see www.example.org/:ok: there",
      "![:ok:](https://example.org/x.png)",
    ])
      expect(html(body), body).not.toContain("<img");
  });

  test.each(["__proto__", "constructor", "toString", "hasownproperty", "prototype"])(
    "I9: the name of what every object has is known no better: %s",
    (name) => {
      expect(html(`:${name}:`)).not.toContain("<img");
      expect(plainToHtml(`:${name}:`, names)).toBe(`<p dir="auto">:${name}:</p>`);
    },
  );

  test("what stands around and in it stays text", () => {
    expect(html(':ok:" onerror="alert(1)')).toContain(`${picture("ok")}&quot; onerror=&quot;`);
    expect(html('<img src=x alt=":ok:">')).toContain("&lt;img src=x alt=&quot;");
    const hostile: Names = { ...names, emoji: () => 'x" onerror="alert(1)' };
    expect(bodyToHtml(":ok:", hostile)).toContain('src="x&quot; onerror=&quot;alert(1)"');
  });
});

describe("links", () => {
  test("open elsewhere, tell nothing, and show where they go", () => {
    expect(html("[a](https://example.org/?x=1&y=2)")).toContain(
      '<a href="https://example.org/?x=1&amp;y=2" target="_blank" rel="noopener noreferrer nofollow" title="https://example.org/?x=1&amp;y=2">a</a>',
    );
    expect(html("see https://example.org, please")).toContain('href="https://example.org/"');
  });

  test("one that says it goes elsewhere is told apart", () => {
    expect(html("[https://bank.example](https://thief.example)")).toContain(
      '<span class="host">(thief.example)</span>',
    );
    expect(html("[bank.example](https://www.bank.example/x)")).not.toContain("host");
  });

  test("a picture is a link, and nothing is fetched", () => {
    expect(tags("![cat](https://example.org/cat.png)")).toEqual(["p", "a"]);
  });

  test.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "\u0001javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//example.org",
    "/api/sign-out",
    "https:example.org",
    "mailto:",
  ])("I9: %j is no address for a link", (address) => {
    expect(allowedAddress(address)).toBeNull();
  });

  test("web and mail addresses are", () => {
    expect(allowedAddress("https://example.org/a b")).toBe("https://example.org/ab");
    expect(allowedAddress("mailto:ada@example.org")).toBe("mailto:ada@example.org");
  });
});

describe("names", () => {
  test("R43: a known handle becomes a button to that person, without the full stop behind it", () => {
    expect(html("hi @ada.")).toMatch(/<button [^>]*class="mention me" data-member="m-ada"[^>]*>@ada<\/button>\./u);
    expect(html("**@ben.b**, look")).toMatch(
      /<strong><button [^>]*data-member="m-ben"[^>]*>@ben\.b<\/button><\/strong>/u,
    );
  });

  test("a name's quotes and brackets stay inside its attribute", () => {
    expect(html("@ben.b")).toContain('title="Ben &quot;B&quot; &lt;b&gt;"');
  });

  test("a known channel is a link, unknown ones and parts of other words are text", () => {
    expect(html("#general")).toContain('<a class="mention" href="/c/c-1">#general</a>');
    expect(tags("#unknown @nobody x#general mail@ada/x `@ada`")).toEqual(["p", "code"]);
    expect(html("https://example.org/@ada#general")).not.toContain("mention");
  });
});

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

describe("messages without any markup", () => {
  test("are told apart, and look the same with and without the parser", () => {
    for (const body of [
      "hello",
      "two\nlines",
      "one\n\ntwo",
      "it's 5 > 3? no brackets, >5 and + 5",
      "hi @ada and #general!",
      "a - b",
      "well :blobcat::ok: done, 10:30",
    ]) {
      expect(isPlain(body)).toBe(true);
      expect(plainToHtml(body, names)).toBe(html(body));
    }
    expect(isPlain("hi @ada and #general!")).toBe(true);
    for (const body of ["a\n===", ">x"]) expect(isPlain(body)).toBe(true);
    for (const body of [
      "*a*",
      "a `b`",
      "- a",
      "1. a",
      "# a",
      "see https://x.org",
      "www.x.org",
      "a@x.org",
      "a\n> b",
      "|a|",
    ]) {
      expect(isPlain(body)).toBe(false);
    }
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
