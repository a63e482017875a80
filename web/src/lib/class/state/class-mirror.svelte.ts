/** A class as the session mirrors it, piece by piece: who I am, my channels, the people, what I may. */
import { t } from "#texts/workspace";
import {
  badgeOf,
  isMuted,
  refusalOf,
  savedKey,
  type Api,
  type WorkspaceSession,
  type KnownClass,
  type WorkspaceState as Known,
} from "../../../../../client/index.ts";
import type {
  Account,
  Member,
  Message,
  MyChannel,
  SavedMark,
  Scheduled,
  Settings,
  Workspace,
} from "../../../../../protocol/index.ts";
import { targetOf, type Action, type Target } from "../../../../../protocol/permissions.ts";
import type { RefusalCode } from "../../../../../protocol/refusals.ts";
import type { EmojiAddress } from "../emoji/written.ts";
import { minute } from "../../base/minute.svelte.ts";
import { presenceOf, statusOf, type Presence } from "./presence.ts";

/** `stream`, `pages`: no socket is to be had here, and what is new comes in another way (R60). */
export type Connection = "open" | "stream" | "pages" | "connecting" | "offline";

export class ClassMirror {
  readonly id: string;
  readonly api: Api;
  readonly account: Account;
  readonly session: WorkspaceSession;
  // Kept apart, so that somebody going offline does not redraw every name.
  #workspace = $state.raw() as Workspace;
  #channels = $state.raw() as Known["channels"];
  #threads = $state.raw() as Known["threads"];
  /** Threads that were opened, followed or not: of what was read to its end, nobody tells. */
  #opened = $state.raw<ReadonlyMap<string, MyChannel>>(new Map());
  #scheduled = $state.raw() as Known["scheduled"];
  #members = $state.raw() as Known["members"];
  #online = $state.raw() as Known["online"];
  #away = $state.raw() as Known["away"];
  #settings = $state.raw() as Known["settings"];
  #blocks = $state.raw() as Known["blocks"];
  #noDirect = $state.raw() as Known["noDirect"];
  #saved = $state.raw() as Known["saved"];
  #emoji = $state.raw() as Known["emoji"];
  #keepsFiles = $state(false);
  /** Channels with words that were not sent, on any of my devices. */
  #drafted = $state.raw<ReadonlySet<string>>(new Set());
  #me = $state.raw() as Known["me"];
  #isOnline = $state(navigator.onLine);
  #connected = $state<Exclude<Connection, "offline">>("open");

