/** A class with two channels as bootstrap tells of it. */
import {
  DEFAULT_SETTINGS,
  type Bootstrap,
  type Member,
  type MyChannel,
  type WorkspaceEvent,
} from "../../../protocol/index.ts";

export const memberOf = (id: string, more: Partial<Member> = {}): Member => ({
  ...{ id, handle: id, name: id, role: "student", joinedAt: 1 },
  ...more,
});

export const channelOfClass = (id: string, more: Partial<MyChannel> = {}): MyChannel => ({
  ...{ id, workspace: "class-1", kind: "public", name: id, topic: "", posting: "all", isDefault: false },
  ...{ createdBy: null, createdAt: 1, archivedAt: null, lastSeq: 10, lastAt: 10, readSeq: 10 },
  ...{ mentions: 0, muted: false, notify: "all" },
  ...more,
});

export const threadOf = (id: string, more: Partial<MyChannel> = {}): MyChannel =>
  channelOfClass(id, { kind: "thread", name: "", parent: { channel: "general", seq: 3 }, following: true, ...more });

export const bootstrapOf = (more: Partial<Bootstrap> = {}): Bootstrap => ({
  now: 1_000_000,
  account: {
    ...{ id: "account-ada", handle: "ada", guest: false, hasPassword: true, passkeys: [], sessionId: "session-1" },
    workspaces: [{ id: "class-1", name: "CS 101", role: "student" }],
  },
  workspace: { id: "class-1", name: "CS 101", createdAt: 1 },
  me: { member: "ada-me", role: "student", guest: false },
  settings: DEFAULT_SETTINGS,
  ...{ blocks: [], saved: [], threads: [], emoji: [], keepsFiles: true },
  channels: [channelOfClass("general"), channelOfClass("homework")],
  members: [memberOf("ada-me"), memberOf("ben-01")],
  ...more,
});

export const newsOf = (channel: string, seq: number, more: object = {}): WorkspaceEvent => ({
  ...{ type: "news", channel, seq, at: seq, author: "ben-01" },
  ...more,
});
