/** What a person sees of a class beside the open channel. Pure: every change makes a new state, none is made twice. */
import type { Bootstrap, Member, MyChannel, Role, Workspace, WorkspaceEvent } from "../protocol/index.ts";

export interface WorkspaceState {
  readonly workspace: Workspace;
  readonly me: { readonly member: string; readonly role: Role; readonly guest: boolean };
  readonly channels: ReadonlyMap<string, MyChannel>;
  readonly members: ReadonlyMap<string, Member>;
  readonly online: ReadonlySet<string>;
}

/** Messages after my read mark. */
export function unreadOf(channel: MyChannel): number {
  return Math.max(0, channel.lastSeq - channel.readSeq);
}

/** What the badge shows: exactly what is unread, and nothing for a muted channel. What notifies is another matter. */
export function badgeOf(channel: MyChannel): { unread: number; mentions: number } {
  if (channel.muted) return { unread: 0, mentions: 0 };
  const unread = unreadOf(channel);
  return { unread, mentions: Math.min(unread, channel.mentions) };
}

function withChannel(state: WorkspaceState, channel: MyChannel): WorkspaceState {
  return { ...state, channels: new Map(state.channels).set(channel.id, channel) };
}

/** A read mark only moves forward. */
function read(channel: MyChannel, seq: number): MyChannel {
  if (seq <= channel.readSeq) return channel;
  return { ...channel, readSeq: seq, mentions: seq >= channel.lastSeq ? 0 : channel.mentions };
}

/** The newer of two views of a channel of mine: marks and ends never go back. */
function newer(known: MyChannel | undefined, told: MyChannel): MyChannel {
  if (known === undefined) return told;
  const ahead =
    known.lastSeq > told.lastSeq ? { lastSeq: known.lastSeq, lastAt: known.lastAt, mentions: known.mentions } : {};
  return read({ ...told, ...ahead }, known.readSeq);
}

/** Bootstrap decides who and what there is; presence and further marks are kept from what was known before. */
export function fromBootstrap(bootstrap: Bootstrap, before?: WorkspaceState): WorkspaceState {
  const members = new Map(before?.members);
  for (const member of bootstrap.members) members.set(member.id, member);
  return {
    workspace: bootstrap.workspace,
    me: bootstrap.me,
    channels: new Map(bootstrap.channels.map((told) => [told.id, newer(before?.channels.get(told.id), told)])),
    members,
    online: before?.online ?? new Set(),
  };
}

export function addMembers(state: WorkspaceState, added: readonly Member[]): WorkspaceState {
  if (added.length === 0) return state;
  const members = new Map(state.members);
  for (const member of added) members.set(member.id, member);
  return { ...state, members };
}

type NewsEvent = Extract<WorkspaceEvent, { type: "news" }>;

function withNews(state: WorkspaceState, news: NewsEvent): WorkspaceState {
  const channel = state.channels.get(news.channel);
  // Not newer than what bootstrap told: its mentions are counted there.
  if (channel === undefined || news.seq <= channel.lastSeq) return state;
  const alreadyRead = channel.readSeq >= news.seq;
  const grown: MyChannel = {
    ...channel,
    lastSeq: news.seq,
    lastAt: Math.max(channel.lastAt, news.at),
    mentions: alreadyRead ? 0 : channel.mentions + (news.mentions ?? 0),
  };
  // Who writes has read what stands above.
  return withChannel(state, news.author === state.me.member ? read(grown, news.seq) : grown);
}

function withRead(state: WorkspaceState, channelId: string, seq: number): WorkspaceState {
  const channel = state.channels.get(channelId);
  if (channel === undefined) return state;
  const marked = read(channel, seq);
  return marked === channel ? state : withChannel(state, marked);
}

/** The state after one frame. The same frame twice changes nothing the second time; an unknown one changes nothing. */
export function applyWorkspaceEvent(state: WorkspaceState, event: WorkspaceEvent): WorkspaceState {
  switch (event.type) {
    case "hello": {
      const present: WorkspaceState = { ...state, online: new Set(event.online) };
      return Object.entries(event.reads).reduce((now, [id, seq]) => withRead(now, id, seq), present);
    }
    case "news":
      return withNews(state, event);
    case "read":
      return withRead(state, event.channel, event.seq);
    case "presence": {
      const online = new Set(state.online);
      for (const id of event.offline) online.delete(id);
      for (const id of event.online) online.add(id);
      return { ...state, online };
    }
    case "channelJoined":
      return withChannel(state, newer(state.channels.get(event.channel.id), event.channel));
    case "channelChanged": {
      const channel = state.channels.get(event.channel.id);
      return channel === undefined ? state : withChannel(state, { ...channel, ...event.channel });
    }
    case "channelLeft": {
      if (!state.channels.has(event.channel)) return state;
      const channels = new Map(state.channels);
      channels.delete(event.channel);
      return { ...state, channels };
    }
    case "memberChanged": {
      const { member } = event;
      const me = member.id === state.me.member ? { ...state.me, role: member.role } : state.me;
      return { ...addMembers(state, [member]), me };
    }
    case "workspaceChanged":
      // Only those who may invite are told the join code: a frame without it does not take it away.
      return { ...state, workspace: { ...state.workspace, ...event.workspace } };
    default:
      return state;
  }
}
