/** A message's text as it is drawn: what people write looks like what they meant. */
import { describe, expect, test } from "vitest";
import { allowedAddress } from "../../protocol/markup/addresses.ts";
import { bodyToHtml } from "../../web/src/lib/conversation/markup/body-html.ts";
import { isPlain, plainToHtml, type Names } from "../../web/src/lib/conversation/markup/plain-text.ts";
import { names, html, tags } from "./support/body-in-class.ts";

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

describe("messages without any markup", () => {
  test("nothing but a few emoji is larger, and anything beside them is not", () => {
    for (const body of ["👍", "🎉🎉 🇩🇪", "👩🏽‍💻❤\uFE0F", ":blobcat:", ":ok: 👍"]) {
      expect(plainToHtml(body, names), body).toMatch(/^<p class="large"/u);
      expect(html(body), body).toMatch(/^<p class="large"/u);
    }
    for (const body of ["👍 yes", "1", "#", "©", ":other:", "👍".repeat(40), "👍\n\n👍", ""])
      expect(html(body), body).not.toContain("large");
  });

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
