/**
 * What I have written and not sent, the same on all my devices. Kept here at every key; on the server when nothing was typed for
 * a moment, every half minute while typing goes on, and on leaving: a message that is written in one go is never a draft there.
 * What is typed here is never overwritten by what another device tells.
 */
import type { Draft } from "../protocol/index.ts";
import { DRAFT_EVERY_MS, DRAFT_PAUSE_MS } from "../protocol/limits.ts";
import type { Api } from "./api.ts";
import type { Clock } from "./clock.ts";
import { RefusedError } from "./errors.ts";

export interface DraftsOptions {
  api: Api;
  workspace: string;
  clock: Clock;
}

interface Entry {
  body: string;
  /** What the server has; empty: none. */
  kept: string;
  /** When that was written there, ms, by its clock. */
  keptAt: number;
  /** Since when the server has something else than `body`, by this clock. */
  behindSince: number | null;
  isOnItsWay: boolean;
  cancel: () => void;
}

const nothing = () => undefined;

export class Drafts {
  readonly #options: DraftsOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<(channel: string) => void>();
  #isLoaded = false;

  constructor(options: DraftsOptions) {
    this.#options = options;
  }

  /** True once the drafts of other devices are known. */
  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  /** Asks for the drafts of all my devices. False: nobody answered; call again. */
  async load(): Promise<boolean> {
    const { api, workspace } = this.#options;
    let drafts: Draft[];
    try {
      ({ drafts } = await api.workspaces.drafts(workspace));
    } catch {
      return false;
    }
    this.#isLoaded = true;
    const told = new Set(drafts.map(({ channel }) => channel));
    for (const draft of drafts) this.hear(draft);
    // Sent or thrown away elsewhere while this device heard nothing.
    for (const [channel, { keptAt }] of this.#entries)
      if (!told.has(channel)) this.hear({ channel, body: "", at: keptAt });
    return true;
  }

  /** What was typed here is not on the server yet. */
  isBehind(channel: string): boolean {
    return (this.#entries.get(channel)?.behindSince ?? null) !== null;
  }

  text(channel: string): string {
    return this.#entries.get(channel)?.body ?? "";
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
    this.#plan(channel, entry);
    this.#tell(channel);
  }

  /** The channel is left, or the page hidden: what is not on the server goes there now. */
  leave(channel: string): void {
    const entry = this.#entries.get(channel);
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

  /** Another tab or device of mine wrote. */
  hear({ channel, body, at }: Draft): void {
    const entry = this.#entry(channel);
    if (at < entry.keptAt) return;
    const isMine = entry.behindSince !== null || entry.isOnItsWay;
    entry.kept = body;
    entry.keptAt = at;
    if (isMine || entry.body === body) return;
    entry.body = body;
    this.#tell(channel);
  }

  /** Called with the channel whose draft changed, or reached the server. Returns the function that ends it. */
  subscribe(listener: (channel: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #entry(channel: string): Entry {
    const known = this.#entries.get(channel);
    if (known) return known;
    const entry = { body: "", kept: "", keptAt: 0, behindSince: null, isOnItsWay: false, cancel: nothing };
    this.#entries.set(channel, entry);
    return entry;
  }

  #plan(channel: string, entry: Entry): void {
    const { clock } = this.#options;
    entry.cancel();
    if (textToKeep(entry) === entry.kept) {
      entry.behindSince = null;
      return;
    }
    const now = clock.now();
    entry.behindSince ??= now;
    const wait = Math.max(0, Math.min(DRAFT_PAUSE_MS, entry.behindSince + DRAFT_EVERY_MS - now));
    entry.cancel = clock.after(wait, () => void this.#save(channel, entry));
  }

  async #save(channel: string, entry: Entry): Promise<void> {
    entry.cancel();
    if (entry.isOnItsWay || entry.behindSince === null) return;
    const { api, clock } = this.#options;
    const body = textToKeep(entry);
    entry.isOnItsWay = true;
    try {
      const answer = body === "" ? await api.channels.dropDraft(channel) : await api.channels.keepDraft(channel, body);
      entry.kept = body;
      if (answer) entry.keptAt = Math.max(entry.keptAt, answer.at);
      entry.behindSince = null;
    } catch (cause) {
      // A channel that one is out of, or too many drafts: it stays on this device. Otherwise it is tried again.
      if (cause instanceof RefusedError && cause.refusal.retryAfter === undefined) {
        entry.kept = body;
        entry.behindSince = null;
      } else entry.behindSince = clock.now();
    } finally {
      entry.isOnItsWay = false;
    }
    this.#plan(channel, entry);
    this.#tell(channel);
  }

  #tell(channel: string): void {
    for (const listener of [...this.#listeners]) listener(channel);
  }
}

/** Blanks alone are no draft. */
const textToKeep = ({ body }: Entry) => (body.trim() === "" ? "" : body);
