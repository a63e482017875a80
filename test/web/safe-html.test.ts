/**
 * I9: the last wall lets through what messages are made of, and nothing else. What DOMPurify makes of these rules is tried in a real
 * browser (test/e2e/markdown.test.ts); here are the rules themselves, each attribute of them.
 */
import { describe, expect, test, vi } from "vitest";
import type { Config } from "dompurify";
import { bodyToHtml } from "../../web/src/lib/conversation/markup/body-html.ts";
import { plainToHtml, type Names } from "../../web/src/lib/conversation/markup/plain-text.ts";

interface Attribute {
  attrName: string;
  attrValue: string;
  keepAttr: boolean;
}
const wall = vi.hoisted(() => ({
  rules: {} as Config,
  hooks: new Map<string, (element: { nodeName: string }, attribute: Attribute) => void>(),
}));
vi.mock("dompurify", () => ({
  default: {
    addHook: (name: string, hook: (element: { nodeName: string }, attribute: Attribute) => void) =>
      void wall.hooks.set(name, hook),
    sanitize: (html: string, rules: Config) => ((wall.rules = rules), `safe ${html}`),
  },
}));
const { safeHtml } = await import("../../web/src/lib/conversation/markup/safe-html.ts");
const said = safeHtml("words");

const EMOJI = "/api/workspaces/w-1/emoji/blobcat/v-1";
const names: Names = {
  member: (handle) => (handle === "ada" ? { id: "m-ada", name: "Ada", isMe: true } : undefined),
  channel: (name) => (name === "general" ? { id: "c-1", href: "/c/c-1" } : undefined),
  emoji: (name) => (name === "blobcat" ? EMOJI : undefined),
};
/** Everything that a message can be made of. */
const EVERYTHING = [
  "**bold** *italic* ~~gone~~ `code`\nnext line",
  "[words](https://example.org) https://example.org someone@example.org",
  "@ada #general :blobcat:",
  "||hidden||",
  "- one\n- two\n\n3. three\n4. four",
  "- [x] done\n- [ ] to do",
  "> quoted",
  "| a | b |\n|:--|--:|\n| 1 | 2 |",
  `\`\`\`python\n${"print(1)\n".repeat(40)}\`\`\``,
  "$a+b$ and $$\\frac{1}{2}$$",
].map((body) => bodyToHtml(body, names));
EVERYTHING.push(plainToHtml("@ada #general :blobcat: https://example.org", names));

/** Names of attributes that stand in these elements, as written. */
function attributesOf(html: string): string[] {
  return [...html.matchAll(/<[a-z]+((?:\s+[\w-]+(?:="[^"]*")?)*)\s*>/gu)].flatMap(([, attributes = ""]) =>
    [...attributes.matchAll(/([\w-]+)(?:="[^"]*")?/gu)].map(([, name = ""]) => name),
  );
}

describe("I9: the wall before a message's HTML", () => {
  test("lets exactly those attributes through that messages are made with", () => {
    expect(said).toBe("safe words");
    expect(wall.rules.ALLOWED_ATTR?.toSorted()).toEqual(
      [
        ...["alt", "aria-expanded", "aria-label", "class", "data-copy", "data-fold", "data-language", "data-math"],
        ...[
          "data-member",
          "data-numbers",
          "data-source",
          "data-spoiler",
          "dir",
          "href",
          "loading",
          "rel",
          "role",
          "src",
        ],
        ...["tabindex", "target", "title", "type", "value"],
      ].toSorted(),
    );
    expect(wall.rules).toMatchObject({ ALLOW_DATA_ATTR: false, ALLOW_ARIA_ATTR: false, ADD_ATTR: ["target"] });
  });

  test("whatever a message is made of is let through, and nothing is let through that no message is made of", () => {
    const made = new Set(EVERYTHING.flatMap(attributesOf));
    expect([...made].sort()).toEqual(wall.rules.ALLOWED_ATTR?.toSorted());
    const elements = new Set(EVERYTHING.flatMap((html) => [...html.matchAll(/<([a-z]+)/gu)].map(([, name]) => name)));
    const allowed = wall.rules.ALLOWED_TAGS ?? [];
    expect([...elements].filter((name) => !allowed.includes(name ?? ""))).toEqual([]);
    expect(allowed.toSorted()).toEqual(
      [
        ...["a", "blockquote", "br", "button", "code", "del", "em", "figcaption", "figure", "img", "li", "ol", "p"],
        ...["pre", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"],
      ].toSorted(),
    );
  });

  test("every attribute but the two addresses may hold any words, and an address only what is one", () => {
    const free = wall.rules.ADD_URI_SAFE_ATTR as string[];
    expect([...free, "href", "src"].sort()).toEqual(wall.rules.ALLOWED_ATTR?.toSorted());
    const address = wall.rules.ALLOWED_URI_REGEXP as RegExp;
    for (const good of ["https://a.b", "HTTP://a.b", "mailto:a@b.c", "/c/general", "/"])
      expect(good, good).toMatch(address);
    for (const bad of [
      "javascript:alert(1)",
      "//evil.example",
      "/\\evil.example",
      "/ /evil",
      "data:text/html,x",
      "c/1",
      " /c",
      "ftp://a",
      "https:/a",
      "xhttps://a",
    ])
      expect(bad, bad).not.toMatch(address);
  });

  test("a picture is one of the class's own emoji, and nothing but a picture has a source", () => {
    const hook = wall.hooks.get("uponSanitizeAttribute");
    const isKept = (nodeName: string, attrName: string, attrValue: string) => {
      const attribute = { attrName, attrValue, keepAttr: true };
      hook?.({ nodeName }, attribute);
      return attribute.keepAttr;
    };
    expect(hook).toBeDefined();
    expect(isKept("IMG", "src", EMOJI)).toBe(true);
    expect(isKept("IMG", "src", "/api/workspaces/w-1/emoji/a%2Bb/v_1")).toBe(true);
    expect(isKept("A", "src", EMOJI)).toBe(false);
    for (const elsewhere of [
      `https://evil.example${EMOJI}`,
      `${EMOJI}/x`,
      `${EMOJI}?x`,
      ` ${EMOJI}`,
      "/api/workspaces//emoji/a/b",
      "/api/workspaces/w/picture/a/b",
      `${EMOJI}\n`,
    ])
      expect(isKept("IMG", "src", elsewhere), elsewhere).toBe(false);
    expect(isKept("A", "href", "https://example.org")).toBe(true);
    expect(isKept("IMG", "alt", "whatever")).toBe(true);
  });
});
