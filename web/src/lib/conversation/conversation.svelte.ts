/**
 * The conversation on screen: the one class that the components here read. It stands between the client's session, which knows
 * the network, and the list, which knows pixels, and decides which part of what is known is in the page.
 */
import { t } from "#texts/conversation";
import type { ChannelSession, ChannelSnapshot } from "../../../../client/index.ts";
import type { Message, PollDraft, Refusal } from "../../../../protocol/index.ts";
import { outcomeOf } from "../base/outcome.ts";
import { toasts } from "../base/toasts/toasts.svelte.ts";
import { MessageActs } from "./acts.svelte.ts";
import { countNew, firstNew, type NewSince } from "./window/new-since.ts";
import type { Seen } from "./window/place-keeper.ts";
import { Removals } from "./removals.svelte.ts";
import { buildRows, reuseRows, type MessageRow, type Row } from "./window/rows.ts";
import {
  follow,
  growDown,
  growUp,
  isEmpty,
  PREFETCH,
  sliceAround,
  sliceAtEnd,
  type Place,
  type Slice,
} from "./window/scroll.ts";

/** Where the list shall go once the rows are there. */
export interface Goal {
  seq: number;
  /** Below the upper edge, in px, or in the middle. */
  top: number | "middle";
  /** Drawn to the eye, and read out. */
  marked: boolean;
}

/** A channel that refuses a message with one of these refuses the next one too. */
const BARRING = new Set<Refusal["code"]>(["archived", "read_only", "muted"]);
const RETRY_MS = 3_000;
/** A message that goes out of what is known as soon as it was found is looked for again, but not for ever. */
const FIND_TRIES = 3;
const FIRST_LOOK_MS = 1_000;
const NOTHING: Slice = { first: 1, last: 0 };
/** The new-since line stands this far below the upper edge, so that what was read last is still seen. */
const LINE_TOP = 120;

/** The message is among what the snapshot shows. */
const holds = ({ messages }: ChannelSnapshot, seq: number): boolean =>
  seq >= (messages[0]?.seq ?? Infinity) && seq <= (messages.at(-1)?.seq ?? 0);

export class Conversation {
  readonly channelId: string;
  readonly me: string;
  readonly acts: MessageActs;
  readonly removals: Removals;
  readonly #session: ChannelSession;
  #snapshot = $state.raw() as ChannelSnapshot;
  #slice = $state.raw<Slice>(NOTHING);
  #newSince = $state.raw<number | null>(null);
  goal = $state.raw<Goal | "end" | null>(null);
  /** `seq` of the message that is being edited. */
  editing = $state.raw<number | null>(null);
  /** `seq` of the message that what I write next answers. */
  replyTo = $state.raw<number | null>(null);
  /** The newest message when the first one came in while the reader was further up; null: they have seen all. */
  #missedSince = $state.raw<number | null>(null);
  following = $state.raw(true);
  /** Stands behind the channel's place in memory when its reader comes back. */
  place: Place = { at: "end" };
  /** Told of messages of others as they come in. */
  onposted: (messages: readonly Message[]) => void = () => undefined;

  #rowsBefore: Row[] = [];
  /** What the first messages need to be shown is here. */
  #isWhole = false;
  /** They are here, and wait for it. */
  #arrival: Promise<void> | null = null;
  #lastSeen = 0;
  #entered = false;
  #placed = false;
  /** What is new is not here yet; when it comes, the reader begins to read there. */
  #awaitsNew = false;
  #jumpingTo: number | null = null;
  /** The newest message that was on the screen. */
  #lastOnScreen = 0;
  /** Stands for a page that is on its way: until it comes, what was on the screen stays there. */
  #held: symbol | null = null;
  #retryAt = 0;
  /** When history may be fetched that nobody is near to, ms; 0 before the first messages stood on the screen. */
  #calmUntil = 0;
  #unsubscribe: () => void;
  #ended: () => void;
  readonly #wholeAt: (first: ChannelSnapshot) => Promise<unknown> | null;

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
   * @param wholeAt settles when the first messages can be shown as they are meant. Null: they can be shown at once.
   * @param ended called when the conversation is let go of.
   */
  constructor(
    session: ChannelSession,
    me: string,
    wholeAt: (first: ChannelSnapshot) => Promise<unknown> | null,
    ended: () => void,
  ) {
    this.#session = session;
    this.#ended = ended;
    this.#wholeAt = wholeAt;
    this.channelId = session.channel;
    this.me = me;
    this.acts = new MessageActs(session, me);
    this.removals = new Removals(session);
    this.#snapshot = session.snapshot();
    this.#unsubscribe = session.subscribe(() => this.#show());
  }

