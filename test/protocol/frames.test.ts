/** The contract by examples: every frame and body that travels, with every field that it can have, is read back whole. */
import { describe, expect, test } from "vitest";
import * as p from "../../protocol/index.ts";

const ID = "0193e4a1-7b2c-7d3e-8f40-123456789abc";
const OTHER_ID = "0193e4a1-7b2c-7d3e-9f40-123456789abd";
const MEMBER = "member-1";
const CHANNEL = "channel-1";

const poll = {
  question: "When?",
  options: [{ text: "Mon", votes: 1, voters: [MEMBER] }, { text: "Tue" }],
  multiple: true,
  secret: false,
  sealed: false,
  open: true,
  voted: [MEMBER],
  closesAt: 5,
  closedAt: 6,
  revealedAt: 7,
};
const message = {
  id: ID,
  seq: 3,
  rev: 9,
  author: MEMBER,
  at: 1_700_000_000_000,
  body: "Hello",
  editedAt: 1,
  deletedAt: 2,
  replyTo: 1,
  meta: {
    source: "slack",
    reactions: [{ emoji: "👍", members: [MEMBER], count: 2 }],
    pinned: { by: MEMBER, at: 1 },
    checkpoint: { name: "Week 1", by: MEMBER, at: 2 },
    poll,
    reach: ["channel", "here", "ta", "teacher"],
    thread: { channel: "thread-1", count: 2, lastAt: 3, people: [MEMBER] },
    alsoToChannel: false,
    fromThread: { channel: "thread-1", seq: 1, root: 3 },
    versions: 1,
    files: [{ name: "a.pdf", url: "https://files.example/a.pdf", size: 3 }],
    later: "a field that this reader does not know",
  },
};
const page = { messages: [message], reachedStart: true, reachedEnd: false, rev: 9 };
const channel = {
  id: CHANNEL,
  workspace: "class-1",
  kind: "thread",
  name: "study",
  topic: "Chapter 3",
  posting: "staff",
  isDefault: false,
  createdBy: MEMBER,
  createdAt: 1,
  archivedAt: 2,
  parent: { channel: "channel-2", seq: 4 },
  members: [MEMBER],
};
const mine = {
  ...channel,
  lastSeq: 7,
  lastAt: 8,
  readSeq: 5,
  mentions: 1,
  muted: true,
  mutedUntil: 9,
  notify: "mentions",
  starred: true,
  folder: "Maths",
  following: true,
};
const status = { emoji: "🍜", text: "At lunch", until: 4 };
const member = {
  id: MEMBER,
  handle: "ada",
  name: "Ada",
  role: "ta",
  pronouns: "she",
  bio: "Writes notes.",
  picture: "/pictures/1",
  status,
  dndUntil: 3,
  left: true,
  imported: true,
  joinedAt: 1,
};
const workspace = { id: "class-1", name: "Programming I", demo: true, createdAt: 1, joinCode: "abc123" };
const account = {
  id: "account-1",
  handle: "ada",
  guest: false,
  hasPassword: true,
  passkeys: [{ id: "k", name: "Phone", createdAt: 1 }],
  sessionId: "s",
  workspaces: [{ id: "class-1", name: "Programming I", role: "ta", demo: false }],
};
const settings = {
  readReceipts: false,
  typing: false,
  presence: false,
  directFrom: "staff",
  quietHours: { from: "22:00", to: "07:59", zone: "Europe/Berlin" },
};
const told = { code: "too_fast", sentence: "Wait.", retryAfter: 5, suggestion: "ada2", field: "handle", trace: "t" };
const scheduled = { id: ID, channel: CHANNEL, body: "Later", at: 5, zone: "UTC", repeat: "weekly", refusal: told };
const saved = { channel: CHANNEL, seq: 3, note: "for the exam", at: 4 };
const emoji = { name: "blobcat", version: "version-1", by: MEMBER, removed: true };
const draftPoll = {
  question: "When?",
  options: ["Mon", "Tue"],
  multiple: true,
  secret: true,
  sealed: true,
  open: true,
  closesAt: 5,
};
const seen = { [MEMBER]: { seq: 2, at: 3 } };
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

const acts = [
  { type: "react", emoji: "👍", on: true },
  { type: "pin", on: false },
  { type: "checkpoint", name: "Week 1" },
  { type: "checkpoint", name: null },
  { type: "vote", choices: [0, 1] },
  { type: "addOption", text: "Wed" },
  { type: "closePoll" },
  { type: "revealPoll" },
];

