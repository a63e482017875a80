/**
 * What somebody typed is on the screen: thousands of made-up bodies, with many marks and few words, so that every mark meets every
 * other one. And by the same bodies: who is shown as named is who is told.
 */
import { describe, expect, test } from "vitest";
import { handleKey, mentionedHandles } from "../../protocol/index.ts";
import { bodyToHtml } from "../../web/src/lib/conversation/markup/body-html.ts";
import { isPlain, plainToHtml, type Names } from "../../web/src/lib/conversation/markup/plain-text.ts";
import { SeededRandom } from "../support/seeded-random.ts";

const PEOPLE = ["ada", "ben", "cyd.d", "eve_1", "per-son", "绿茶"];
const ids = new Map(PEOPLE.map((handle) => [handleKey(handle), `m-${handleKey(handle)}`]));
const names: Names = {
  member: (handle) => {
    const id = ids.get(handleKey(handle));
    return id === undefined ? undefined : { id, name: "Somebody", isMe: false };
  },
  channel: (name) => (name === "general" ? { id: "c-1", href: "/c/c-1" } : undefined),
  emoji: () => undefined,
};

/** What the eye reads in a message's HTML, with the numbers of lists, which the browser draws, and without what is a button's. */
function seen(html: string): string {
  return html
    .replace(/<button type="button" (?:data-copy|class="fold")[^>]*>[^<]*<\/button>/gu, "")
    .replace(/<span class="host">[^<]*<\/span>/gu, "")
    .replace(/<li value="(\d+)"/gu, "$1<li")
    .replace(/<br>|<\/p>|<\/li>|<\/tr>|<\/figcaption>/gu, "\n")
    .replace(/<[^>]*>/gu, "")
    .replace(/&lt;/gu, "<")
    .replace(/&gt;/gu, ">")
    .replace(/&quot;/gu, '"')
    .replace(/&#39;/gu, "'")
    .replace(/&amp;/gu, "&");
}
/** Letters and digits in their order; the numbers of a list stand where they were typed. */
const letters = (text: string) => (text.match(/[\p{L}\p{M}\p{N}]/gu) ?? []).join("");

const ATOMS = [
  ...[
    "*",
    "**",
    "***",
    "_",
    "__",
    "~",
    "~~",
    "`",
    "``",
    "```",
    "~~~",
    "||",
    "|",
    "$",
    "$$",
    "\\",
    "\\\\",
    "\\(",
    "\\)",
    "\\[",
    "\\]",
  ],
  ...[
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "!",
    "#",
    "# ",
    "> ",
    "- ",
    "+ ",
    "* ",
    "1. ",
    "12) ",
    "007. ",
    "2024. ",
    "---",
    "|-|-|",
    "[x] ",
    ":ok:",
  ],
  ...[
    "\n",
    "\n",
    "\n\n",
    "\n  ",
    " ",
    " ",
    " ",
    " ",
    "\t",
    ".",
    ",",
    ":",
    "；",
    "。",
    "）",
    "“",
    "”",
    "’",
    "/",
    "=",
    "+",
    "-",
    "{",
    "}",
    "^",
    "%",
    "&lt;",
  ],
  ...[
    "a",
    "b2",
    "3",
    "word",
    "x_y",
    "слово",
    "重要",
    "단어",
    "كلمة",
    "é",
    "👍",
    "text",
    "python",
    "ls",
    "\\text{a}",
    "\\alpha",
    "HOME",
    "5",
  ],
  ...PEOPLE.map((name) => `@${name}`),
  ...["@channel", "@nobody", "#general", "@types/node", "a@b.org"],
];
const ADDRESSES = [
  "https://example.org/a_b",
  "www.example.org",
  "(https://a.org)",
  "[ada](https://a.org/x)",
  "<https://a.org>",
];

function bodies(count: number, atoms: readonly string[], seed: number): string[] {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + random.below(24) }, () => random.pick(atoms)).join(""),
  );
}

