/**
 * What I have written and not sent, the same on all my devices. Kept here at every key; on the server when nothing was typed for
 * a moment, every half minute while typing goes on, and on leaving: a message that is written in one go is never a draft there.
 * Of two wordings the one that was typed later stands, by the server's clock, whichever arrives later. What somebody typed
 * without having seen the other wording takes nothing away: the earlier one is told as another draft, to be taken or thrown away.
 */
import type { Draft } from "../protocol/index.ts";
import { DRAFT_EVERY_MS, DRAFT_PAUSE_MS } from "../protocol/limits.ts";
import { canRetry } from "../protocol/refusals-at-hand.ts";
import type { AnswerTo, Api } from "./api.ts";
import type { Clock } from "./clock.ts";
import { RefusedError } from "./errors.ts";
import { Listeners } from "./listeners.ts";

export interface DraftsOptions {
  api: Api;
  workspace: string;
  clock: Clock;
  /** Milliseconds by the server's clock; `clock` where left out. */
  serverNow?: () => number;
}

interface Entry {
  body: string;
  /** It was typed here. */
  isOwn: boolean;
  /** When `body` was typed here, ms by the server's clock. */
  typedAt: number;
  /** What the server has; empty: none. */
  stored: string;
  /** When that was typed, ms by the server's clock. */
  storedAt: number;
  /** Wordings that stood here, or went to the server from here: whoever tells of one of these tells nothing new. */
  seen: string[];
  /** Since when the server has something else than `body`, by this clock. */
  behindSince: number | null;
  /** Requests without an answer. */
  onTheirWay: number;
  /** Requests in a row that failed, and before when it is not tried again by itself, by this clock. */
  tries: number;
  notBefore: number;
  cancel: () => void;
}

type ReceivedDraft = Draft & { over?: number | undefined };

const nothing = () => undefined;
const SEEN_MAX = 20;

export class Drafts {
  readonly #options: DraftsOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Listeners<[channel: string]>();
  readonly #others = new Listeners<[channel: string, body: string]>();
  #isLoaded = false;

  constructor(options: DraftsOptions) {
    this.#options = options;
  }

  /** True once the drafts of other devices are known. */
  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  /** Milliseconds by the server's clock. */
  now(): number {
    const { serverNow, clock } = this.#options;
    return serverNow ? serverNow() : clock.now();
  }

  /** Asks for the drafts of all my devices. False: nobody answered; call again. */
  async load(): Promise<boolean> {
    const { api, workspace } = this.#options;
    let drafts: Draft[];
    try {
      ({ drafts } = await api.call("personal.drafts", { workspace }));
    } catch {
      return false;
    }
    this.#isLoaded = true;
    const answered = new Set(drafts.map(({ channel }) => channel));
    for (const draft of drafts) this.receive(draft);
    // Sent or thrown away elsewhere while this device heard nothing.
    for (const [channel, { storedAt }] of this.#entries)
      if (!answered.has(channel)) this.receive({ channel, body: "", at: storedAt });
    return true;
  }

  /** What was typed here is not on the server yet. */
  isBehind(channel: string): boolean {
    const entry = this.#entries.get(channel);
    return (
      entry !== undefined &&
      (entry.behindSince !== null || (entry.onTheirWay > 0 && textToStore(entry) !== entry.stored))
    );
  }

  text(channel: string): string {
    return this.#entries.get(channel)?.body ?? "";
  }

  /** When the text was typed, here or elsewhere, ms by the server's clock; 0 where there never was one. */
  changedAt(channel: string): number {
    const entry = this.#entries.get(channel);
    return entry ? Math.max(entry.typedAt, entry.storedAt) : 0;
  }

  /** Ids of the channels with a draft. */
  channels(): string[] {
    return [...this.#entries].flatMap(([channel, { body }]) => (body.trim() === "" ? [] : [channel]));
  }

  /** Called at every key, with the whole text. */
  write(channel: string, body: string): void {
    const entry = this.#entry(channel);
    if (entry.body === body) return;
    entry.body = body;
    entry.isOwn = true;
    entry.typedAt = Math.max(this.now(), entry.typedAt + 1, entry.storedAt + 1);
    this.#plan(channel, entry);
    this.#notify(channel);
  }

  /**
   * What an earlier visit left here without the server's knowing. `answered`: what the server had then, as far as was known; `at`: when
   * it was typed, ms by the server's clock.
   */
  restore(channel: string, body: string, answered: string, at: number): void {
    const entry = this.#entry(channel);
    entry.body = body;
    entry.isOwn = true;
    entry.typedAt = at;
    entry.stored = answered;
    this.#plan(channel, entry);
  }

  /** Another tab of this browser typed this, and sees to it that the server hears of it. */
  adopt(channel: string, body: string): void {
    const entry = this.#entry(channel);
    entry.body = body;
    entry.isOwn = false;
    entry.behindSince = null;
    this.#see(entry, body);
  }

  /** The channel is left, or the page hidden: what is not on the server goes there now. */
  leave(channel: string): void {
    const entry = this.#entries.get(channel);
    // Not after what is on its way: there may be no later. The server takes what was typed last.
    if (entry) void this.#save(channel, entry);
  }

  /** It was sent as a message: nothing is left of it. */
  sent(channel: string): void {
    this.write(channel, "");
    this.leave(channel);
  }

  flush(): void {
    for (const channel of this.#entries.keys()) this.leave(channel);
  }

  /** Another tab or device of mine wrote. @param draft with `over` where its writer said which draft they had seen */
  receive({ channel, body, at, over }: ReceivedDraft): void {
    const entry = this.#entry(channel);
    if (at < entry.storedAt) return;
    const isUnseen = (over ?? Infinity) < entry.storedAt;
    const isMine = entry.behindSince !== null || entry.onTheirWay > 0;
    const mine = textToStore(entry);
    const isNews = body !== "" && body !== mine && body !== entry.stored && !entry.seen.includes(body);
    entry.stored = body;
    entry.storedAt = at;
    if (!isMine) {
      const isLost = isUnseen && isNews && entry.isOwn && mine !== "";
      this.#become(channel, entry, body);
      if (isLost) this.#notifyOther(channel, mine);
    } else if (!isNews) {
      // Mine was written over it.
      entry.typedAt = Math.max(entry.typedAt, at + 1);
      if (mine === body) this.#plan(channel, entry);
    } else if (mine === "") this.#become(channel, entry, body);
    else if (entry.typedAt > at) {
      this.#see(entry, body);
      this.#notifyOther(channel, body);
    } else {
      this.#become(channel, entry, body);
      this.#notifyOther(channel, mine);
    }
  }

  /** Called with the channel whose draft changed, or reached the server. Returns the function that ends it. */
  subscribe(listener: (channel: string) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Called with words that gave way to others whose writer had not seen them. Returns the function that ends it. */
  onOther(listener: (channel: string, body: string) => void): () => void {
    return this.#others.add(listener);
  }

  #become(channel: string, entry: Entry, body: string): void {
    entry.behindSince = null;
    entry.typedAt = entry.storedAt;
    this.#see(entry, body);
    if (entry.body === body) return;
    entry.body = body;
    entry.isOwn = false;
    this.#notify(channel);
  }

  #see(entry: Entry, body: string): void {
    if (body !== "") entry.seen = [...entry.seen.filter((other) => other !== body), body].slice(-SEEN_MAX);
  }

  #entry(channel: string): Entry {
    const known = this.#entries.get(channel);
    if (known) return known;
    const entry: Entry = {
      ...{ body: "", isOwn: false, typedAt: 0, stored: "", storedAt: 0, seen: [] },
      ...{ behindSince: null, onTheirWay: 0, tries: 0, notBefore: 0, cancel: nothing },
    };
    this.#entries.set(channel, entry);
    return entry;
  }

  #plan(channel: string, entry: Entry): void {
    const { clock } = this.#options;
    entry.cancel();
    if (textToStore(entry) === entry.stored && entry.onTheirWay === 0) {
      entry.behindSince = null;
      return;
    }
    const now = clock.now();
    entry.behindSince ??= now;
    const wait = Math.max(0, entry.notBefore - now, Math.min(DRAFT_PAUSE_MS, entry.behindSince + DRAFT_EVERY_MS - now));
    entry.cancel = clock.after(wait, () => {
      if (entry.onTheirWay === 0) void this.#save(channel, entry);
    });
  }