  /** Place of the newest message, as far as this tab knows; 0 before it knows any. */
  get lastSeq(): number {
    return this.#snapshot.head.seq;
  }

  get known(): Slice {
    const { messages } = this.#snapshot;
    const first = messages[0]?.seq;
    return first === undefined ? NOTHING : { first, last: first + messages.length - 1 };
  }
  /**
   * What can be in the page: all that is known, but the first message where what stands before it is not known yet. Whether a day
   * or a group begins with it would change under the reader's eyes, at the one edge where there is no room to scroll it away.
   */
  get #showable(): Slice {
    const { first, last } = this.known;
    return this.#snapshot.reachedStart ? { first, last } : { first: first + 1, last };
  }
  /** Something is known of this channel, be it that it is empty. */
  get loaded(): boolean {
    return this.#snapshot.ready;
  }
  /** The rows end with the newest message there is. */
  get isLiveEnd(): boolean {
    return this.#snapshot.reachedEnd && this.#slice.last >= this.known.last;
  }
  get reachedStart(): boolean {
    return this.#snapshot.reachedStart && this.#slice.first <= this.known.first;
  }
  get head(): number {
    return this.#snapshot.head.seq;
  }
  get waiting(): number {
    return this.#snapshot.pending.filter((message) => message.state === "sending").length;
  }
  /** It is over: signed out, removed, or never was. */
  get ended(): Refusal | null {
    return this.#snapshot.ended;
  }
  /** Since when the channel is out of reach, in milliseconds by this machine's clock. */
  get offlineSince(): number | null {
    return this.#snapshot.offlineSince;
  }
  /** A page of history could not be had. */
  get loadFailed(): boolean {
    return this.#snapshot.loadFailed;
  }
  /** The server's last word on why I cannot write here. */
  get barred(): Refusal | undefined {
    const last = this.#snapshot.pending.findLast((message) => message.state === "failed")?.refusal;
    return last && BARRING.has(last.code) ? last : undefined;
  }
  /** Member ids of others who are writing. */
  get typing(): readonly string[] {
    return this.#snapshot.typing;
  }
  /** How far others have read; empty where that is not told. */
  get seenMarks(): ChannelSnapshot["seen"] {
    return this.#snapshot.seen;
  }
  /** The message that what I write next answers, as it now is. */
  get replyTarget(): Message | undefined {
    const target = this.replyTo === null ? undefined : this.message(this.replyTo);
    return target?.deletedAt === undefined ? target : undefined;
  }
  get newSince(): number | null {
    return this.#newSince;
  }
  #after(since: number): NewSince {
    return { messages: this.#snapshot.messages, since, head: this.head, me: this.me };
  }
  #countAfter(since: number): number {
    return countNew(this.#after(since));
  }
  /** Messages of others since the reader was here last. */
  readonly newCount = $derived(this.#newSince === null ? 0 : this.#countAfter(this.#newSince));
  /** The first of them; null: there is none. */
  readonly firstNew = $derived(this.#newSince === null ? null : firstNew(this.#after(this.#newSince)));
  /** Messages of others that came in while the reader was further up. */
  readonly missed = $derived(this.#missedSince === null ? 0 : this.#countAfter(this.#missedSince));
  /** The new-since line stands above what is in the page. */
  get newAbove(): boolean {
    return this.firstNew !== null && this.#slice.first > this.firstNew;
  }

  message(seq: number): Message | undefined {
    void this.#snapshot;
    return this.#session.message(seq) ?? undefined;
  }

  /** My newest message that can be edited. */
  get myLast(): Message | undefined {
    return this.#snapshot.messages.findLast(
      (message) =>
        message.author === this.me && message.deletedAt === undefined && !this.removals.leaving.has(message.seq),
    );
  }

  /**
   * The reader opened the channel. `readSeq`: what was read before; `unread`: how many are unread, as far as the class knows;
   * `target`: the message that a link names.
   */
  enter(readSeq: number, unread: number, target: number | null): void {
    this.#entered = true;
    this.#lastSeen = this.head;
    this.#missedSince = null;
    // Somebody who was never here has no place where they stopped.
    this.#newSince = readSeq > 0 && (unread > 0 || this.#countAfter(readSeq) > 0) ? readSeq : null;
    this.#awaitsNew = this.#newSince !== null && this.place.at === "end";
    this.#placed = false;
    this.#session.open();
    if (target !== null) void this.openAt(target, true);
    else this.#placeFirst();
  }

  /** The reader went elsewhere: what waits for its undo is done now, and the place is kept. */
  leave(place: Place): void {
    this.#entered = false;
    this.#letGo();
    this.place = place;
    this.editing = null;
    this.goal = null;
    this.removals.finishAll();
    this.#session.close();
  }

  /** It is on the screen. */
  get isOpen(): boolean {
    return this.#entered;
  }

  dispose(): void {
    this.#unsubscribe();
    this.#session.close();
    this.#ended();
  }

  /** Came back to the page after having looked elsewhere: what is new since then is marked as new. */
  resumeReading(readSeq: number): void {
    if (readSeq > 0 && this.#countAfter(readSeq) > 0) this.#newSince = readSeq;
  }

  #placeFirst(): void {
    if (this.#placed || !this.loaded) return;
    this.#placed = true;
    const { place } = this;
    const known = this.#showable;
    if (place.at === "row" && place.seq >= known.first && place.seq <= known.last) {
      this.#slice = sliceAround(known, place.seq);
      this.goal = { seq: place.seq, top: place.top, marked: false };
    } else {
      this.#slice = sliceAtEnd(known);
      this.goal = "end";
      this.#placeAtNew();
    }
  }

  /** The first new message, with some of what was read before it above. */
  #placeAtNew(): void {
    const known = this.#showable;
    const newSince = this.#newSince;
    if (!this.#awaitsNew || newSince === null || known.last <= newSince || !this.#snapshot.reachedEnd) return;
    this.#awaitsNew = false;
    const first = this.firstNew;
    // More than what came with the page: the newest is shown, and a pill above leads to where the new begins.
    if (first === null || first < known.first) return;
    const end = sliceAtEnd(known);
    this.#slice = { first: Math.max(known.first, Math.min(end.first, first - 21)), last: known.last };
    this.goal = { seq: first, top: LINE_TOP, marked: false };
  }

  #show(mayLose = false): void {
    const before = { known: this.#showable, epoch: this.#snapshot.epoch };
    const snapshot = this.#session.snapshot();
    if (snapshot === this.#snapshot || this.#held !== null || this.#awaitsWhole(snapshot)) return;
    const stay = this.#staysAt(snapshot);
    if (stay !== null && !holds(snapshot, stay) && !mayLose) return void this.#hold(stay);
    this.#snapshot = snapshot;
    const known = this.#showable;
    const apart = isEmpty(before.known) || known.first > before.known.last + 1 || known.last < before.known.first - 1;
    if (apart || snapshot.epoch !== before.epoch) {
      const at = this.#jumpingTo ?? stay;
      this.#slice = at === null ? sliceAtEnd(known) : sliceAround(known, at);
    } else this.#slice = follow(this.#slice, before.known, known, this.following);
    if (this.#entered) {
      this.#placeFirst();
      if (this.following) this.#placeAtNew();
    }
    this.#tellPosted(snapshot);
  }

  /** The first messages wait for what shows them whole: a screen that changes by itself moves under its reader's eyes. */
  #awaitsWhole(snapshot: ChannelSnapshot): boolean {
    if (!snapshot.ready || this.#isWhole) return false;
    if (this.#arrival !== null) return true;
    const coming = this.#wholeAt(snapshot);
    if (coming === null) {
      this.#isWhole = true;
      return false;
    }
    this.#arrival = coming.then(() => {
      this.#isWhole = true;
      this.#arrival = null;
      this.#show();
    });
    return true;
  }

  /** Where somebody reads further up while all that is known comes anew; null: nobody does, or it is not anew. */
  #staysAt(snapshot: ChannelSnapshot): number | null {
    if (!this.#entered || this.following || this.#jumpingTo !== null) return null;
    if (snapshot.epoch === this.#snapshot.epoch || isEmpty(this.#slice)) return null;
    return Math.min(Math.max(this.#lastOnScreen, this.#slice.first), this.#slice.last);
  }

  /**
   * What is known came anew and begins elsewhere: the part that is on the screen is fetched before it is let go of, so that
   * neither the place nor the focus of its reader is lost.
   */
  #hold(seq: number): void {
    const held = (this.#held = Symbol("held"));
    void this.#session.jumpTo(seq).then(() => {
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

  #tellPosted(snapshot: ChannelSnapshot): void {
    if (!snapshot.reachedEnd || this.head <= this.#lastSeen) return;
    const isFirstPage = this.#lastSeen === 0;
    const posted = snapshot.messages
      .slice(Math.max(0, this.#lastSeen + 1 - this.known.first))
      .filter((message) => message.author !== this.me && message.deletedAt === undefined);
    const before = this.#lastSeen;
    this.#lastSeen = this.head;
    if (isFirstPage || posted.length === 0) return;
    if (!this.following) this.#missedSince ??= before;
    this.onposted(posted);
  }

  /** The list tells what is on the screen. */
  seen(seen: Seen): void {
    this.following = seen.following;
    this.#lastOnScreen = seen.last;
    if (seen.following) this.#missedSince = null;
    const known = this.#showable;
    if (seen.nearTop && this.#slice.first > known.first) this.#slice = growUp(this.#slice, known, seen.keptLast);
    else if (seen.nearBottom && this.#slice.last < known.last) {
      this.#slice = growDown(this.#slice, known, seen.keptFirst || this.#slice.first);
    }
    this.#prefetch(seen.nearTop || (seen.nearBottom && !this.#snapshot.reachedEnd));
    if (seen.last > 0 && document.visibilityState === "visible") this.#session.markRead(seen.last);
  }

  /** More than is needed at once comes after the first look. */
  #prefetch(isNear: boolean): void {
    if (this.#calmUntil === 0) {
      this.#calmUntil = Date.now() + FIRST_LOOK_MS;
      setTimeout(() => this.#entered && this.#prefetch(true), FIRST_LOOK_MS);
    }
    if (!isNear && Date.now() < this.#calmUntil) return;
    const known = this.#showable;
    if (this.#slice.first - known.first < PREFETCH && !this.#snapshot.reachedStart) this.#fetch("older");
    else if (known.last - this.#slice.last < PREFETCH && !this.#snapshot.reachedEnd) this.#fetch("newer");
  }

  #fetch(where: "older" | "newer"): void {
    // After a failure the list asks again when it is scrolled, not at once and for ever.
    if (!this.loaded || this.#snapshot.loading.has(where) || Date.now() < this.#retryAt) return;
    const load = where === "older" ? this.#session.loadOlder() : this.#session.loadNewer();
    void load.then((had) => (this.#retryAt = had ? 0 : Date.now() + RETRY_MS));
  }

  /** Goes to a message, wherever in the history it is. `marked`: draws the eye to it. */
  async openAt(seq: number, marked: boolean): Promise<void> {
    this.#placed = true;
    this.#awaitsNew = false;
    if (!this.#shows(seq)) {
      this.#jumpingTo = seq;
      this.#letGo();
      const found = await this.#find(seq);
      // A later jump decides.
      if (this.#jumpingTo !== seq) return;
      this.#jumpingTo = null;
      if (!found && this.#snapshot.loadFailed) return toasts.trouble(t.historyNotFetched);
    }
    const known = this.#showable;
    if (isEmpty(known)) return;
    this.following = false;
    // A link may name a message that is not there yet, or never was: the nearest one is shown.
    const nearest = Math.min(Math.max(seq, known.first), known.last);
    this.#slice = sliceAround(known, nearest);
    this.goal = { seq: nearest, top: "middle", marked: marked && nearest === seq };
  }

  /** Has the message and what stands before it fetched, and shown. False: it could not be had. */
  async #find(seq: number): Promise<boolean> {
    for (let tries = 0; tries < FIND_TRIES && this.#jumpingTo === seq; tries += 1) {
      if (!(await this.#session.jumpTo(seq))) return false;
      // What was found may be held back until it can be shown whole. Meanwhile all that is known may come anew, without it.
      if (this.#arrival !== null) await this.#arrival;
      if (this.#shows(seq)) return true;
      if (holds(this.#snapshot, seq)) return this.#session.loadOlder();
    }
    return false;
  }

  #shows(seq: number): boolean {
    return seq >= this.#showable.first && seq <= this.#showable.last;
  }

  async openLatest(): Promise<void> {
    this.#placed = true;
    this.#awaitsNew = false;
    this.following = true;
    this.#letGo();
    if (!this.#snapshot.reachedEnd) {
      this.#jumpingTo = null;
      const found = await this.#session.jumpToLatest();
      if (this.#arrival !== null) await this.#arrival;
      if (!found) return toasts.trouble(t.newestNotFetched);
    }
    if (!this.isLiveEnd) this.#slice = sliceAtEnd(this.#showable);
    this.#missedSince = null;
    this.goal = "end";
  }

  /** Stands in the list when this returns. */
  post(body: string, alsoToChannel = false): void {
    this.#session.send(body, this.replyTarget?.seq, undefined, alsoToChannel);
    this.replyTo = null;
    void this.openLatest();
  }

  /** Called as I write. */
  typed(): void {
    this.#session.typing();
  }

  /** The message and all after it are unread again, until the channel is opened anew. */
  async markUnread(from: Message): Promise<void> {
    const outcome = await outcomeOf(this.#session.markUnread(from.seq));
    if (!outcome.ok) return toasts.trouble(t.notMarkedUnread({ reason: outcome.refusal.sentence }));
    this.#newSince = from.seq - 1;
    toasts.say(t.unreadFromHere);
  }

  /** A poll's question is its message's words, for who searches, and for readers that know no polls. */
  postPoll(draft: PollDraft): void {
    this.#session.send(draft.question, undefined, draft);
    void this.openLatest();
  }

  /** Sends again what was refused: a message or an edit. */
  retry(id: string): void {
    this.#session.retry(id);
  }

  discard(id: string): void {
    this.#session.discard(id);
  }

  /** The new words are shown at once, and marked while they are on their way. Those that stand there already change nothing. */
  edit(message: Message, body: string): void {
    const edits = this.#snapshot.changes.filter(({ kind, seq }) => kind === "edit" && seq === message.seq);
    for (const { id, state } of edits) if (state === "failed") this.#session.discard(id);
    const waiting = edits.findLast(({ state }) => state === "sending");
    if (body !== (waiting?.body ?? this.message(message.seq)?.body ?? message.body))
      this.#session.edit(message.seq, body);
  }

  rowOf(seq: number): MessageRow | undefined {
    return this.rows.find((row): row is MessageRow => row.kind === "message" && row.message?.seq === seq);
  }
}
