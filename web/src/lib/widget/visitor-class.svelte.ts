/**
 * The class as a visitor of one channel has it: that channel, the threads in it, and who wrote there. It stands where the app has its
 * `WorkspaceState`, and lacks what nobody tells a visitor: who is online, profiles, other channels, saved messages.
 */
import { t } from "#texts/widget";
import type { KnownClass, refusalOf, WorkspaceSnapshot } from "../../../../client/index.ts";
import { createMemoryOutboxStore } from "../../../../client/outbox-store-memory.ts";
import type { Account, Member, Message, MyChannel, Page, Workspace } from "../../../../protocol/index.ts";
import type { Action, Target } from "../../../../protocol/permissions.ts";
import type { RefusalCode } from "../../../../protocol/refusals.ts";
import type { WidgetEntry } from "../../../../protocol/widgets.ts";
import { minute } from "../base/minute.svelte.ts";
import { done, type Outcome } from "../base/outcome.ts";
import type { ConversationClass, Visit } from "../conversation/context.ts";
import { frameOrSoon } from "./frame-or-soon.ts";
import { memberOf } from "./member-of.ts";
import type { VisitorPass } from "./pass.ts";
import type { Shown, VisitorPeople } from "./people.ts";

/** What comes after the first words: the table of permissions, and who asks for people by the messages that show them. */
export interface Afterwards {
  decide: (known: KnownClass, ...asked: Parameters<VisitorClass["refusalOf"]>) => RefusalCode | null;
  people: (visitor: VisitorClass) => VisitorPeople;
}

/** Nobody: the id of who reads without a name. */
const NOBODY = "";
const nothing = () => () => undefined;

export class VisitorClass implements ConversationClass {
  readonly id: string;
  readonly account: Account;
  readonly me: Member;
  readonly api: ConversationClass["api"];
  readonly visit: Visit;
  readonly workspace: Workspace;
  readonly emoji: ConversationClass["emoji"];
  readonly panel = null;
  readonly keepsFiles = false;
  readonly entry: WidgetEntry;
  /** What is loaded of the channel and its threads. */
  shown: () => readonly Shown[] = () => [];
  #after = $state.raw<Afterwards | null>(null);
  #people: VisitorPeople | null = null;
  #members = $state.raw() as ReadonlyMap<string, Member>;
  #channels = $state.raw() as ReadonlyMap<string, MyChannel>;
  #isOnline = $state(navigator.onLine);

