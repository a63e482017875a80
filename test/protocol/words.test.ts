/** What is read out of people's words: names, crowds, emoji, handles that look the same. */
import { expect, test } from "vitest";
import * as p from "../../protocol/index.ts";

test.each<[string, string[]]>([
  ["@ada", ["ada"]],
  ["hi @ada, and @Bo.L-9! (@cy_1)", ["ada", "bo.l-9", "cy_1"]],
  ["@ada. @bob- @cyd...", ["ada", "bob", "cyd"]],
  ["@ada @ADA @аdа", ["ada"]],
  ["mail@ada.example a.@ada x-@ada /@ada @@ada", []],
  ["`@ada` and\n```\n@bo1\n```\n~~~\n@eve\n~~~\n````\n```\n@fay\n```\n````", []],
  ["`@ada\n@ben` and \\@cyd or [@dee](https://example.org) or https://example.org/@eve", []],
  ["``` @ada, **@ben** in ||@cyd||\n> @dee\n- @eve", ["ada", "ben", "cyd", "dee", "eve"]],
  ["问@ada 和 @types/node @ada@example.org", ["ada"]],
  ["@ab @-ada @", ["ab"]],
  ["@channel @here @TA @teacher @everyone", ["everyone"]],
  ["no names", []],
])("the handles that a message names: %s", (body, handles) => {
  expect(p.mentionedHandles(body)).toEqual(handles.map(p.handleKey));
});

test("a message names at most fifty people", () => {
  const body = Array.from({ length: 60 }, (_, i) => `@person.${i}x`).join(" ");
  expect(p.mentionedHandles(body)).toHaveLength(50);
  expect(p.mentionedHandles(`@${"x".repeat(41)}y`)).toEqual([]);
});

test.each<[string, string[]]>([
  ["@CHANNEL!", ["channel"]],
  ["@teacher @here", ["here", "teacher"]],
  ["x@here a_@here .@here @@here /@here -@here", []],
  ["@hereby @here/ @here@ @here-x @here.x", []],
  ["see @here. Then @ta.", ["here", "ta"]],
  ["`@here`\n```\n@ta\n```", []],
])("the crowds that a message names: %s", (body, crowds) => {
  expect(p.groupMentionsIn(body)).toEqual(crowds);
});

test("what reaches many: @channel or @here, and no smaller crowd", () => {
  expect(["@channel", "@here @ta", "@ta @teacher", "`@here`"].map(p.reachesMany)).toEqual([true, true, false, false]);
});

test("R140: handles that read the same have the same key, and others do not", () => {
  for (const [one, other] of [
    ["admin", "аdmіn"],
    ["rnary", "mary"],
    ["vvill", "will"],
    ["Bob", "B0B"],
    ["lol", "101"],
    ["Ａda", "ada"],
    ["strasse", "straße"],
    ["ρete", "pete"],
  ] as const)
    expect(p.handleKey(one), `${one} ${other}`).toBe(p.handleKey(other));
  const apart = ["ada", "bob", "eve", "mary", "will", "żak", "zak"];
  expect(new Set(apart.map(p.handleKey)).size).toBe(apart.length);
});

test("the name in :name:, and nothing else, is an emoji of the class's own", () => {
  expect(p.emojiNameIn(":blob_cat-2+:")).toBe("blob_cat-2+");
  for (const other of ["👍", "blobcat", ":blobcat", "blobcat:", "::", ":Blob:", "x:blob:", ":blob:x"])
    expect(p.emojiNameIn(other), other).toBeUndefined();
});

test("text is what can be kept as UTF-8, and blank is what leaves no mark", () => {
  expect(["a", "", "👩🏽‍💻"].map(p.isText)).toEqual([true, true, true]);
  expect(["\0", "a\0b", "\ud800", "\udc00\ud800"].map(p.isText)).toEqual([false, false, false, false]);
  expect(["", " \n\t", "\u200b\u2060", "\u0007", "\u3164"].map(p.isBlank)).toEqual([true, true, true, true, true]);
  expect([".", " a ", "👍"].map(p.isBlank)).toEqual([false, false, false]);
});

test("time zones go by their names, not by an offset", () => {
  expect(["Europe/Berlin", "UTC"].map(p.isTimeZone)).toEqual([true, true]);
  expect(["+02:00", "-05:00", "Mars/Olympus", "", "1UTC"].map(p.isTimeZone)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
});

test("quiet hours: from the first minute, not to the last one", () => {
  const at = (clock: string) => Date.parse(`2026-01-15T${clock}:00Z`);
  const day = { from: "11:00", to: "13:00", zone: "UTC" };
  expect(["10:59", "11:00", "12:59", "13:00"].map((clock) => p.isQuiet(day, at(clock)))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  const night = { from: "22:00", to: "07:00", zone: "UTC" };
  expect(["21:59", "22:00", "00:00", "06:59", "07:00"].map((clock) => p.isQuiet(night, at(clock)))).toEqual([
    false,
    true,
    true,
    true,
    false,
  ]);
});

test("kept settings that can be read are kept, each for itself", () => {
  const quietHours = { from: "22:00", to: "07:00", zone: "UTC" };
  const all = { readReceipts: false, typing: false, presence: false, directFrom: "staff", quietHours } as const;
  expect(p.settingsOf(all)).toEqual(all);
  expect(p.settingsOf({ ...all, typing: "no", later: 1 })).toEqual({ ...all, typing: true });
  expect(p.DEFAULT_SETTINGS).toEqual({
    readReceipts: true,
    typing: true,
    presence: true,
    directFrom: "everyone",
    quietHours: null,
  });
});

test("an id tells the millisecond at which it was minted", () => {
  expect(p.mintedAt("0193e4a1-7b2c-7d3e-8f40-123456789abc")).toBe(0x0193e4a17b2c);
});

test("R3: how fast a member may act: ten posts at once and two a second, and what reaches many three times at once", () => {
  expect(p.RATE_LIMITS).toMatchObject({
    post: { burst: 10, perSecond: 2 },
    change: { burst: 20, perSecond: 4 },
    typing: { burst: 4, perSecond: 0.5 },
    reach: { burst: 3, perSecond: 1 / 300 },
    old: { burst: 20, perSecond: 1 },
    resume: { burst: 20, perSecond: 0.5 },
  });
});