  readonly channels: MyChannel[] = $derived([...this.#channels.values()]);
  readonly me: Member = $derived(this.#members.get(this.#me.member) ?? this.#unknownMe());
  readonly connection: Connection = $derived(this.#isOnline ? this.#connected : "offline");
  readonly #here: Member[] = $derived([...this.#members.values()].filter((member) => !member.left && !member.bot));
  /** People of the class who are still in it, as far as they are known. */
  readonly people: Member[] = $derived(this.#here.filter(({ visitor }) => !visitor));
  /** Who is meant by a handle in what was written: those too who have left since, as far as they are known. */
  readonly named: Member[] = $derived([
    ...[...this.#members.values()].filter(({ left, bot, former, visitor }) => left && !bot && !former && !visitor),
    ...this.people,
  ]);
  /** Those who see one of its channels in its site alone. */
  readonly visitors: Member[] = $derived(this.#here.filter(({ visitor }) => visitor));
  /** For the title of the tab: what is unread in channels that are not muted. */
  readonly unreadTotal: number = $derived(
    [...this.channels, ...this.#threads.values()].reduce(
      (sum, channel) => (channel.archivedAt === null ? sum + badgeOf(channel, minute.now).unread : sum),
      0,
    ),
  );

  /** How often I am named in what is unread. */
  readonly mentionTotal: number = $derived(
    [...this.channels, ...this.#threads.values()].reduce(
      (sum, channel) => (channel.archivedAt === null ? sum + badgeOf(channel, minute.now).mentions : sum),
      0,
    ),
  );

  /** @param known what the session knows already: a class is shown when there is something to show. */
  constructor(api: Api, account: Account, session: WorkspaceSession, known: Known) {
    this.id = known.workspace.id;
    this.api = api;
    this.account = account;
    this.session = session;
    this.#take(known);
  }

  /** Follows the browser's word on the network until the returned function is called. */
  watchNetwork(): () => void {
    const network = () => (this.#isOnline = navigator.onLine);
    addEventListener("online", network);
    addEventListener("offline", network);
    return () => {
      removeEventListener("online", network);
      removeEventListener("offline", network);
    };
  }

  get workspace(): Workspace {
    return this.#workspace;
  }

  /**
   * Undefined while it is being asked for: unknown ones are fetched together, and readers are told when they arrive. Of whoever an import
   * brought: the member who was found to be them.
   */
  member(id: string): Member | undefined {
    const member = this.#members.get(id);
    if (!member) this.session.wantMembers([id]);
    if (member?.former) return { ...member, name: t.former };
    return member?.claimedBy ? this.member(member.claimedBy) : member;
  }

  isOnline(id: string): boolean {
    return this.#online.has(id);
  }

  presenceOf(id: string): Presence {
    return presenceOf(this.#members.get(id), this.#online.has(id), this.#away.has(id), minute.now);
  }

  /** What they say of themselves, until it ends. */
  statusOf(id: string): Member["status"] {
    return statusOf(this.#members.get(id), minute.now);
  }

  /** What the rules are asked of. Read piece by piece, so that who asks is told of what it asked for alone. */
  readonly known: KnownClass = this.#knownClass();

  #knownClass(): KnownClass {
    const [me, members, channels] = [() => this.#me, () => this.#members, () => this.#channels];
    const workspace = () => this.workspace;
    const [blocks, noDirect] = [() => this.#blocks, () => this.#noDirect];
    return {
      get me() {
        return me();
      },
      get workspace() {
        return workspace();
      },
      get members() {
        return members();
      },
      get channels() {
        return channels();
      },
      get blocks() {
        return blocks();
      },
      get noDirect() {
        return noDirect();
      },
    };
  }

  /** Why I may not: the code that the server would refuse with. Null: I may. `channel` null: in the class itself. */
  refusalOf(
    action: Action,
    channel: Parameters<typeof refusalOf>[2] = null,
    on: Message | (Target & { people?: number }) = {},
  ): RefusalCode | null {
    // What I was found to have written as somebody whom an import brought is mine.
    const target = "seq" in on ? targetOf(on, this.member(on.author) === this.me ? on.author : this.#me.member) : on;
    return refusalOf(this.known, action, channel, target, minute.now);
  }

  may(...asked: Parameters<ClassMirror["refusalOf"]>): boolean {
    return this.refusalOf(...asked) === null;
  }

  isBlocked(id: string): boolean {
    return this.#blocks.has(id);
  }

  get blocked(): readonly string[] {
    return [...this.#blocks];
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** The class's own, by name: removed ones that are still shown included. */
  get emoji(): Known["emoji"] {
    return this.#emoji;
  }

  /** Another function when any of them changed: what is drawn with it is drawn anew. */
  readonly emojiAddress: EmojiAddress = $derived.by(() => {
    const known = this.#emoji;
    return (name) => {
      const found = known.get(name);
      return found && this.api.addressOf("emoji.picture", { workspace: this.id, ...found });
    };
  });

  /** Whether pictures of emoji can be added. */
  get keepsFiles(): boolean {
    return this.#keepsFiles;
  }

  savedMark(channel: string, seq: number): SavedMark | undefined {
    return this.#saved.get(savedKey(channel, seq));
  }

  get savedCount(): number {
    return this.#saved.size;
  }

  /** Something that I wrote there waits to be sent. */
  hasDraft(channel: string): boolean {
    return this.#drafted.has(channel);
  }

  showDrafts(channels: readonly string[]): void {
    this.#drafted = new Set(channels);
  }

  isMuted(channel: MyChannel): boolean {
    return isMuted(channel, minute.now);
  }

  /** A channel of mine, or a thread that I follow or have opened. */
  channel(id: string): MyChannel | undefined {
    return this.#channels.get(id) ?? this.#threads.get(id) ?? this.#opened.get(id);
  }

  /** Of a thread: the channel it hangs in. */
  homeOf(channel: Pick<MyChannel, "parent">): MyChannel | undefined {
    return channel.parent && this.#channels.get(channel.parent.channel);
  }

  /** A thread that I follow. */
  followed(id: string): MyChannel | undefined {
    const thread = this.#threads.get(id) ?? this.#opened.get(id);
    return thread?.following === true ? thread : undefined;
  }

  /** What is unread in the threads that I follow. */
  readonly threadNews: { unread: number; mentions: number } = $derived.by(() => {
    const news = { unread: 0, mentions: 0 };
    for (const thread of this.#threads.values()) {
      const { unread, mentions } = badgeOf(thread, minute.now);
      news.unread += unread;
      news.mentions += mentions;
    }
    return news;
  });
  /** Threads that I follow, as far as they were told: surely those with something unread. */
  readonly threads: MyChannel[] = $derived([...this.#threads.values()]);

  /** What I wrote to be posted later, the next one first; null until it was asked for. */
  readonly scheduled: Scheduled[] | null = $derived(
    this.#scheduled && [...this.#scheduled.values()].sort((a, b) => a.at - b.at),
  );

  /** A channel's name, or the names of the others in a direct message. Without `#`. */
  titleOf(channel: Pick<MyChannel, "kind" | "name" | "members">): string {
    if (channel.kind === "thread") return t.thread;
    if ((channel.kind !== "dm" && channel.kind !== "group") || channel.name !== "") return channel.name;
    const others = this.othersIn(channel);
    if (others.length === 0) return t.you({ name: this.me.name });
    return others.map((id) => this.member(id)?.name ?? "…").join(t.comma);
  }

  /** Members of a direct message but me. */
  othersIn(channel: Pick<MyChannel, "members">): string[] {
    return (channel.members ?? []).filter((id) => id !== this.#me.member);
  }

  /** The direct message with that person, where there is one; with oneself, one's notes. */
  directWith(memberId: string): MyChannel | undefined {
    return this.channels.find((channel) => {
      const others = this.othersIn(channel);
      return (
        channel.kind === "dm" &&
        (memberId === this.#me.member ? others.length === 0 : others.length === 1 && others[0] === memberId)
      );
    });
  }

  /** A channel of mine, as the server just told it: shown before the socket says the same. */
  accept(channel: MyChannel): void {
    if (channel.kind === "thread") this.#opened = new Map(this.#opened).set(channel.id, channel);
    if (channel.kind !== "thread" || channel.following) this.session.apply({ type: "channelJoined", channel });
  }

  /** I no longer follow it. It can still be read. */
  dropThread(thread: MyChannel): void {
    this.#opened = new Map(this.#opened).set(thread.id, { ...thread, following: false });
    this.session.apply({ type: "channelLeft", channel: thread.id });
  }

  /** Something changed in the session. */
  refresh(): void {
    const { state, way } = this.session.snapshot();
    if (state) this.#take(state);
    this.#connected = way === "socket" ? "open" : (way ?? "connecting");
  }

  #take(known: Known): void {
    this.#workspace = known.workspace;
    this.#channels = known.channels;
    if (known.threads !== this.#threads) this.#takeThreads(known.threads);
    this.#scheduled = known.scheduled;
    this.#members = known.members;
    this.#online = known.online;
    this.#away = known.away;
    this.#settings = known.settings;
    this.#blocks = known.blocks;
    this.#noDirect = known.noDirect;
    this.#saved = known.saved;
    this.#emoji = known.emoji;
    this.#keepsFiles = known.keepsFiles;
    this.#me = known.me;
  }

  #takeThreads(threads: Known["threads"]): void {
    this.#threads = threads;
    if (![...this.#opened.keys()].some((id) => threads.has(id))) return;
    this.#opened = new Map([...this.#opened].map(([id, thread]) => [id, threads.get(id) ?? thread]));
  }

  /** Bootstrap names at most 500 people, and I may not be among them. */
  #unknownMe(): Member {
    const { member: id, role } = this.#me;
    return { id, role, handle: this.account.handle, name: this.account.handle, joinedAt: 0 };
  }
}