  readonly channels: MyChannel[] = $derived([...this.#channels.values()].filter(({ kind }) => kind !== "thread"));
  readonly people: Member[] = $derived([...this.#members.values()].filter(({ left }) => left !== true));
  readonly named: Member[] = $derived(this.people);
  readonly connection: ConversationClass["connection"] = $derived(this.#isOnline ? "open" : "offline");

  /** @param onEnded the token is nobody's any more */
  constructor(entry: WidgetEntry, pass: VisitorPass, onEnded: () => void) {
    const { channel, people, emoji, me, page } = entry;
    this.entry = entry;
    this.api = pass.api;
    this.id = entry.widget.id;
    this.me = me ? memberOf(me) : memberOf({ id: NOBODY, name: t.reader });
    this.workspace = { id: this.id, name: entry.workspace.name, createdAt: 0 };
    this.account = {
      ...{ id: `widget:${this.id}:${this.me.id}`, handle: "", guest: true, hasPassword: false },
      ...{ passkeys: [], sessionId: "", workspaces: [] },
    };
    this.#members = new Map([...people.map(memberOf), ...(me ? [this.me] : [])].map((member) => [member.id, member]));
    const last = page?.messages.at(-1);
    this.#channels = new Map([
      [
        channel.id,
        {
          ...channel,
          ...{ workspace: this.id, isDefault: false, createdBy: null, mentions: 0, muted: false, notify: "all" },
          ...{ lastSeq: last?.seq ?? 0, lastAt: last?.at ?? 0, readSeq: last?.seq ?? 0 },
        } satisfies MyChannel,
      ],
    ]);
    this.emoji = new Map(emoji.map((each) => [each.name, { ...each, by: "" }]));
    let newest: Page | undefined = page;
    this.visit = {
      environment: { openSocket: pass.openSocket, schedule: frameOrSoon },
      outbox: pass.canKeep ? null : createMemoryOutboxStore(),
      takeNewest: (id) => {
        const taken = id === channel.id ? newest : undefined;
        if (taken) newest = undefined;
        return taken;
      },
      onEnded,
    };
  }

  get home(): string {
    return this.entry.channel.id;
  }

  complete(after: Afterwards): void {
    this.#after = after;
    this.#people = after.people(this);
  }

  /** Follows the browser's word on the network until the returned function is called. */
  watchNetwork(): () => void {
    const network = () => (this.#isOnline = navigator.onLine);
    addEventListener("online", network);
    addEventListener("offline", network);
    return () => {
      removeEventListener("online", network);
      removeEventListener("offline", network);
      this.#people?.stop();
    };
  }

  readonly session: ConversationClass["session"] = {
    snapshot: (): WorkspaceSnapshot => ({
      state: null,
      connection: "open",
      way: "socket",
      offlineSince: null,
      ended: null,
    }),
    subscribe: nothing,
    onEvent: nothing,
    sendRead: () => false,
    apply: () => undefined,
    wantMembers: () => undefined,
  };

  readonly known: KnownClass = this.#knownClass();
  #knownClass(): KnownClass {
    const [members, channels, entry] = [() => this.#members, () => this.#channels, () => this.entry];
    return {
      get me() {
        const { me } = entry();
        const { id = NOBODY, staff: role = "guest" as const, mutedUntil = null, lacksFactor } = me ?? {};
        return { member: id, role, mutedUntil, hasFactor: lacksFactor !== true };
      },
      get workspace() {
        return { secondFactor: entry().me?.lacksFactor === true };
      },
      get members() {
        return members();
      },
      get channels() {
        return channels();
      },
      blocks: new Set(),
      noDirect: new Set(),
    };
  }

  /** Until the table is here, nothing is offered. */
  refusalOf(
    action: Action,
    channel: Parameters<typeof refusalOf>[2] = null,
    on: Message | (Target & { people?: number }) = {},
  ): RefusalCode | null {
    void minute.now;
    return this.#after ? this.#after.decide(this.known, action, channel, on) : "forbidden";
  }

  may(...asked: Parameters<VisitorClass["refusalOf"]>): boolean {
    return this.refusalOf(...asked) === null;
  }

  member(id: string): Member | undefined {
    const member = this.#members.get(id);
    if (!member && id !== NOBODY) this.#people?.want(id);
    return member?.former ? { ...member, name: t.former } : member;
  }

  readonly emojiAddress: ConversationClass["emojiAddress"] = (name) => {
    const found = this.emoji.get(name);
    return found && this.api.addressOf("visits.emojiPicture", { widget: this.id, ...found });
  };

  channel(id: string): MyChannel | undefined {
    return this.#channels.get(id);
  }
  homeOf({ parent }: Pick<MyChannel, "parent">): MyChannel | undefined {
    return parent && this.#channels.get(parent.channel);
  }
  titleOf({ kind, name }: Pick<MyChannel, "kind" | "name">): string {
    return kind === "thread" ? t.thread : name;
  }

  accept(channel: MyChannel): void {
    this.#channels = new Map(this.#channels).set(channel.id, channel);
  }
  acceptMembers(members: readonly Member[]): void {
    this.#members = new Map([...this.#members, ...members.map((member) => [member.id, member] as const)]);
  }
  markRead(id: string, seq: number): void {
    const channel = this.#channels.get(id);
    if (channel && seq > channel.readSeq) this.accept({ ...channel, readSeq: seq });
  }

  // What nobody tells a visitor, or a visitor does not do.
  isOnline = () => false;
  presenceOf = () => "offline" as const;
  statusOf = () => undefined;
  savedMark = () => undefined;
  directWith = () => undefined;
  followed = () => undefined;
  othersIn = () => [];
  acceptChange = () => undefined;
  dropChannel = () => undefined;
  dropThread = () => undefined;
  showDrafts = () => undefined;
  editProfile = (): Promise<Outcome<Member>> => Promise.resolve(done(this.me));
}
