/** One of everything that travels, with every field that it can have. */

export const ID = "0193e4a1-7b2c-7d3e-8f40-123456789abc";
export const MEMBER = "member-1";
export const CHANNEL = "channel-1";

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
export const message = {
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
export const page = { messages: [message], reachedStart: true, reachedEnd: false, rev: 9 };
export const channel = {
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
export const mine = {
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
export const status = { emoji: "🍜", text: "At lunch", until: 4 };
export const member = {
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
export const workspace = { id: "class-1", name: "Programming I", demo: true, createdAt: 1, joinCode: "abc123" };
export const settings = {
  readReceipts: false,
  typing: false,
  presence: false,
  directFrom: "staff",
  quietHours: { from: "22:00", to: "07:59", zone: "Europe/Berlin" },
};
export const emoji = { name: "blobcat", version: "version-1", by: MEMBER, removed: true };
export const draftPoll = {
  question: "When?",
  options: ["Mon", "Tue"],
  multiple: true,
  secret: true,
  sealed: true,
  open: true,
  closesAt: 5,
};
