/** What a page says of itself, whatever it is written in. */
import { describe, expect, test } from "vitest";
import { textOf } from "../../../worker/link-cards/charset.ts";
import { keepPicture } from "../../../worker/link-cards/picture.ts";
import { readPage } from "../../../worker/link-cards/read-page.ts";
import { wordsOf } from "../../../worker/link-cards/page-words.ts";
import { env } from "cloudflare:workers";
import { answersWith, subscriberAt } from "../support/subscriber.ts";

const bytes = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
const utf8 = (text: string) => new TextEncoder().encode(text);

describe("a page's words", () => {
  test.each<[string, string, object]>([
    [
      "entities are read once",
      "<title>a &amp;amp; b &lt;i&gt; &eacute;&#x1F600;</title>",
      { title: "a &amp; b <i> é😀" },
    ],
    [
      "og goes before the title",
      `<title>t</title><meta property="og:title" content="A &quot;B&quot;">`,
      { title: 'A "B"' },
    ],
    ["of two the first", `<meta property=og:title content=1><meta property=og:title content=2>`, { title: "1" }],
    ["names in capitals", `<META PROPERTY="OG:TITLE" CONTENT="C">`, { title: "C" }],
    ["a name instead of a property", `<meta name="twitter:description" content="d">`, { text: "d" }],
    ["an empty one is none", `<meta property="og:title" content=" "><title>t</title>`, { title: "t" }],
    [
      "the title of a drawing is not the page's",
      "<svg><title>icon</title></svg><title>page</title>",
      { title: "page" },
    ],
    ["a drawing without an end", "<svg/><title>page</title>", { title: "page" }],
    ["nor one in a template", "<template><title>inner</title></template><title>page</title>", { title: "page" }],
    ["without a head", "<!doctype html><title>x</title>", { title: "x" }],
    ["two titles", "<title>first</title><title>second</title>", { title: "first" }],
    [
      "a base",
      `<base href="https://cdn.example/x/"><meta property=og:image content=i.png>`,
      {
        ...{ base: "https://cdn.example/x/", picture: "i.png" },
      },
    ],
    ["markup in a title is words", "<title><b>x</b></title>", { title: "<b>x</b>" }],
    ["cut off in the middle", `<title>t</title><meta property="og:descr`, { title: "t" }],
    ["nothing", "", {}],
  ])("%s", async (_what, html, words) => expect(await wordsOf(html)).toEqual(words));
});

describe("an encoding", () => {
  test.each<[string, Uint8Array, string, string]>([
    ["of the header", bytes("\xfcber"), "text/html; charset=ISO-8859-1", "über"],
    [
      "that the page says itself",
      bytes(`<meta charset="iso-8859-1">\xfc`),
      "text/html",
      `<meta charset="iso-8859-1">ü`,
    ],
    [
      "in an old form",
      bytes(`<meta http-equiv=content-type content="text/html; charset=windows-1251">\xcf`),
      "text/html",
      `<meta http-equiv=content-type content="text/html; charset=windows-1251">П`,
    ],
    ["of East Asia", bytes("\x93\xfa\x96\x7b"), 'text/html; charset="Shift_JIS"', "日本"],
    ["by its mark, whatever is said", new Uint8Array([0xff, 0xfe, 0x41, 0]), "text/html; charset=utf-8", "A"],
    [
      "UTF-16 said in what was read as bytes",
      utf8(`<meta charset="utf-16">ü`),
      "text/html",
      `<meta charset="utf-16">ü`,
    ],
    ["that nobody knows", utf8("ü"), "text/html; charset=klingon", "ü"],
    ["that is none", utf8("ü"), "text/html", "ü"],
  ])("%s", (_what, body, header, text) => expect(textOf(body, header)).toBe(text));
});

describe("a card", () => {
  async function cardFor(html: string, headers: Record<string, string> = { "content-type": "text/html" }, path = "") {
    const name = `card-${crypto.randomUUID()}`;
    await answersWith(name, { headers, body: html });
    return readPage({ PLACE_ALLOW_LOOPBACK: "1" }, subscriberAt(`/to/${name}${path}`));
  }

  test("has one line for its title, without marks that turn what stands beside it", async () => {
    const card = await cardFor(`<title>\n  Invoice\u202e fdp.exe \u2066x\u2069\n\u0000 \u200f2 </title>`);
    expect(card?.title).toBe("Invoice fdp.exe x 2");
  });

  test("is as long as a card is, and never cut in a character", async () => {
    const card = await cardFor(
      `<title>${"😀".repeat(400)}</title><meta name=description content="${"b ".repeat(900)}">`,
    );
    expect(card?.title).toMatch(/^(?:😀)+…$/u);
    expect(card!.title.length).toBeLessThanOrEqual(150);
    expect(card!.text!.length).toBeLessThanOrEqual(300);
  });

  test("names the host that answered, and finds its picture from there", async () => {
    const name = `card-${crypto.randomUUID()}`;
    const html = `<title>T</title><meta property="og:image" content="../i.png?a=1&amp;b=2">`;
    await answersWith(name, { headers: { "content-type": "text/html" }, body: html });
    const target = subscriberAt(`/to/${name}/deep/page`);
    const card = await readPage(
      { PLACE_ALLOW_LOOPBACK: "1" },
      subscriberAt(`/redirect?to=${encodeURIComponent(target)}`),
    );
    expect(card).toMatchObject({ site: "127.0.0.1", picture: subscriberAt(`/to/${name}/i.png?a=1&b=2`) });
  });

  test("is not made of PLACE's own page, which says nothing of what is in it", async () => {
    expect(await cardFor(`<title>PLACE</title><meta name="generator" content="PLACE">`)).toBeNull();
  });

  test("keeps no picture where there is no R2", async () => {
    const without = { ...env, FILES: undefined } as unknown as Env;
    const owner = { workspaceId: "w", workspaceNo: 1, channelId: "c", message: "m" };
    expect(await keepPicture(without, owner, subscriberAt("/to/x"))).toBeUndefined();
  });
});
