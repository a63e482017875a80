/**
 * The contract at its limits: what is just within one is taken, in which form it is kept, and what a refusal says of itself.
 */
import { expect, test } from "vitest";
import * as p from "../../protocol/index.ts";
import { ID } from "./support/examples.ts";
import { ids, refused, usual, type Schema } from "./support/refused.ts";

test("what is just within a limit is taken", () => {
  const fine: [Schema, unknown][] = [
    [p.line(3), "abc"],
    [p.filledLine(3), "abc"],
    [p.BodySchema, "x".repeat(10_000)],
    [p.HandleSchema, "ada"],
    [p.HandleSchema, "x".repeat(20)],
    [p.PasswordSchema, "12345678"],
    [p.PasswordSchema, "x".repeat(200)],
    [p.PublicIdSchema, "abcdef"],
    [p.PublicIdSchema, "x".repeat(40)],
    [p.MessageIdSchema, ID],
    [p.TimeSchema, 0],
    [p.TimeSchema, 8.64e15],
    [p.PlannedTimeSchema, Date.now() + 365 * 86_400_000],
    [p.SeqSchema, 1],
    [p.SeqSchema, 2 ** 32 - 1],
    [p.EmojiNameSchema, "ab"],
    [p.EmojiNameSchema, "x".repeat(32)],
    [p.JoinCodeSchema, "abc123"],
    [p.JoinCodeSchema, "x".repeat(20)],
    [p.CreateGroupBody, { members: ids(2) }],
    [p.CreateGroupBody, { members: ids(19) }],
    [p.AddMembersBody, { members: ids(100) }],
    [p.EmojiSchema, `:${"x".repeat(40)}:`],
    [p.EmojiSchema, "👩🏽‍💻"],
    [p.EmojiSchema, "🇩🇪"],
    [p.EmojiSchema, "7️⃣"],
    [p.EmojiSchema, "#⃣"],
    [p.ScheduleBody, { body: "Hi", at: 5, zone: "America/Argentina/Buenos_Aires" }],
    [p.DraftBody, { body: " " }],
  ];
  for (const [schema, input] of fine) expect(refused(schema, input), JSON.stringify(input)).toBeUndefined();
});

test("what was written is brought into the form in which it is kept", () => {
  const kept = (schema: Schema, input: unknown) => {
    const parsed = p.parse(schema, input);
    return parsed.ok ? parsed.value : undefined;
  };
  expect(kept(p.line(20), " a\u0007b \u200F c\u2028d ")).toBe("a b c d");
  expect(kept(p.BioSchema, " two\nlines ")).toBe("two\nlines");
  expect(kept(p.SaveBody, { note: " n " })).toEqual({ note: "n" });
  expect(kept(p.ChannelNameSchema, "##C# & F#")).toBe("c-f");
  expect(kept(p.ChannelNameSchema, "--week_1--")).toBe("week_1");
  expect(kept(p.ChannelNameSchema, "a\u200b\u2060b")).toBe("ab");
  expect(kept(p.ChannelNameSchema, "Ａ１")).toBe("a1");
  expect(kept(p.EmojiNameSchema, " :Blob_Cat: ")).toBe("blob_cat");
  expect(kept(p.JoinCodeSchema, " ABC - 123 ")).toBe("abc123");
  expect(kept(p.HandleSchema, " ada ")).toBe("ada");
});

test("a refusal has the sentence and the status of its code, and whoever builds it may say more", () => {
  expect(p.refusal("too_fast")).toEqual({ code: "too_fast", sentence: usual("too_fast") });
  expect(p.refusal("handle_taken", { suggestion: "ada2", sentence: "Taken." })).toEqual({
    code: "handle_taken",
    sentence: "Taken.",
    suggestion: "ada2",
  });
  expect(Object.entries(p.REFUSALS).map(([code, { status }]) => `${status} ${code}`)).toEqual([
    "400 malformed",
    "400 invalid",
    "400 empty",
    "413 too_long",
    "400 not_text",
    "413 too_large",
    "400 unknown_frame",
    "415 not_json",
    "403 wrong_origin",
    "401 not_signed_in",
    "401 wrong_credentials",
    "401 session_ended",
    "404 not_found",
    "403 forbidden",
    "403 factor_needed",
    "403 read_only",
    "403 read_only_here",
    "409 held",
    "409 turned_down",
    "429 slow_mode",
    "409 locked",
    "403 muted",
    "403 no_direct",
    "403 blocking",
    "409 archived",
    "409 class_archived",
    "403 not_let_in",
    "409 deleted",
    "409 too_many",
    "409 poll_closed",
    "409 voted",
    "409 stale",
    "409 handle_taken",
    "409 name_taken",
    "422 key_reused",
    "409 key_pending",
    "409 taken_over",
    "403 banned",
    "404 join_closed",
    "409 last_owner",
    "409 default_channel",
    "429 too_fast",
    "503 not_sent",
    "503 unavailable",
    "500 internal",
  ]);
});

test("I8: what may be tried again as it is: too fast, not reachable, something went wrong; nothing else", () => {
  expect(p.REFUSAL_CODES.filter(p.canRetry)).toEqual(["too_fast", "unavailable", "internal"]);
});

test("closes of 4400 to 4499 are final, and no other is", () => {
  expect(p.CLOSE).toEqual({
    sessionEnded: 4401,
    removed: 4403,
    badFrames: 4400,
    tooLarge: 4413,
    comeBack: 4500,
    unread: 4501,
  });
  expect([1000, 1006, 4399, 4400, 4401, 4403, 4413, 4499, 4500, 4501].filter(p.isFinalClose)).toEqual([
    4400, 4401, 4403, 4413, 4499,
  ]);
});

test("what is no JSON is malformed, and says so", () => {
  expect(p.parseJson('{"a":[1]}')).toEqual({ ok: true, value: { a: [1] } });
  expect(p.parseJson("{")).toEqual({ ok: false, refusal: p.refusal("malformed") });
});
