/**
 * A whole channel or thread, first message to last, page by page over the plain address of its history (`messages.plain`), which names its
 * authors. It ends with what was the last message when it began. Broken off, it goes on where it stopped.
 */
import type { Message, Page } from "../../protocol/index.ts";
import { PAGE_MAX } from "../../protocol/limits.ts";
import { canRetry } from "../../protocol/refusals-at-hand.ts";
import type { Api } from "../api.ts";
import type { Clock } from "../clock.ts";
import { RefusedError, UnreachableError } from "../errors.ts";

export interface TranscriptEntry {
  message: Message;
  /** Name of its author; empty where nobody is known. */
  author: string;
  /** What was said in its thread, where that is wanted too. */
  replies: { channel: string; entries: TranscriptEntry[] } | null;
}

export interface GatherOptions {
  api: Pick<Api, "call">;
  clock: Clock;
  /** A channel's id, or a thread's. */
  channel: string;
  withThreads: boolean;
  /** `seq` of the last message that was read, and of the last one there is. */
  onProgress: (seq: number, last: number) => void;
}

interface PlainPage extends Page {
  authors: Record<string, { name: string }>;
}

/** As often as a page is asked for in a row before that is told. */
const TRIES = 6;
const PAUSE_MS = 1_000;
const PAUSE_MAX_MS = 30_000;

export class Gather {
  readonly #options: GatherOptions;
  #after = 0;
  #last: number | null = null;

  constructor(options: GatherOptions) {
    this.#options = options;
  }

  /** `seq` of the last message there was; 0 where there was none, or nothing was asked yet. */
  get last(): number {
    return this.#last ?? 0;
  }

  /**
   * Each message once, in its order. Called again after a failure it goes on behind what was given last.
   * @throws RefusedError, UnreachableError; the signal's reason when it is aborted
   */
  async *read(signal: AbortSignal): AsyncGenerator<TranscriptEntry> {
    const { channel, withThreads, onProgress } = this.#options;
    this.#last ??= (await this.#page(channel, { limit: 1 }, signal)).messages.at(-1)?.seq ?? 0;
    const last = this.#last;
    while (this.#after < last) {
      const { messages, authors } = await this.#page(channel, { after: this.#after, limit: PAGE_MAX }, signal);
      if (messages.length === 0) return;
      // What was said since then is not in it: it would never end.
      for (const message of messages.filter(({ seq }) => seq <= last)) {
        const thread = message.meta?.thread?.channel;
        const replies =
          withThreads && thread !== undefined
            ? { channel: thread, entries: await this.#repliesIn(thread, signal) }
            : null;
        this.#after = message.seq;
        yield { message, author: authors[message.author]?.name ?? "", replies };
      }
      onProgress(this.#after, last);
    }
  }

  async #repliesIn(thread: string, signal: AbortSignal): Promise<TranscriptEntry[]> {
    const { api, clock } = this.#options;
    const within = new Gather({ api, clock, channel: thread, withThreads: false, onProgress: () => undefined });
    const entries: TranscriptEntry[] = [];
    for await (const entry of within.read(signal)) entries.push(entry);
    return entries;
  }

  async #page(channel: string, query: { after?: number; limit: number }, signal: AbortSignal): Promise<PlainPage> {
    for (let tries = 1; ; tries += 1) {
      signal.throwIfAborted();
      try {
        const answer: unknown = await this.#options.api.call("messages.plain", { channel, format: "json" }, query);
        // As JSON this document is a page with the names of its authors.
        return answer as PlainPage;
      } catch (cause) {
        if (tries === TRIES || !mayPass(cause)) throw cause;
        const asked = cause instanceof RefusedError ? (cause.refusal.retryAfter ?? 0) : 0;
        await this.#pause(Math.max(asked, Math.min(PAUSE_MAX_MS, PAUSE_MS * 2 ** (tries - 1))), signal);
      }
    }
  }

  /** Ends early, and without a word, when it is called off: who asked looks at the signal. */
  #pause(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const callOff = this.#options.clock.after(ms, resolve);
    signal.addEventListener("abort", () => (callOff(), resolve()), { once: true });
    return promise;
  }
}

const mayPass = (cause: unknown): boolean =>
  cause instanceof UnreachableError || (cause instanceof RefusedError && canRetry(cause.refusal.code));