  async #save(channel: string, entry: Entry): Promise<void> {
    // The server has it, or another tab sees to it.
    if (entry.behindSince === null) return;
    const body = textToStore(entry);
    const at = entry.typedAt;
    const over = entry.storedAt;
    this.#see(entry, body);
    entry.onTheirWay += 1;
    entry.behindSince = null;
    let answer: AnswerTo<"personal.keepDraft"> | null = null;
    try {
      answer = await this.#ask(channel, { body, at, over });
      entry.tries = entry.notBefore = 0;
    } catch (cause) {
      const refusal = cause instanceof RefusedError ? cause.refusal : undefined;
      // A channel that one is out of, or too many drafts: it stays on this device.
      if (refusal && !canRetry(refusal.code)) entry.stored = body;
      else this.#hold(entry, refusal?.retryAfter);
    }
    // While it counts as on its way: what the answer tells of another device is held against it.
    if (answer) this.#answered(channel, entry, { body, at }, answer);
    entry.onTheirWay -= 1;
    this.#plan(channel, entry);
    this.#notify(channel);
  }

  /** It is tried again later, each time after a longer pause. @param leastMs before that it would be refused again */
  #hold(entry: Entry, leastMs = 0): void {
    const pause = Math.min(DRAFT_PAUSE_MS * 2 ** entry.tries, DRAFT_EVERY_MS);
    entry.tries += 1;
    entry.notBefore = this.#options.clock.now() + Math.max(pause, leastMs);
  }

  #ask(channel: string, draft: { body: string; at: number; over: number }): Promise<AnswerTo<"personal.keepDraft">> {
    const { api } = this.#options;
    return draft.body === ""
      ? api.call("personal.dropDraft", { channel }, { at: draft.at })
      : api.call("personal.keepDraft", { channel }, draft);
  }

  #answered(channel: string, entry: Entry, sent: { body: string; at: number }, answer: AnswerTo<"personal.keepDraft">) {
    if (answer.body === undefined) {
      // An answer to what was typed earlier may come later.
      if (answer.at < entry.storedAt) return;
      entry.stored = sent.body;
      entry.storedAt = answer.at;
      // My clock may be ahead of the server's.
      if (entry.typedAt === sent.at) entry.typedAt = answer.at;
    } else {
      // Something else was typed later, on another device, and stands.
      this.receive({ channel, body: answer.body, at: answer.at });
    }
  }

  #notify(channel: string): void {
    this.#listeners.emit(channel);
  }

  #notifyOther(channel: string, body: string): void {
    this.#others.emit(channel, body);
  }
}

/** Blanks alone are no draft. */
const textToStore = ({ body }: Entry) => (body.trim() === "" ? "" : body);
