/** The class on screen, as components read it: who I am, my channels, the people, and what the side panel shows. */
import { createContext } from "svelte";
import { goto } from "$app/navigation";
import { t } from "#texts/workspace";
import {
  badgeOf,
  isMuted,
  refusalOf,
  savedKey,
  unreadOf,
  type Api,
  type AskedFrom,
  type WorkspaceSession,
  type KnownClass,
  type WorkspaceState as Known,
} from "../../../../client/index.ts";
import type {
  Account,
  Channel,
  Member,
  Message,
  MyChannel,
  SavedMark,
  Scheduled,
  Settings,
  Workspace,
} from "../../../../protocol/index.ts";
import { targetOf, type Action, type Target } from "../../../../protocol/permissions.ts";
import type { RefusalCode } from "../../../../protocol/refusals.ts";
import type { EmojiAddress } from "../class-emoji/written.ts";
import { minute } from "../conversation/minute.svelte.ts";
import { presenceOf, statusOf, type Presence } from "../presence/presence.ts";
import { done, outcomeOf, type Outcome } from "./outcome.ts";
import { remembered } from "./remembered.ts";
import { toasts } from "./toasts.svelte.ts";

export type Panel =
  { show: "details"; channel: string } | { show: "pins"; channel: string } | { show: "profile"; member: string };
export type Connection = "open" | "connecting" | "offline";

export class WorkspaceState {
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
  #isConnected = $state(true);
  panel = $state.raw<Panel | null>(null);
  activeChannel = $state<string | null>(null);
  /** The open channel was unread when it was opened: it stays where it was until another one is open. */
  #openedUnread = $state<string | null>(null);
  /** Where the focus goes when the side panel closes. */
  #opener: HTMLElement | null = null;

  readonly channels: MyChannel[] = $derived([...this.#channels.values()]);
  readonly me: Member = $derived(this.#members.get(this.#me.member) ?? this.#unknownMe());
  readonly connection: Connection = $derived(!this.#isOnline ? "offline" : this.#isConnected ? "open" : "connecting");
  /** People of the class who are still in it, as far as they are known. */
  readonly people: Member[] = $derived([...this.#members.values()].filter((member) => !member.left));
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

  /** Undefined while it is being asked for: unknown ones are fetched together, and readers are told when they arrive. */
  member(id: string): Member | undefined {
    const member = this.#members.get(id);
    if (!member) this.session.wantMembers([id]);
    return member;
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
    const [blocks, noDirect] = [() => this.#blocks, () => this.#noDirect];
    return {
      get me() {
        return me();
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
    return refusalOf(this.known, action, channel, "seq" in on ? targetOf(on, this.#me.member) : on, minute.now);
  }

  may(...asked: Parameters<WorkspaceState["refusalOf"]>): boolean {
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
      const { unread, mentions } = badgeOf(thread);
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

  /** Unread, or opened unread and still open. */
  isFresh(channel: MyChannel): boolean {
    if (this.isMuted(channel)) return channel.mentions > 0;
    return unreadOf(channel) > 0 || this.#openedUnread === channel.id;
  }

  openProfile(memberId: string): void {
    this.#openPanel({ show: "profile", member: memberId });
  }

  openDetails(channelId: string): void {
    this.#openPanel({ show: "details", channel: channelId });
  }

  openPins(channelId: string): void {
    this.#openPanel({ show: "pins", channel: channelId });
  }

  #openPanel(panel: Panel): void {
    if (!this.panel && document.activeElement instanceof HTMLElement) this.#opener = document.activeElement;
    this.panel = panel;
  }

  closePanel(): void {
    this.panel = null;
    // The opener may have been scrolled out of the page since.
    const target = this.#opener?.isConnected ? this.#opener : document.getElementById("main");
    this.#opener = null;
    queueMicrotask(() => target?.focus());
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

  /**
   * Opens the direct message with that person, made on first use.
   * @param prepare is told its id before it is on the screen.
   */
  async openDirect(memberId: string, prepare: (channelId: string) => void = () => undefined): Promise<boolean> {
    const known = this.directWith(memberId);
    if (known) {
      prepare(known.id);
      return this.#goTo(known.id);
    }
    const outcome = await outcomeOf(this.api.call("channels.direct", { workspace: this.id }, { member: memberId }));
    if (!outcome.ok) {
      toasts.trouble(t.directNotOpened({ reason: outcome.refusal.sentence }));
      return false;
    }
    this.accept(outcome.value.channel);
    prepare(outcome.value.channel.id);
    return this.#goTo(outcome.value.channel.id);
  }

  async #goTo(channelId: string): Promise<boolean> {
    await goto(`/c/${channelId}`);
    return true;
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

  /** A channel of mine that I just changed. */
  acceptChange(channel: Channel): void {
    this.session.apply({ type: "channelChanged", channel });
  }

  /** I just left it. */
  dropChannel(id: string): void {
    this.session.apply({ type: "channelLeft", channel: id });
    if (remembered.channelOf(this.id) === id) remembered.keepChannel(this.id, null);
  }

  acceptWorkspace(workspace: Workspace): void {
    this.session.apply({ type: "workspaceChanged", workspace });
  }

  /** People, as the server just told them. */
  acceptMembers(members: readonly Member[], noDirect?: readonly string[]): void {
    for (const member of members) this.session.apply({ type: "memberChanged", member });
    if (!noDirect) return;
    const open = members.flatMap(({ id }) => (noDirect.includes(id) ? [] : [id]));
    this.session.apply({ type: "directChanged", members: open, closed: false });
    this.session.apply({ type: "directChanged", members: [...noDirect], closed: true });
  }

  /** Name, pronouns, bio, picture: mine, in this class. */
  async editProfile(change: AskedFrom<"members.editMe">): Promise<Outcome<Member>> {
    const outcome = await outcomeOf(this.api.call("members.editMe", { workspace: this.id }, change));
    if (!outcome.ok) return outcome;
    this.acceptMembers([outcome.value.member]);
    return done(outcome.value.member);
  }

  /** What I set for myself in this class. */
  async editSettings(change: Partial<Settings>): Promise<Outcome<Settings>> {
    const outcome = await outcomeOf(this.api.call("settings.edit", { workspace: this.id }, change));
    if (!outcome.ok) return outcome;
    this.session.apply({ type: "settingsChanged", settings: outcome.value.settings });
    return done(outcome.value.settings);
  }

  /** Everything up to `seq` was seen. Merged; never moves back. */
  markRead(channelId: string, seq: number): void {
    this.session.apply({ type: "read", channel: channelId, seq });
  }

  setActiveChannel(id: string | null): void {
    if (this.activeChannel === id) return;
    const channel = id === null ? undefined : this.#channels.get(id);
    this.activeChannel = id;
    this.#openedUnread = channel && unreadOf(channel) > 0 ? channel.id : null;
    if (id !== null) remembered.keepChannel(this.id, id);
  }

  /** Something changed in the session. */
  refresh(): void {
    const { state, connection } = this.session.snapshot();
    if (state) this.#take(state);
    this.#isConnected = connection === "open";
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

/** `getWorkspace()` in any component under the class shell. */
export const [getWorkspace, provideWorkspace] = createContext<WorkspaceState>();
