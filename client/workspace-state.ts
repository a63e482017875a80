/** What a person sees of a class beside the open channel. Pure: every change makes a new state, none is made twice. */
import type {
  Account,
  Bootstrap,
  ClassEmoji,
  Member,
  MyChannel,
  Role,
  SavedMark,
  Scheduled,
  Settings,
  Workspace,
  WorkspaceEvent,
} from "../protocol/index.ts";
import { unreadOf, withDeleted, withUncounted } from "./unread.ts";

export interface WorkspaceState {
  /** Tabs and devices of mine that have the class open, this one included, as far as the socket told. */
  readonly devices: number;
  readonly account: Account;
  readonly workspace: Workspace;
  readonly me: {
    readonly member: string;
    readonly role: Role;
    readonly guest: boolean;
    readonly mutedUntil?: number | null | undefined;
    readonly hasFactor?: boolean | undefined;
  };
  readonly channels: ReadonlyMap<string, MyChannel>;
  /** Threads that I follow, as far as they were told: surely all that have something unread. */
  readonly threads: ReadonlyMap<string, MyChannel>;
  /** What I wrote to be posted later, by id; null until it was loaded. */
  readonly scheduled: ReadonlyMap<string, Scheduled> | null;
  readonly members: ReadonlyMap<string, Member>;
  /** Those of them who are away are in `away` as well. */
  readonly online: ReadonlySet<string>;
  readonly away: ReadonlySet<string>;
  readonly settings: Settings;
  /** Ids of the members whom I blocked. */
  readonly blocks: ReadonlySet<string>;
  /** Ids of the members who take no direct messages of mine. */
  readonly noDirect: ReadonlySet<string>;
  /** My saved messages, by `savedKey`. */
  readonly saved: ReadonlyMap<string, SavedMark>;
  /** The class's own emoji by name, removed ones that are still shown included. */
  readonly emoji: ReadonlyMap<string, ClassEmoji>;
  /** Whether this PLACE has where to keep files: without, nobody adds emoji. */
  readonly keepsFiles: boolean;
}

export const savedKey = (channel: string, seq: number) => `${channel} ${seq}`;

function withChannel(state: WorkspaceState, channel: MyChannel): WorkspaceState {
  if (channel.kind === "thread") return { ...state, threads: new Map(state.threads).set(channel.id, channel) };
  return { ...state, channels: new Map(state.channels).set(channel.id, channel) };
}

/** A channel of mine, or a thread that I follow. */
export function channelOf(state: WorkspaceState, id: string): MyChannel | undefined {
  return state.channels.get(id) ?? state.threads.get(id);
}

/** Threads with something unread, the newest first. */
export function unreadThreads(state: WorkspaceState): MyChannel[] {
  return [...state.threads.values()].filter((thread) => unreadOf(thread) > 0).sort((a, b) => b.lastAt - a.lastAt);
}

/** A read mark only moves forward. */
function read(channel: MyChannel, seq: number): MyChannel {
  if (seq <= channel.readSeq) return channel;
  return { ...channel, readSeq: seq, mentions: seq >= channel.lastSeq ? 0 : channel.mentions };
}

/** The newer of two views of a channel of mine: marks and ends never go back. */
function newer(known: MyChannel | undefined, received: MyChannel): MyChannel {
  if (known === undefined) return received;
  const ahead =
    known.lastSeq > received.lastSeq ? { lastSeq: known.lastSeq, lastAt: known.lastAt, mentions: known.mentions } : {};
  return read(withUncounted({ ...received, ...ahead }, known.uncounted ?? []), known.readSeq);
}

/** Bootstrap decides who and what there is; presence and further marks are kept from what was known before. */
export function fromBootstrap(bootstrap: Bootstrap, before?: WorkspaceState): WorkspaceState {
  const members = new Map(before?.members);
  for (const member of bootstrap.members) members.set(member.id, member);
  return {
    devices: before?.devices ?? 1,
    account: bootstrap.account,
    workspace: bootstrap.workspace,
    me: bootstrap.me,
    channels: new Map(
      bootstrap.channels.map((received) => [received.id, newer(before?.channels.get(received.id), received)]),
    ),
    threads: new Map(
      bootstrap.threads.map((received) => [received.id, newer(before?.threads.get(received.id), received)]),
    ),
    scheduled: before?.scheduled ?? null,
    members,
    online: before?.online ?? new Set(),
    away: before?.away ?? new Set(),
    settings: bootstrap.settings,
    blocks: new Set(bootstrap.blocks),
    noDirect: new Set(bootstrap.noDirect),
    saved: new Map(bootstrap.saved.map((mark) => [savedKey(mark.channel, mark.seq), mark])),
    emoji: new Map(bootstrap.emoji.map((each) => [each.name, each])),
    keepsFiles: bootstrap.keepsFiles,
  };
}

/** @param noDirect ids of those of them who take no direct messages of mine; absent: what is known of that stays */
export function addMembers(
  state: WorkspaceState,
  added: readonly Member[],
  noDirect?: readonly string[],
): WorkspaceState {
  if (added.length === 0) return state;
  const members = new Map(state.members);
  for (const member of added) members.set(member.id, member);
  const received = noDirect === undefined ? state : withDirects(state, added, noDirect);
  return { ...received, members };
}

function withDirects(state: WorkspaceState, of: readonly { id: string }[], closed: readonly string[]): WorkspaceState {
  const noDirect = new Set(state.noDirect);
  for (const { id } of of) noDirect.delete(id);
  for (const id of closed) noDirect.add(id);
  return { ...state, noDirect };
}

