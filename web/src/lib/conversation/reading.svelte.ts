/**
 * A channel as its reader has it before them: what the client's session knows, and the part of it that is in the page. Which part that
 * is, window/list-window.ts decides; this class asks the network for what is wanted, and waits for it.
 */
import type { ChannelSession, ChannelSnapshot } from "../../../../client/index.ts";
import type { Message, Refusal } from "../../../../protocol/index.ts";
import { outcomeOf } from "../base/outcome.ts";
import { opening } from "../class/account/opening.ts";
import { toasts } from "../base/toasts/toasts.svelte.ts";
import { Removals } from "./removals.svelte.ts";
import * as list from "./window/list-window.ts";
import type { Sight } from "./window/growth.ts";
import type { Seen } from "./window/place-keeper.ts";
import { buildRows, reuseRows, type MessageRow, type Row } from "./window/rows.ts";
import type { Place, RowTop, Slice } from "./window/scroll.ts";
import { withLaterWords } from "./later-words.ts";

const RETRY_MS = 3_000;
/** A message that goes out of what is known as soon as it was found is looked for again, but not for ever. */
const FIND_TRIES = 3;
const FIRST_LOOK_MS = 1_000;

/** Undefined where there is none. */
const screenHere = () =>
  "innerHeight" in globalThis
    ? { height: innerHeight, isCompact: document.documentElement.dataset["density"] === "compact" }
    : undefined;

export class Reading {
  readonly channelId: string;
  readonly me: string;
  readonly removals: Removals;
  readonly session: ChannelSession;
  #snapshot = $state.raw() as ChannelSnapshot;
  #window = $state.raw() as list.ListWindow;
  /** `seq` of the message that is being edited. */
  editing = $state.raw<number | null>(null);
  /** The newest message that was on the screen before each jump, the last one last: features/time leads back there. */
  trail = $state.raw<readonly number[]>([]);
  /** Told of messages of others as they come in. */
  onposted: (messages: readonly Message[]) => void = () => undefined;

  #rowsBefore: Row[] = [];
  /** What the first messages need to be shown is here. */
  #isShowable = false;
  /** They are here, and wait for it. */
  #arrival: Promise<void> | null = null;
  #jumpingTo: number | null = null;
  /** Stands for a page that is on its way: until it comes, what was on the screen stays there. */
  #held: symbol | null = null;
  #retryAt = 0;
  #seen: Seen | null = null;
  /** When history may be fetched that nobody is near to, ms; 0 before the first messages stood on the screen. */
  #calmUntil = 0;
  #unsubscribe: () => void;
  #ended: () => void;
  readonly #whenShowable: (first: ChannelSnapshot) => Promise<unknown> | null;

