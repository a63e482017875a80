/** The contract from the side of what is refused: with which code or sentence, and for which field. */
import { describe, expect, test } from "vitest";
import * as p from "../../protocol/index.ts";
import { ID } from "./support/examples.ts";
import { ids, refused, type Schema } from "./support/refused.ts";

describe("I9: refused, and why", () => {
  const post = (more: object) => ({ body: "Hello", ...more });
  const draft = (more: object) => ({ question: "When?", options: ["Mon", "Tue"], ...more });
  const plan = (more: object) => ({ body: "Hi", at: 5, zone: "UTC", ...more });
  const imported = (more: object) => ({ messages: [{ id: ID, author: "member-1", at: 1, body: "x", ...more }] });
  const passkey = (more: object) => ({
    challengeToken: "c",
    response: {
      id: "aWQ",
      rawId: "aWQ",
      type: "public-key",
      response: { clientDataJSON: "e30", authenticatorData: "a", signature: "s" },
      ...more,
    },
  });
  const cases: [Schema, unknown, string][] = [
    // Text
    [p.line(3), "four", "too_long"],
    [p.line(3), "\ud800", "not_text"],
    [p.line(3), 7, "invalid"],
    [p.filledLine(3), " \u200b ", "empty"],
    [p.BodySchema, "a\0b", "not_text"],
    [p.HandleSchema, 7, "invalid"],
    [p.HandleSchema, " ab ", "A handle has at least 3 characters."],
    [p.HandleSchema, "x".repeat(21), "A handle can have up to 20 characters."],
    ...["-ada", "ada-", "a da", "ada/..", "_ada", "ada."].map((handle): [Schema, unknown, string] => [
      p.HandleSchema,
      handle,
      "A handle is made of letters, digits, dots, dashes and underscores, and starts and ends with a letter or digit.",
    ]),
    [p.HandleSchema, "miri\u034Fam", "A handle has no characters that can't be seen."],
    [p.BioSchema, 7, "invalid"],
    [p.BioSchema, "\ud800", "not_text"],
    [p.BioSchema, "x".repeat(281), "too_long"],
    [p.PasswordSchema, "\ud800".repeat(8), "not_text"],
    [p.PasswordSchema, "1234567", "A password has at least 8 characters."],
    [p.PasswordSchema, "x".repeat(201), "A password can have up to 200 characters."],
    [p.ChannelNameSchema, "\ud800", "not_text"],
    [p.ChannelNameSchema, "#", "empty"],
    [p.ChannelNameSchema, "x".repeat(41), "A channel's name can have up to 40 characters."],
    ...["short", "x".repeat(41), "six six", "six-six!"].map((id): [Schema, unknown, string] => [
      p.PublicIdSchema,
      id,
      "invalid",
    ]),
    ...[`x${ID}`, `${ID}x`, ID.replace("-7d", "-4d"), ID.toUpperCase(), 7].map((id): [Schema, unknown, string] => [
      p.MessageIdSchema,
      id,
      "invalid",
    ]),
    // Moments
    ...[-1, 1.5, 8.64e15 + 1, "0"].map((at): [Schema, unknown, string] => [p.TimeSchema, at, "invalid"]),
    [p.PlannedTimeSchema, Date.now() + 367 * 86_400_000, "You can't plan further than a year ahead."],
    // Messages
    ...[0, 1.5, 2 ** 32, "1", NaN].map((seq): [Schema, unknown, string] => [p.SeqSchema, seq, "invalid"]),
    [p.PostBody, post({ id: "7" }), "id: invalid"],
    [p.PostBody, post({ replyTo: 0 }), "replyTo: invalid"],
    [p.PostBody, post({ alsoToChannel: 1 }), "alsoToChannel: invalid"],
    [p.PostBody, "Hello", "invalid"],
    [p.PostBody, { body: " " }, "body: empty"],
    [p.EditBody, post({ rev: "1" }), "rev: invalid"],
    // Polls
    [p.PostBody, post({ poll: draft({ options: ["Mon"] }) }), "poll.options: A poll has at least 2 options."],
    [
      p.PostBody,
      post({ poll: draft({ options: Array.from({ length: 21 }, (_, i) => `Day ${i}`) }) }),
      "poll.options: A poll can have up to 20 options.",
    ],
    [
      p.PostBody,
      post({ poll: draft({ options: ["Mon", " Mon"] }) }),
      "poll.options: Two options of this poll are the same.",
    ],
    [p.PollDraft, draft({ options: 7 }), "options: invalid"],
    [p.PollDraft, draft({ question: "" }), "question: empty"],
    [p.PollDraft, draft({ question: "x".repeat(301) }), "question: too_long"],
    [p.PollDraft, draft({ options: ["Mon", "x".repeat(121)] }), "options.1: too_long"],
    // Acts
    [p.ActSchema, { type: "react", emoji: "ab", on: true }, "emoji: That isn't an emoji."],
    [p.ActSchema, { type: "react", emoji: "👍👍", on: true }, "emoji: That isn't an emoji."],
    [p.ActSchema, { type: "react", emoji: "a👍", on: true }, "emoji: That isn't an emoji."],
    [p.ActSchema, { type: "react", emoji: "7", on: true }, "emoji: That isn't an emoji."],
    [p.ActSchema, { type: "react", emoji: "x:party:", on: true }, "emoji: That isn't an emoji."],
    [p.ActSchema, { type: "react", emoji: ":party:x", on: true }, "emoji: That isn't an emoji."],
    [p.ActSchema, { type: "react", emoji: `:${"x".repeat(41)}:`, on: true }, "emoji: That isn't an emoji."],
    [p.ActSchema, { type: "react", emoji: `:${"x".repeat(64)}:`, on: true }, "emoji: invalid"],
    [p.ActSchema, { type: "checkpoint", name: "" }, "name: empty"],
    [p.ActSchema, { type: "checkpoint", name: "x".repeat(61) }, "name: too_long"],
    [p.ActSchema, { type: "vote", choices: [-1] }, "choices.0: invalid"],
    [p.ActSchema, { type: "vote", choices: [0.5] }, "choices.0: invalid"],
    [p.ActSchema, { type: "vote", choices: Array(21).fill(0) }, "choices: invalid"],
    [p.ActSchema, { type: "dance" }, "type: invalid"],
    // People
    [
      p.SignInBody,
      { handle: "x".repeat(201), password: "x" },
      "handle: Invalid length: Expected <=200 but received 201",
    ],
    [
      p.SignInBody,
      { handle: "x", password: "x".repeat(1001) },
      "password: Invalid length: Expected <=1000 but received 1001",
    ],
    ...["12345", "x".repeat(21), "abc!def", "!abcdef", "abcdef!"].map((code): [Schema, unknown, string] => [
      p.JoinCodeSchema,
      code,
      "join_closed",
    ]),
    [p.EditProfileBody, { picture: "x".repeat(41 * 1024 + 1) }, "picture: too_large"],
    ...[
      "data:image/gif;base64,AAAA",
      "xdata:image/png;base64,AAAA",
      "data:image/png;base64,",
      "data:image/png;base64,AA!A",
      "data:image/png;base64,AAA=x",
    ].map((picture): [Schema, unknown, string] => [p.EditProfileBody, { picture }, "picture: invalid"]),
    [p.EditProfileBody, { bio: "x".repeat(281) }, "bio: too_long"],
    [p.EditMemberBody, { role: "king" }, "role: invalid"],
    [p.StatusSchema, {}, "empty"],
    [p.StatusSchema, { text: " " }, "empty"],
    [p.StatusSchema, { text: "x".repeat(81) }, "text: too_long"],
    [p.StatusSchema, { emoji: "ab" }, "emoji: That isn't an emoji."],
    // Settings
    [p.EditSettingsBody, { typing: "no" }, "typing: invalid"],
    [p.EditSettingsBody, { directFrom: "nobody" }, "directFrom: invalid"],
    ...["24:00", "7:00", "07:60", "x07:00", "07:00x"].map((from): [Schema, unknown, string] => [
      p.EditSettingsBody,
      { quietHours: { from, to: "08:00", zone: "UTC" } },
      "quietHours.from: invalid",
    ]),
    [
      p.EditSettingsBody,
      { quietHours: { from: "07:00", to: "08:00", zone: "Mars/Olympus" } },
      "quietHours.zone: There's no time zone with that name.",
    ],
    [
      p.EditSettingsBody,
      { quietHours: { from: "07:00", to: "08:00", zone: "x".repeat(61) } },
      "quietHours.zone: invalid",
    ],
    // Channels
    [p.AddMembersBody, { members: [] }, "members: Invalid length: Expected >=1 but received 0"],
    [p.AddMembersBody, { members: ids(101) }, "members: Invalid length: Expected <=100 but received 101"],
    [p.CreateGroupBody, { members: ids(1) }, "members: A group has at least three people. Two have a direct message."],
    [p.CreateGroupBody, { members: ids(20) }, "members: A group can have up to 20 people."],
    [p.CreateGroupBody, { members: 7 }, "members: invalid"],
    [p.CreateChannelBody, { name: "study", kind: "dm" }, "kind: invalid"],
    [p.CreateChannelBody, { name: "study", posting: "nobody" }, "posting: invalid"],
    [p.EditMembershipBody, { notify: "some" }, "notify: invalid"],
    [p.EditMembershipBody, { folder: "x".repeat(41) }, "folder: too_long"],
    [p.ReadBody, { seq: -1 }, "seq: Invalid value: Expected >=0 but received -1"],
    [p.ReadBody, { seq: 2 ** 32 }, "seq: Invalid value: Expected <=4294967295 but received 4294967296"],
    [p.ReadBody, { seq: 1.5 }, "seq: Invalid integer: Received 1.5"],
    // Mine alone
    [p.DraftBody, { body: "" }, "body: empty"],
    [p.DraftBody, { body: "x".repeat(10_001) }, "body: too_long"],
    [p.DraftBody, { body: "\ud800" }, "body: not_text"],
    [p.DraftBody, { body: 7 }, "body: not_text"],
    [p.SaveBody, { note: "x".repeat(501) }, "note: too_long"],
    [p.SaveBody, { note: "\ud800" }, "note: not_text"],
    [p.ScheduleBody, plan({ zone: "Mars/Olympus" }), "zone: There's no time zone with that name."],
    [p.ScheduleBody, plan({ zone: "+02:00" }), "zone: There's no time zone with that name."],
    [p.ScheduleBody, plan({ zone: "x".repeat(65) }), "zone: invalid"],
    [p.ScheduleBody, plan({ repeat: "hourly" }), "repeat: invalid"],
    // Emoji
    [p.EmojiNameSchema, "a", "An emoji's name has at least 2 characters."],
    [p.EmojiNameSchema, "x".repeat(33), "An emoji's name can have up to 32 characters."],
    ...["é!", "!ab", "ab!", "a b"].map((name): [Schema, unknown, string] => [
      p.EmojiNameSchema,
      name,
      "An emoji's name is made of the letters a to z, digits, and the signs _ + and -.",
    ]),
    [p.EmojiNameSchema, "30", "An emoji's name needs a letter in it."],
    ...["xdata:image/png;base64,AA", "data:image/png,AA", `data:${"x".repeat(201)};base64,AA`].map(
      (picture): [Schema, unknown, string] => [
        p.AddEmojiBody,
        { name: "blobcat", picture },
        "picture: That file couldn't be read.",
      ],
    ),
    // Passkeys
    [p.PasskeySignInBody, { ...passkey({}), challengeToken: "x".repeat(4001) }, "challengeToken: invalid"],
    ...["", "a b", "!a", "a=a"].map((id): [Schema, unknown, string] => [
      p.PasskeySignInBody,
      passkey({ id }),
      "response.id: invalid",
    ]),
    [p.PasskeySignInBody, passkey({ type: "password" }), "response.type: invalid"],
    [p.PasskeySignInBody, passkey({ response: {} }), "response.response.clientDataJSON: invalid"],
    // Imports
    [p.ImportMessagesBody, { messages: [] }, "messages: Invalid length: Expected >=1 but received 0"],
    [p.ImportMessagesBody, imported({ id: "7" }), "messages.0.id: invalid"],
    [
      p.ImportMessagesBody,
      imported({ meta: { reactions: [{ emoji: "", members: [], count: 0 }] } }),
      "messages.0.meta.reactions.0.emoji: invalid",
    ],
    [
      p.ImportMessagesBody,
      imported({ meta: { reactions: [{ emoji: "\ud800", members: [], count: 0 }] } }),
      "messages.0.meta.reactions.0.emoji: invalid",
    ],
    [
      p.ImportMessagesBody,
      imported({ meta: { reactions: [{ emoji: "x".repeat(65), members: [], count: 0 }] } }),
      "messages.0.meta.reactions.0.emoji: invalid",
    ],
    [
      p.ImportMessagesBody,
      imported({ meta: { reactions: [{ emoji: "👍", members: ids(2), count: 1 }] } }),
      "messages.0.meta.reactions.0: invalid",
    ],
    [
      p.ImportMessagesBody,
      imported({ meta: { reactions: [{ emoji: "👍", members: [], count: 1.5 }] } }),
      "messages.0.meta.reactions.0.count: invalid",
    ],
    [
      p.ImportMessagesBody,
      imported({ meta: { reactions: [{ emoji: "👍", members: ids(1_001), count: 1_001 }] } }),
      "messages.0.meta.reactions.0.members: invalid",
    ],
    [
      p.ImportMessagesBody,
      imported({ meta: { reactions: Array(51).fill({ emoji: "👍", members: [], count: 0 }) } }),
      "messages.0.meta.reactions: invalid",
    ],
    [
      p.ImportMessagesBody,
      imported({ meta: { files: Array(21).fill({ name: "a" }) } }),
      "messages.0.meta.files: invalid",
    ],
    [p.ImportMessagesBody, imported({ meta: { files: [{ name: " " }] } }), "messages.0.meta.files.0.name: empty"],
    ...[
      "javascript:alert(1)",
      " https://a.example",
      "https://",
      "https://a b",
      `https://a.example/${"x".repeat(2_000)}`,
    ].map((url): [Schema, unknown, string] => [
      p.ImportMessagesBody,
      imported({ meta: { files: [{ name: "a", url }] } }),
      "messages.0.meta.files.0.url: invalid",
    ]),
    [
      p.ImportMessagesBody,
      imported({ meta: { files: [{ name: "a", size: -1 }] } }),
      "messages.0.meta.files.0.size: invalid",
    ],
    [
      p.ImportMessagesBody,
      imported({ meta: { files: [{ name: "a", size: 0.5 }] } }),
      "messages.0.meta.files.0.size: invalid",
    ],
    [p.ImportChannelBody, { key: "C1", kind: "dm", members: ids(1_001) }, "members: too_large"],
    [p.ImportChannelBody, { key: "C1", kind: "forum", members: [] }, "kind: invalid"],
    [p.ImportChannelBody, { key: "", kind: "dm", members: [] }, "key: Invalid length: Expected >=1 but received 0"],
    // Frames
    [p.ChannelRequest, { type: "dance" }, "type: invalid"],
    [p.ChannelRequest, { type: "markRead", seq: -1 }, "seq: Invalid value: Expected >=0 but received -1"],
    [p.ChannelRequest, { type: "delete", ref: "", seq: 1 }, "ref: Invalid length: Expected >=1 but received 0"],
    [
      p.ChannelRequest,
      { type: "delete", ref: "x".repeat(41), seq: 1 },
      "ref: Invalid length: Expected <=40 but received 41",
    ],
  ];
  const told = cases.map(([schema, input, why]) => ({ input, why, schema, short: JSON.stringify(input).slice(0, 80) }));
  test.each(told)("$why, for $short", ({ schema, input, why }) => expect(refused(schema, input)).toBe(why));
});