type NewsEvent = Extract<WorkspaceEvent, { type: "news" }>;

function withNews(state: WorkspaceState, news: NewsEvent): WorkspaceState {
  const known = channelOf(state, news.channel);
  if (known === undefined) return state;
  // A server of yesterday tells the author alone.
  const mine = news.uncounted ?? (news.author === state.me.member ? [news.seq] : []);
  let channel = withUncounted(known, mine);
  if (news.imported && channel.readSeq < news.seq) channel = { ...channel, readSeq: news.seq };
  // Not newer than what bootstrap told: its mentions are counted there.
  if (news.seq <= channel.lastSeq) return channel === known ? state : withChannel(state, channel);
  const alreadyRead = channel.readSeq >= news.seq;
  return withChannel(state, {
    ...channel,
    lastSeq: news.seq,
    lastAt: Math.max(channel.lastAt, news.at),
    mentions: alreadyRead ? 0 : channel.mentions + (news.mentions ?? 0),
  });
}

function changeChannel(state: WorkspaceState, id: string, change: (channel: MyChannel) => MyChannel): WorkspaceState {
  const known = channelOf(state, id);
  const changed = known && change(known);
  return changed === known || changed === undefined ? state : withChannel(state, changed);
}

type ReadEvent = Extract<WorkspaceEvent, { type: "read" }>;

function withRead(
  channel: MyChannel,
  { seq, back, mentions = 0, uncounted = [] }: Omit<ReadEvent, "type" | "channel">,
) {
  // The one frame that moves a mark back.
  return back ? { ...withUncounted(channel, uncounted), readSeq: seq, mentions } : read(channel, seq);
}

/** Threads are archived and restored with their channel. */
function withArchive(state: WorkspaceState, { id, archivedAt }: Pick<MyChannel, "id" | "archivedAt">): WorkspaceState {
  return [...state.threads.values()]
    .filter(({ parent }) => parent?.channel === id)
    .reduce((now, thread) => withChannel(now, { ...thread, archivedAt }), state);
}

/** The state after one frame. The same frame twice changes nothing the second time; an unknown one changes nothing. */
export function applyWorkspaceEvent(state: WorkspaceState, event: WorkspaceEvent): WorkspaceState {
  switch (event.type) {
    case "hello": {
      const present: WorkspaceState = { ...state, online: new Set(event.online), away: new Set(event.away) };
      return Object.entries(event.reads).reduce(
        (now, [id, seq]) => changeChannel(now, id, (channel) => withRead(channel, { seq })),
        present,
      );
    }
    case "devices":
      return { ...state, devices: event.count };
    case "news":
      return withNews(state, event);
    case "read":
      return changeChannel(state, event.channel, (channel) => withRead(channel, event));
    case "deleted":
      return changeChannel(state, event.channel, (channel) => withDeleted(channel, event.seqs, event.mentions ?? []));
    case "presence": {
      const online = new Set(state.online);
      const away = new Set(state.away);
      for (const id of event.offline) online.delete(id);
      for (const id of [...event.offline, ...event.online]) away.delete(id);
      for (const id of event.away ?? []) away.add(id);
      for (const id of [...event.online, ...(event.away ?? [])]) online.add(id);
      return { ...state, online, away };
    }
    case "channelJoined":
      return withChannel(state, newer(channelOf(state, event.channel.id), event.channel));
    case "channelChanged": {
      const channel = channelOf(state, event.channel.id);
      if (channel === undefined) return state;
      return withArchive(withChannel(state, { ...channel, ...event.channel }), event.channel);
    }
    case "channelLeft": {
      if (channelOf(state, event.channel) === undefined) return state;
      const channels = new Map(state.channels);
      channels.delete(event.channel);
      // With a channel go its threads.
      const threads = [...state.threads].filter(
        ([id, { parent }]) => id !== event.channel && parent?.channel !== event.channel,
      );
      return { ...state, channels, threads: new Map(threads) };
    }
    case "memberChanged": {
      const { member } = event;
      const me = member.id === state.me.member ? { ...state.me, role: member.role } : state.me;
      return { ...addMembers(state, [member]), me };
    }
    case "settingsChanged":
      return { ...state, settings: event.settings };
    case "blocksChanged":
      return { ...state, blocks: new Set(event.blocks) };
    case "directChanged": {
      const of = event.members.map((id) => ({ id }));
      return withDirects(state, of, event.closed ? event.members : []);
    }
    case "muted":
      return { ...state, me: { ...state.me, mutedUntil: event.until } };
    case "factorChanged":
      return { ...state, me: { ...state.me, hasFactor: event.on } };
    case "savedChanged": {
      const { channel, seq } = event;
      const saved = new Map(state.saved);
      if (event.saved === null) saved.delete(savedKey(channel, seq));
      else saved.set(savedKey(channel, seq), { channel, seq, ...event.saved });
      return { ...state, saved };
    }
    case "emojiChanged":
      return { ...state, emoji: new Map(state.emoji).set(event.emoji.name, event.emoji) };
    case "scheduledChanged": {
      if (state.scheduled === null) return state;
      const scheduled = new Map(state.scheduled);
      if (event.scheduled === null) scheduled.delete(event.id);
      else scheduled.set(event.id, event.scheduled);
      return { ...state, scheduled };
    }
    case "workspaceChanged":
      // Only those who may invite are told the join code: a frame without it does not take it away. What else is left out is so no more.
      return { ...state, workspace: { joinCode: state.workspace.joinCode, ...event.workspace } };
    default:
      return state;
  }
}
