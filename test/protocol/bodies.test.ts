/**
 * The contract by examples: every body that is asked for and answered over HTTP, with every field that it can have, is read back whole.
 */
import { describe, expect, test } from "vitest";
import * as p from "../../protocol/index.ts";
import {
  ID,
  MEMBER,
  CHANNEL,
  message,
  page,
  channel,
  mine,
  status,
  member,
  workspace,
  settings,
  emoji,
  draftPoll,
} from "./support/examples.ts";

const OTHER_ID = "0193e4a1-7b2c-7d3e-9f40-123456789abd";
const account = {
  id: "account-1",
  handle: "ada",
  guest: false,
  hasPassword: true,
  passkeys: [{ id: "k", name: "Phone", createdAt: 1 }],
  sessionId: "s",
  workspaces: [{ id: "class-1", name: "Programming I", role: "ta", demo: false }],
};
const saved = { channel: CHANNEL, seq: 3, note: "for the exam", at: 4 };
const bootstrap = {
  now: 1,
  account,
  workspace,
  me: { member: MEMBER, role: "guest", guest: true },
  settings,
  blocks: [MEMBER],
  saved: [saved],
  channels: [mine],
  threads: [mine],
  members: [member],
  emoji: [emoji],
  keepsFiles: true,
};
const credential = { id: "aWQ", rawId: "aWQ", type: "public-key", clientExtensionResults: { credProps: { rk: true } } };

describe("what is asked for and answered over HTTP, with every field", () => {
  const importMessage = {
    id: ID,
    author: MEMBER,
    at: 1,
    body: "Hello",
    editedAt: 2,
    deletedAt: 3,
    replyTo: 1,
    replyToId: OTHER_ID,
    meta: {
      source: "slack",
      reactions: [{ emoji: ":party:", members: [MEMBER], count: 2 }],
      files: [{ name: "a.pdf", url: "https://files.example/a.pdf", size: 3 }],
    },
  };
  test.each<[string, Parameters<typeof p.parse>[0], object]>([
    ["a page", p.PageSchema, page],
    ["bootstrap", p.BootstrapSchema, bootstrap],
    ["a listed channel", p.ListedChannelSchema, { ...channel, memberCount: 3, joined: true }],
    ["a thread of mine", p.MyThreadSchema, { channel: mine, root: message }],
    ["a device", p.DeviceSchema, { id: "d", kind: "token", name: "CLI", createdAt: 1, lastSeenAt: 2, current: true }],
    ["a saved message", p.SavedMessageSchema, { ...saved, message }],
    ["a mention", p.MentionSchema, { channel: CHANNEL, message }],
    ["a post", p.PostBody, { id: ID, body: "Hello", replyTo: 2, poll: draftPoll, alsoToChannel: true }],
    ["an edit", p.EditBody, { body: "Hello", rev: 2 }],
    ["people of an import", p.ImportPeopleBody, { people: [{ key: "U1", handle: "ada", name: "Ada" }] }],
    [
      "a channel of an import",
      p.ImportChannelBody,
      {
        ...{ key: "C1", kind: "group", name: "study", topic: "t", posting: "staff", createdAt: 1, archived: true },
        members: [MEMBER],
      },
    ],
    ["messages of an import", p.ImportMessagesBody, { messages: [importMessage] }],
    [
      "a new channel",
      p.CreateChannelBody,
      { name: "study", topic: "t", kind: "private", posting: "staff", isDefault: true },
    ],
    ["an edited channel", p.EditChannelBody, { name: "study", topic: "t", posting: "staff", isDefault: true }],
    ["new members", p.AddMembersBody, { members: [MEMBER] }],
    ["a direct message", p.DirectBody, { member: MEMBER }],
    ["a group", p.CreateGroupBody, { members: [MEMBER, "member-2"], name: "Team" }],
    ["a group's name", p.GroupNameBody, { name: "" }],
    [
      "my place in a channel",
      p.EditMembershipBody,
      { muted: true, mutedUntil: 5, starred: true, folder: "Maths", notify: "nothing" },
    ],
    ["signing in", p.SignInBody, { handle: "ada", password: "x" }],
    ["a look at a code", p.LookAtCodeBody, { code: "abc123" }],
    ["joining", p.JoinBody, { code: "abc123", account: { handle: "ada", name: "Ada", password: "12345678" } }],
    [
      "a new class",
      p.CreateWorkspaceBody,
      { name: "Class", account: { handle: "ada", name: "Ada", password: "12345678" } },
    ],
    ["a class's name", p.EditWorkspaceBody, { name: "Class" }],
    ["a role", p.EditMemberBody, { role: "owner" }],
    [
      "a profile",
      p.EditProfileBody,
      {
        name: "Ada",
        pronouns: "she",
        bio: "b",
        status,
        dndUntil: 5,
        picture: "data:image/png;base64,AAAA",
      },
    ],
    ["a profile with less", p.EditProfileBody, { status: null, dndUntil: null, picture: null }],
    ["a password", p.ChangePasswordBody, { current: "x", next: "12345678" }],
    ["a token", p.CreateTokenBody, { name: "CLI" }],
    ["settings", p.EditSettingsBody, settings],
    ["a scheduled message", p.ScheduleBody, { id: ID, body: "Hi", at: 5, zone: "Europe/Berlin", repeat: "daily" }],
    ["a changed plan", p.EditScheduledBody, { body: "Hi", at: 5, zone: "UTC", repeat: null }],
    ["a draft", p.DraftBody, { body: "Hel" }],
    ["a note", p.SaveBody, { note: "n" }],
    ["a read mark", p.ReadBody, { seq: 0, back: true }],
    ["an act", p.ActBody, { act: { type: "closePoll" } }],
    ["an emoji", p.AddEmojiBody, { name: "blobcat", picture: "data:image/png;base64,AAAA" }],
    ["whom a passkey is for", p.PasskeyForBody, { handle: "ada", name: "Ada", code: "abc123", workspaceName: "Class" }],
    [
      "a new passkey",
      p.PasskeyRegisterBody,
      {
        challengeToken: "c",
        name: "Phone",
        response: {
          ...credential,
          response: { clientDataJSON: "e30=", attestationObject: "o", transports: ["internal"] },
        },
      },
    ],
    [
      "a passkey's word",
      p.PasskeySignInBody,
      {
        challengeToken: "c",
        response: {
          ...credential,
          response: { clientDataJSON: "e30=", authenticatorData: "a", signature: "s", userHandle: "u" },
        },
      },
    ],
  ])("%s", (_name, schema, value) => expect(p.parse(schema, value)).toEqual({ ok: true, value }));
});

