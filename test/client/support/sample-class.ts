/** A class as bootstrap and events tell it. */
import { applyWorkspaceEvent, fromBootstrap, type WorkspaceState } from "../../../client/workspace-state.ts";
import {
  DEFAULT_SETTINGS,
  type Bootstrap,
  type Member,
  type MyChannel,
  type WorkspaceEvent,
} from "../../../protocol/index.ts";

export const member = (id: string, more: Partial<Member> = {}): Member => ({
  id,
  handle: id,
  name: id,
  role: "student",
  joinedAt: 1,
  ...more,
});

export const channel = (id: string, more: Partial<MyChannel> = {}): MyChannel => ({
  id,
  workspace: "class-1",
  kind: "public",
  name: id,
  topic: "",
  posting: "all",
  isDefault: false,
  createdBy: null,
  createdAt: 1,
  archivedAt: null,
  lastSeq: 10,
  lastAt: 10,
  readSeq: 10,
  mentions: 0,
  muted: false,
  notify: "all",
  ...more,
});

export const bootstrap = (more: Partial<Bootstrap> = {}): Bootstrap => ({
  now: 1_000_000,
  account: {
    id: "account-ada",
    handle: "ada",
    guest: false,
    hasPassword: true,
    passkeys: [],
    sessionId: "session-1",
    workspaces: [{ id: "class-1", name: "CS 101", role: "student" }],
  },
  workspace: { id: "class-1", name: "CS 101", createdAt: 1 },
  me: { member: "ada-me", role: "student", guest: false },
  settings: DEFAULT_SETTINGS,
  blocks: [],
  saved: [],
  threads: [],
  channels: [channel("general"), channel("homework")],
  members: [member("ada-me"), member("ben-01")],
  emoji: [],
  keepsFiles: true,
  ...more,
});

export const news = (seq: number, more: object = {}): WorkspaceEvent => ({
  type: "news",
  channel: "general",
  seq,
  at: seq,
  author: "ben-01",
  ...more,
});

export function after(events: WorkspaceEvent[], state: WorkspaceState = fromBootstrap(bootstrap())): WorkspaceState {
  return events.reduce(applyWorkspaceEvent, state);
}

export const general = (state: WorkspaceState) => {
  const found = state.channels.get("general");
  if (found === undefined) throw new Error("general is gone");
  return found;
};
