/** What both sides must agree on to the letter: numbers, words on the wire, letters that look the same, and refusals of queries. */
import { expect, test } from "vitest";
import * as p from "../../protocol/index.ts";

test("R140: each letter that looks like a Latin one reads as that one", () => {
  const read = (letters: string) => [...letters].map(p.handleKey).join(" ");
  const as = (latin: string) => [...latin].join(" ");
  expect(read("авьсԁеёһіїјкӏмпорԛгѕтѵԝхуз")).toBe(as("abbcdeehiijklmnopqrstvwxy3"));
  expect(read("αβεηικνοόρτυχωγ")).toBe(as("abenikvooptuxwy"));
  expect(read("ցհյոօզս")).toBe(as("ghjnoqu"));
  expect(read("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴ")).toBe(as("abcdefghijklmn"));
  expect(read("ᴏᴘʀꜱᴛᴜᴠᴡʏᴢ")).toBe(as("oprstuvwyz"));
  expect(read("ıɩȷɑɡ01ſ")).toBe(as("iijagols"));
  expect([p.handleKey("ß"), p.handleKey("rn"), p.handleKey("vv"), p.handleKey("")]).toEqual(["ss", "m", "w", ""]);
  expect(read("żłøπ漢")).toBe("ż ł ø π 漢");
});

test("the numbers that are made of others are what they say", () => {
  expect(p.FRAME_MAX_BYTES).toBe(65_536);
  expect(p.IMPORT_BODY_MAX_BYTES).toBe(1_048_576);
  expect(p.IMPORT_AHEAD_MAX_MS).toBe(600_000);
  expect(p.PICTURE_MAX_CHARS).toBe(41_984);
  expect(p.EMOJI_PICTURE_MAX_BYTES).toBe(131_072);
  // 43,691 groups of three bytes, four signs each, and a kilobyte for what stands around them.
  expect(p.EMOJI_BODY_MAX_BYTES).toBe(174_764 + 1_024);
  expect(p.AHEAD_MAX_MS).toBe(31_622_400_000);
  expect(p.SEQ_MAX).toBe(4_294_967_295);
  expect(p.LEASE_MS).toBe(240_000);
  expect(p.AWAY_AFTER_MS).toBe(600_000);
  expect(p.GROUP_MS).toBe(300_000);
  expect(Object.values(p.RATE_LIMITS).filter(({ burst, perSecond }) => !(burst > 0 && perSecond > 0))).toEqual([]);
});

test("what the platform answers without waking anybody is one word", () => {
  expect([p.PING, p.PONG]).toEqual(["ping", "pong"]);
});

test("a query that is not as it should be is refused with the usual sentence", () => {
  const refused = (schema: Parameters<typeof p.parse>[0], query: Record<string, string>) => {
    const read = p.parse(schema, query);
    return read.ok ? read.value : `${read.refusal.field}: ${read.refusal.sentence}`;
  };
  const usual = p.REFUSALS.invalid.sentence;
  for (const [schema, field, values] of [
    [p.PageQuery, "before", ["0", "x7", "7x", "4294967296", "12345678901"]],
    [p.PageQuery, "around", ["0", "x7", "4294967296"]],
    [p.PageQuery, "after", ["x7", "7x", "4294967296", "12345678901"]],
    [p.PageQuery, "limit", ["0", "x", "1000001"]],
    [p.PageQuery, "rev", ["x1", "1x", "1234567890123456"]],
    [p.ImportPlacesQuery, "after", ["x7", "7x", "4294967296", "12345678901"]],
    [p.ImportPlacesQuery, "limit", ["0", "x"]],
    [p.MentionsQuery, "before", ["x1", "1x", "1234567890123456"]],
    [p.PlacesQuery, "samples", ["x", "-1", "1.5", "1000"]],
    [p.MissedQuery, "since", ["", "x1", "-1", "1234567890123456"]],
    [p.ThreadsQuery, "before", ["x1", "1x", "1234567890123456"]],
  ] as const)
    for (const value of values)
      expect(refused(schema, { [field]: value }), `${field}=${value}`).toBe(`${field}: ${usual}`);
  expect(refused(p.PageQuery, { before: "7", after: "3" })).toBe(`undefined: ${usual}`);
  expect(refused(p.PageQuery, { after: "12" })).toEqual({ after: 12, limit: 50 });
  expect(refused(p.ImportPlacesQuery, { after: "12" })).toEqual({ after: 12, limit: 5_000 });
});

test("each kind that there is is taken, and what a key needs is asked for", () => {
  const fine = (schema: Parameters<typeof p.parse>[0], value: object) => p.parse(schema, value).ok;
  for (const kind of ["public", "private", "dm", "group", "thread"])
    expect(fine(p.ImportChannelBody, { key: "C1", kind, members: [] }), kind).toBe(true);
  for (const kind of ["browser", "token"])
    expect(fine(p.DeviceSchema, { id: "d", kind, name: "n", createdAt: 1, lastSeenAt: 1, current: false }), kind).toBe(
      true,
    );
  const imported = (url: string) => ({
    messages: [
      {
        id: "0193e4a1-7b2c-7d3e-8f40-123456789abc",
        author: "member-1",
        at: 1,
        body: "",
        meta: { files: [{ name: "a", url }] },
      },
    ],
  });
  expect(["http://a.example", "HTTPS://a.example"].map((url) => fine(p.ImportMessagesBody, imported(url)))).toEqual([
    true,
    true,
  ]);
  const passkey = (response: object) => ({
    challengeToken: "c",
    response: { id: "aWQ", rawId: "aWQ", type: "public-key", response: { clientDataJSON: "e30", ...response } },
  });
  expect(fine(p.PasskeyRegisterBody, passkey({ attestationObject: "o" }))).toBe(true);
  expect(fine(p.PasskeyRegisterBody, passkey({}))).toBe(false);
  expect(fine(p.PasskeySignInBody, passkey({ authenticatorData: "a", signature: "s" }))).toBe(true);
  expect(fine(p.PasskeySignInBody, passkey({ authenticatorData: "a" }))).toBe(false);
  expect(fine(p.PasskeySignInBody, passkey({ signature: "s" }))).toBe(false);
  for (const [emoji, is] of [
    ["🇩🇪", true],
    ["🇩", false],
    ["7️⃣", true],
    ["7", false],
  ] as const)
    expect(fine(p.ReactAct, { type: "react", emoji, on: true }), emoji).toBe(is);
  expect(fine(p.MessageMetaSchema, { reactions: [{ emoji: 7 }] })).toBe(false);
  expect(fine(p.HandleSchema as never, "x" as never)).toBe(false);
});

test("code in words names nobody, and what stands beside it stays apart", () => {
  expect(p.mentionedHandles("a`x`@ada")).toEqual(["ada"]);
  expect(p.groupMentionsIn("a`x`@here")).toEqual(["here"]);
  expect(p.groupMentionsIn("nobody")).toEqual([]);
});

test("a channel's name is without marks at its start and dashes at its ends, however many", () => {
  const named = (text: string) => {
    const read = p.parse(p.ChannelNameSchema, text);
    return read.ok ? read.value : read.refusal.code;
  };
  expect(["##a", "a#b", "!!a!!", "\u200b\u200ba", "a\u2060\u2060b"].map(named)).toEqual(["a", "a-b", "a", "a", "ab"]);
});