test("what is left out of a request has the value that is meant by it", () => {
  const read = (schema: Parameters<typeof p.parse>[0], input: object) => p.parse(schema, input);
  const value = (value: object) => ({ ok: true, value });
  expect(read(p.PageQuery, {})).toEqual(value({ limit: 50 }));
  expect(read(p.ImportPlacesQuery, {})).toEqual(value({ after: 0, limit: 5_000 }));
  expect(read(p.CreateChannelBody, { name: "study" })).toEqual(
    value({ name: "study", topic: "", kind: "public", posting: "all", isDefault: false }),
  );
  expect(read(p.CreateGroupBody, { members: [MEMBER, "member-2"] })).toEqual(
    value({ members: [MEMBER, "member-2"], name: "" }),
  );
  expect(read(p.ImportChannelBody, { key: "C1", kind: "dm", members: [] })).toEqual(
    value({ key: "C1", kind: "dm", topic: "", posting: "all", archived: false, members: [] }),
  );
  expect(read(p.ScheduleBody, { body: "Hi", at: 5, zone: "UTC" })).toEqual(
    value({ body: "Hi", at: 5, zone: "UTC", repeat: null }),
  );
  expect(read(p.SaveBody, {})).toEqual(value({ note: "" }));
  expect(read(p.ReadBody, { seq: 3 })).toEqual(value({ seq: 3, back: false }));
  expect(read(p.StatusSchema, { text: "Away" })).toEqual(value({ emoji: "", text: "Away" }));
  expect(read(p.StatusSchema, { emoji: "🍜" })).toEqual(value({ emoji: "🍜", text: "" }));
  expect(read(p.PollDraft, { question: "When?", options: ["Mon", "Tue"] })).toEqual(
    value({ question: "When?", options: ["Mon", "Tue"], multiple: false, secret: false, sealed: false, open: false }),
  );
  const bare = { id: "aWQ", rawId: "aWQ", type: "public-key" };
  const word = { clientDataJSON: "e30", authenticatorData: "a", signature: "s" };
  expect(read(p.PasskeySignInBody, { challengeToken: "c", response: { ...bare, response: word } })).toEqual(
    value({ challengeToken: "c", response: { ...bare, clientExtensionResults: {}, response: word } }),
  );
});

test("a page is asked for by numbers in the address, of one kind at a time, and is never longer than a hundred", () => {
  const ask = (query: Record<string, string>) => {
    const read = p.parse(p.PageQuery, query);
    return read.ok ? read.value : read.refusal.code;
  };
  expect(ask({ before: "7", limit: "20", rev: "123456789012345" })).toEqual({
    before: 7,
    limit: 20,
    rev: 123_456_789_012_345,
  });
  expect(ask({ after: "0" })).toEqual({ after: 0, limit: 50 });
  expect(ask({ around: "4294967295", limit: "1000000" })).toEqual({ around: 4_294_967_295, limit: 100 });
  for (const bad of [
    { before: "0" },
    { before: "4294967296" },
    { before: "x7" },
    { before: "7x" },
    { before: "" },
    { before: "12345678901" },
    { after: "4294967296" },
    { after: "-1" },
    { after: "1x" },
    { after: "x1" },
    { around: "0" },
    { around: "1.5" },
    { limit: "0" },
    { limit: "1000001" },
    { rev: "x1" },
    { rev: "1x" },
    { rev: "1234567890123456" },
    { before: "7", after: "3" },
    { before: "7", around: "3" },
    { after: "7", around: "3" },
  ])
    expect(ask(bad), JSON.stringify(bad)).toBe("invalid");
  const places = (query: Record<string, string>) => {
    const read = p.parse(p.ImportPlacesQuery, query);
    return read.ok ? read.value : read.refusal.code;
  };
  expect(places({ after: "9", limit: "1000000" })).toEqual({ after: 9, limit: 5_000 });
  for (const bad of [{ after: "x1" }, { after: "1x" }, { after: "4294967296" }, { limit: "0" }, { limit: "x" }])
    expect(places(bad), JSON.stringify(bad)).toBe("invalid");
  for (const Query of [p.MentionsQuery, p.ThreadsQuery]) {
    expect(p.parse(Query, { before: "123456789012345" })).toEqual({ ok: true, value: { before: 123_456_789_012_345 } });
    for (const before of ["x1", "1x", "", "1234567890123456"])
      expect(p.parse(Query, { before }), before).toMatchObject({ ok: false, refusal: { code: "invalid" } });
  }
});