describe("what a client says on a channel's socket", () => {
  test.each<object>([
    { type: "post", id: ID, body: "Hello", replyTo: 2, poll: draftPoll, alsoToChannel: true, retry: true },
    { type: "edit", ref: "r", seq: 1, body: "Hi", rev: 3 },
    { type: "delete", ref: "r", seq: 1 },
    ...acts.map((act) => ({ type: "act", ref: "r", seq: 1, act })),
    { type: "markRead", seq: 0 },
    { type: "resume", rev: 0 },
    { type: "typing" },
  ])("%j", (frame) => expect(p.parse(p.ChannelRequest, frame)).toEqual({ ok: true, value: frame }));

  test("and on the workspace's: whether it is in view", () => {
    const frame = { type: "setVisible", visible: true, idle: true };
    expect(p.parse(p.WorkspaceRequest, frame)).toEqual({ ok: true, value: frame });
  });
});

describe("what a room says", () => {
  test.each<object>([
    { type: "ended", code: 4401 },
    { type: "welcome", now: 1, head: { seq: 3, rev: 9 }, page, readSeq: 2, seen, reset: true },
    { type: "resumed", now: 1, head: { seq: 3, rev: 9 }, changes: [message], readSeq: 2, seen },
    { type: "changed", changes: [message] },
    { type: "stored", messages: [{ id: ID, seq: 1, rev: 2, at: 3 }] },
    { type: "done", ref: "r", seq: 1, rev: 2 },
    { type: "refused", ref: "r", refusal: told },
    { type: "typed", member: MEMBER },
    { type: "seen", member: MEMBER, seq: 3, at: 4 },
  ])("%j", (frame) => expect(p.parse(p.ChannelEvent, frame)).toEqual({ ok: true, value: frame }));
});

describe("what the workspace's hub says", () => {
  test.each<object>([
    { type: "ended", code: 4403 },
    { type: "hello", now: 1, changedAt: 2, online: [MEMBER], away: [MEMBER], reads: { [CHANNEL]: 3 } },
    {
      type: "news",
      channel: CHANNEL,
      seq: 4,
      at: 5,
      mentions: 1,
      author: MEMBER,
      parent: { channel: "channel-2", seq: 6 },
    },
    { type: "devices", count: 2 },
    { type: "read", channel: CHANNEL, seq: 3, back: true, mentions: 1 },
    { type: "presence", online: [MEMBER], away: [MEMBER], offline: [MEMBER] },
    { type: "channelJoined", channel: mine },
    { type: "channelChanged", channel },
    { type: "channelLeft", channel: CHANNEL },
    { type: "memberChanged", member },
    { type: "workspaceChanged", workspace },
    { type: "emojiChanged", emoji },
    { type: "scheduledChanged", id: ID, scheduled },
    { type: "scheduledChanged", id: ID, scheduled: null },
    { type: "settingsChanged", settings },
    { type: "blocksChanged", blocks: [MEMBER] },
    { type: "draftChanged", channel: CHANNEL, body: "Hel", at: 2 },
    { type: "savedChanged", channel: CHANNEL, seq: 3, saved: { note: "n", at: 1 } },
    { type: "savedChanged", channel: CHANNEL, seq: 3, saved: null },
  ])("%j", (frame) => expect(p.parse(p.WorkspaceEvent, frame)).toEqual({ ok: true, value: frame }));
});

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
      { key: "C1", kind: "group", name: "study", topic: "t", createdAt: 1, archived: true, members: [MEMBER] },
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
  expect(read(p.ImportPlacesQuery, {})).toEqual(value({ after: 0, limit: 1_000 }));
  expect(read(p.CreateChannelBody, { name: "study" })).toEqual(
    value({ name: "study", topic: "", kind: "public", posting: "all", isDefault: false }),
  );
  expect(read(p.CreateGroupBody, { members: [MEMBER, "member-2"] })).toEqual(
    value({ members: [MEMBER, "member-2"], name: "" }),
  );
  expect(read(p.ImportChannelBody, { key: "C1", kind: "dm", members: [] })).toEqual(
    value({ key: "C1", kind: "dm", topic: "", archived: false, members: [] }),
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
  expect(places({ after: "9", limit: "1000000" })).toEqual({ after: 9, limit: 1_000 });
  for (const bad of [{ after: "x1" }, { after: "1x" }, { after: "4294967296" }, { limit: "0" }, { limit: "x" }])
    expect(places(bad), JSON.stringify(bad)).toBe("invalid");
  for (const Query of [p.MentionsQuery, p.ThreadsQuery]) {
    expect(p.parse(Query, { before: "123456789012345" })).toEqual({ ok: true, value: { before: 123_456_789_012_345 } });
    for (const before of ["x1", "1x", "", "1234567890123456"])
      expect(p.parse(Query, { before }), before).toMatchObject({ ok: false, refusal: { code: "invalid" } });
  }
});