describe("R24: no letter that somebody typed vanishes or changes", () => {
  test("in four thousand bodies full of marks, the letters and digits on the screen are those that were typed", () => {
    for (const body of bodies(4_000, ATOMS, 1)) {
      // A ticked box is shown as one.
      const typed = letters(body.replace(/^([ >]*(?:(?:[-*]|\d{1,3}[.)])[ \t]+)+)\[x\](?=[ \t]+\S)/gmu, "$1"));
      const shown = letters(seen(bodyToHtml(body, names)));
      if (body.includes("[x]") ? !isWithin(shown, letters(body)) : shown !== typed)
        expect(shown, JSON.stringify(body)).toBe(typed);
    }
  });

  test("signs as well: all that vanishes is a mark of something that is shown", () => {
    // Each mark that is gone stands for an element that is there.
    const count = (text: string, mark: string) => text.split(mark).length - 1;
    for (const body of bodies(
      2_000,
      ATOMS.filter((atom) => !atom.includes("`") && !atom.includes("~~~")),
      2,
    )) {
      const html = bodyToHtml(body, names);
      const [typed, shown] = [count(body, "*"), count(seen(html), "*")];
      const marks = 2 * count(html, "<em>") + 4 * count(html, "<strong>") + count(html, "<li");
      expect(typed - shown, JSON.stringify(body)).toBeLessThanOrEqual(marks);
      if (marks === 0) expect(shown, JSON.stringify(body)).toBe(typed);
    }
  });

  test("what has no markup is the same without the parser", () => {
    const random = bodies(
      3_000,
      ATOMS.filter((atom) => !/[*_`~|[\]<$\\]/u.test(atom)),
      3,
    );
    const plain = random.filter(isPlain);
    expect(plain.length).toBeGreaterThan(300);
    for (const body of plain) expect(plainToHtml(body, names), JSON.stringify(body)).toBe(bodyToHtml(body, names));
  });

  test("any text at all is one: nothing throws, and nothing that is typed becomes an element", () => {
    for (const body of bodies(
      2_000,
      [...ATOMS, ...ADDRESSES, "\r\n", "\0", "\ud83d", "\u202e", "<b>", '"', "&amp;"],
      4,
    ))
      expect(bodyToHtml(body, names)).not.toMatch(
        /<(?!\/?(?:p|br|strong|em|del|code|pre|figure|figcaption|a|button|span|ul|ol|li|blockquote|table|thead|tbody|tr|th|td)[ >])/u,
      );
  });
});

/** Are these letters all there, in this order, with some more between? */
function isWithin(some: string, all: string): boolean {
  let at = 0;
  for (const letter of all) if (letter === some[at]) at += 1;
  return at === some.length && all.length - some.length <= all.split("x").length - 1;
}

describe("R43: who is shown as named is who is told", () => {
  const shownPeople = (html: string) => new Set([...html.matchAll(/data-member="([^"]*)"/gu)].map(([, id]) => id));
  const toldPeople = (body: string) => new Set(mentionedHandles(body).flatMap((key) => ids.get(key) ?? []));

  test("in four thousand bodies, with fences of any kind, code over lines, links and backslashes", () => {
    let named = 0;
    for (const body of [
      ...bodies(2_000, [...ATOMS, ...ADDRESSES], 5),
      ...bodies(2_000, [...PEOPLE.map((name) => ` @${name} `), ...ATOMS], 6),
    ]) {
      const html = bodyToHtml(body, names);
      expect(shownPeople(html), JSON.stringify(body)).toEqual(toldPeople(body));
      if (isPlain(body)) expect(shownPeople(plainToHtml(body, names)), JSON.stringify(body)).toEqual(toldPeople(body));
      named += toldPeople(body).size;
    }
    expect(named).toBeGreaterThan(1_000);
  });

  test("R126: a crowd is shown as named where it was told, and is a word otherwise", () => {
    const body = "@channel and @here, not `@ta` nor @teacher";
    const told = bodyToHtml(body, { ...names, reach: ["channel", "here", "ta"] });
    expect(told.match(/<span class="mention">[^<]*/gu)).toEqual([
      '<span class="mention">@channel',
      '<span class="mention">@here',
    ]);
    expect(plainToHtml("@TA!", { ...names, reach: ["ta"] })).toContain('<span class="mention">@TA</span>!');
    expect(bodyToHtml(body, names)).not.toContain("mention");
  });

  test("a fifty-first name is neither shown nor told", () => {
    const crowd = `${Array.from({ length: 50 }, (_, at) => `@person${at}x`).join(" ")} @ada and @person1x`;
    expect(mentionedHandles(crowd)).not.toContain("ada");
    expect(shownPeople(bodyToHtml(crowd, names)).size).toBe(0);
    expect(shownPeople(plainToHtml(crowd, names)).size).toBe(0);
  });
});