  // Piece by piece: who reads one of them is told of that one alone.
  readonly #slice: Slice = $derived(this.#window.slice);
  readonly #newSince: number | null = $derived(this.#window.newSince);
  readonly #goal: list.Goal | "end" | null = $derived(this.#window.goal);
  readonly following: boolean = $derived(this.#window.following);
  /** The rows end with the newest message there is. */
  readonly isLiveEnd: boolean = $derived(list.isLiveEnd(this.#window, this.#snapshot));
  /** Messages of others since the reader was here last. */
  readonly newCount: number = $derived(list.newCount(this.#window, this.#snapshot));
  /** The first of them; null: there is none. */
  readonly firstNew: number | null = $derived(list.firstNewIn(this.#window, this.#snapshot));
  /** The newest message when the first one came in while the reader was further up; null: they have seen all. */
  readonly missedSince: number | null = $derived(this.#window.missedSince);

  readonly rows: Row[] = $derived.by(() => {
    const { messages, pending, reachedStart, changes } = this.#snapshot;
    const offset = messages[0]?.seq ?? 1;
    const from = this.#slice.first - offset;
    const rows = buildRows({
      messages: messages.slice(from, this.#slice.last - offset + 1),
      previous: messages[from - 1],
      fromStart: reachedStart && from <= 0,
      pending: this.isLiveEnd ? pending : [],
      me: this.me,
      newSince: this.#newSince,
      leaving: this.removals.leaving,
      changes,
    });
    this.#rowsBefore = reuseRows(this.#rowsBefore, rows);
    return this.#rowsBefore;
  });

  /**
   * @param me my member id.
   * @param whenShowable settles when the first messages can be shown as they are meant. Null: they can be shown at once.
   * @param ended called when the conversation is let go of.
   */
  constructor(
    session: ChannelSession,
    me: string,
    whenShowable: (first: ChannelSnapshot) => Promise<unknown> | null,
    ended: () => void,
  ) {
    this.session = session;
    this.#ended = ended;
    this.#whenShowable = whenShowable;
    this.channelId = session.channel;
    this.me = me;
    this.removals = new Removals(session);
    this.#snapshot = session.snapshot();
    this.#window = list.unopened(me, screenHere(), opening.placeIn(session.channel));
    this.#unsubscribe = session.subscribe(() => this.#show());
  }

  /** What the session last told, and the page shows. */
  protected get snapshot(): ChannelSnapshot {
    return this.#snapshot;
  }
  /** Place of the newest message, as far as this tab knows; 0 before it knows any. */
  get head(): number {
    return this.#snapshot.head.seq;
  }
  /** Something is known of this channel, be it that it is empty. */
  get loaded(): boolean {
    return this.#snapshot.ready;
  }
  get waiting(): number {
    return this.#snapshot.pending.filter((message) => message.state === "sending").length;
  }
  /** Something that I wrote was tried, and does not go out. */
  get isHeld(): boolean {
    return this.#snapshot.pending.some(({ state, refusal }) => state === "sending" && refusal !== undefined);
  }
  /** It is over: signed out, removed, or never was. */
  get ended(): Refusal | null {
    return this.#snapshot.ended;
  }
  /** Since when the channel is out of reach, in milliseconds by this machine's clock. */
  get offlineSince(): number | null {
    return this.#snapshot.offlineSince;
  }
  get way(): ChannelSnapshot["way"] {
    return this.#snapshot.way;
  }
  /** Member ids of others who are writing. */
  get typing(): readonly string[] {
    return this.#snapshot.typing;
  }
  /** How far others have read; empty where that is not told. */
  get seenMarks(): ChannelSnapshot["seen"] {
    return this.#snapshot.seen;
  }
  /** Where the list shall go once the rows are there; set to null by the list that is there. */
  get goal(): list.Goal | "end" | null {
    return this.#goal;
  }
  set goal(goal: list.Goal | "end" | null) {
    this.#window = { ...this.#window, goal };
  }
  /** The new-since line stands above what is in the page. */
  get newAbove(): boolean {
    return this.firstNew !== null && this.#slice.first > this.firstNew;
  }
  /** `seq` of the newest message on the screen; 0 where none is. */
  get onScreen(): number {
    return this.#window.lastOnScreen;
  }
  /** It is on the screen. */
  get isOpen(): boolean {
    return this.#window.entered;
  }

  message(seq: number): Message | undefined {
    void this.#snapshot;
    return this.session.message(seq) ?? undefined;
  }

  rowOf(seq: number): MessageRow | undefined {
    return this.rows.find((row): row is MessageRow => row.kind === "message" && row.message?.seq === seq);
  }

  /**
   * The reader opened the channel. `readSeq`: what was read before; `unread`: how many are unread, as far as the class knows;
   * `target`: the message that a link names.
   */
  enter(readSeq: number, unread: number, target: number | null): void {
    this.#window = list.enter(this.#window, this.#snapshot, { readSeq, unread });
    this.session.open(target ?? undefined);
    if (target !== null) void this.openAt(target, true);
    else this.#window = list.placeFirst(this.#window, this.#snapshot);
    this.trail = [];
  }

  /** The reader went elsewhere: what waits for its undo is done now, and the place is kept. */
  leave(place: Place): void {
    this.#window = { ...this.#window, entered: false };
    this.#letGo();
    this.#window = list.leave(this.#window, place);
    this.editing = null;
    this.removals.finishAll();
    this.session.close();
  }

  dispose(): void {
    this.#unsubscribe();
    this.session.close();
    this.#ended();
  }

  /** Came back to the page after having looked elsewhere: what is new since then is marked as new. */
  resumeReading(readSeq: number): void {
    this.#window = list.resume(this.#window, this.#snapshot, readSeq);
  }

  #show(mayLose = false): void {
    const before = this.#snapshot;
    const snapshot = this.session.snapshot();
    if (snapshot === before || this.#held !== null || this.#awaitsShowable(snapshot)) return;
    const stay = this.#jumpingTo === null ? list.staysAt(this.#window, before, snapshot) : null;
    if (stay !== null && !list.holds(snapshot, stay) && !mayLose) return void this.#hold(stay);
    this.#snapshot = snapshot;
    const taken = list.take(this.#window, before, snapshot, this.#jumpingTo ?? stay);
    const { window, posted } = list.announceNew(taken, snapshot, (seq) => this.session.message(seq));
    this.#window = window;
    if (posted.length > 0) this.onposted(posted);
  }

  /** The first messages wait for what shows them whole: a screen that changes by itself moves under its reader's eyes. */
  #awaitsShowable(snapshot: ChannelSnapshot): boolean {
    if (!snapshot.ready || this.#isShowable) return false;
    if (this.#arrival !== null) return true;
    const coming = this.#whenShowable(snapshot);
    if (coming === null) {
      this.#isShowable = true;
      return false;
    }
    this.#arrival = coming.then(() => {
      this.#isShowable = true;
      this.#arrival = null;
      this.#show();
    });
    return true;
  }

  /**
   * What is known came anew and begins elsewhere: the part that is on the screen is fetched before it is let go of, so that
   * neither the place nor the focus of its reader is lost.
   */
  #hold(seq: number): void {
    const held = (this.#held = Symbol("held"));
    void this.session.jumpTo(seq).then(() => {
      if (this.#held !== held) return;
      this.#held = null;
      this.#show(true);
    });
  }

  /** Another place was asked for. */
  #letGo(): void {
    if (this.#held === null) return;
    this.#held = null;
    this.#show(true);
  }

  /** For window/growth.ts, which lets more of what is known come into the page. */
  get sight(): Sight | null {
    return this.#seen && this.isOpen ? { window: this.#window, known: this.#snapshot, seen: this.#seen } : null;
  }
  readonly grown = (window: list.ListWindow): void => void (this.#window = window);

  /** The list tells what is on the screen. */
  seen(seen: Seen): void {
    this.#window = list.see(this.#window, seen);
    this.#seen = seen;
    this.#prefetch(seen.nearTop || (seen.nearBottom && !this.#snapshot.reachedEnd));
    if (seen.last > 0 && document.visibilityState === "visible") this.session.markRead(seen.last);
  }

  /** More than is needed at once comes after the first look. */
  #prefetch(isNear: boolean): void {
    if (this.#calmUntil === 0) {
      this.#calmUntil = Date.now() + FIRST_LOOK_MS;
      setTimeout(() => this.isOpen && this.#prefetch(true), FIRST_LOOK_MS);
    }
    if (!isNear && Date.now() < this.#calmUntil) return;
    const wanted = list.wantedHistory(this.#window, this.#snapshot);
    // After a failure the list asks again when it is scrolled, not at once and for ever.
    if (!wanted || !this.loaded || this.#snapshot.loading.has(wanted) || Date.now() < this.#retryAt) return;
    const load = wanted === "older" ? this.session.loadOlder() : this.session.loadNewer();
    void load.then((had) => (this.#retryAt = had ? 0 : Date.now() + RETRY_MS));
  }

  /** Goes to a message, wherever in the history it is. `marked`: draws the eye to it. `top`: where on the screen. */
  async openAt(seq: number, marked: boolean, top: RowTop = "middle"): Promise<void> {
    this.#leaveTrail(marked);
    this.#window = list.claim(this.#window);
    this.#jumpingTo = null;
    if (!list.shows(this.#snapshot, seq)) {
      this.#jumpingTo = seq;
      this.#letGo();
      const found = await this.#find(seq);
      // A later jump decides.
      if (this.#jumpingTo !== seq) return;
      this.#jumpingTo = null;
      if (!found && this.#snapshot.loadFailed)
        return withLaterWords((words) => toasts.trouble(words.historyNotFetched));
      if (seq > this.#snapshot.head.seq) withLaterWords((words) => toasts.say(words.behindTheEnd));
    }
    this.#window = list.openAt(this.#window, this.#snapshot, seq, marked, top);
  }

  /** Has the message and what stands before it fetched, and shown. False: it could not be had. */
  async #find(seq: number): Promise<boolean> {
    for (let tries = 0; tries < FIND_TRIES && this.#jumpingTo === seq; tries += 1) {
      if (!(await this.session.jumpTo(seq))) return false;
      // What was found may be held back until it can be shown whole. Meanwhile all that is known may come anew, without it.
      if (this.#arrival !== null) await this.#arrival;
      if (list.shows(this.#snapshot, seq)) return true;
      if (list.holds(this.#snapshot, seq)) return this.session.loadOlder();
    }
    return false;
  }

  /** @param always a jump of its own; others, as the line along the edge is dragged, are one with the last */
  #leaveTrail(always: boolean): void {
    if (!this.following && (always || this.trail.length === 0)) this.trail = [...this.trail, this.onScreen];
  }

  async openLatest(): Promise<void> {
    this.#leaveTrail(true);
    this.#window = { ...list.claim(this.#window), following: true };
    this.#jumpingTo = null;
    this.#letGo();
    if (!this.#snapshot.reachedEnd) {
      const found = await this.session.jumpToLatest();
      if (this.#arrival !== null) await this.#arrival;
      if (!found) return withLaterWords((words) => toasts.trouble(words.newestNotFetched));
    }
    this.#window = list.openLatest(this.#window, this.#snapshot);
  }

  /** The message and all after it are unread again, until the channel is opened anew. */
  async markUnread(from: Message): Promise<void> {
    const outcome = await outcomeOf(this.session.markUnread(from.seq));
    if (!outcome.ok) {
      const reason = outcome.refusal.sentence;
      return withLaterWords((words) => toasts.trouble(words.notMarkedUnread({ reason })));
    }
    this.#window = { ...this.#window, newSince: from.seq - 1 };
    withLaterWords((words) => toasts.say(words.unreadFromHere));
  }
}
