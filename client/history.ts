/** Fetches pages for one timeline: one request per direction at a time, and none taken that is older than what is known. */
import type { Page, Refusal } from "../protocol/index.ts";
import { PAGE_DEFAULT } from "../protocol/limits.ts";
import type { HistoryQuery } from "./api.ts";
import { RefusedError, UnreachableError } from "./errors.ts";
import type { Timeline } from "./timeline.ts";

export type Loading = "older" | "newer" | "around" | "latest";

export interface HistoryOptions {
  /** One page, by whatever way. @throws RefusedError, UnreachableError */
  page: (query: HistoryQuery) => Promise<Page>;
  timeline: Timeline;
  pageSize: number | undefined;
  onChange: () => void;
  /** It was taken. */
  onPage: (page: Page) => void;
  onRefused: (refusal: Refusal) => void;
}

/** Pages that were too old on arrival are asked for again; a server that keeps doing so is not asked for ever. */
const TRIES = 3;

export class History {
  readonly #options: HistoryOptions;
  readonly #running = new Map<Loading, Promise<boolean>>();
  #jump = 0;
  #failed = false;

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  get loading(): ReadonlySet<Loading> {
    return new Set(this.#running.keys());
  }

  /** The last request brought no page: nobody answered, or it was refused. What the next one brings shows whether that lasts. */
  get failed(): boolean {
    return this.#failed;
  }

  /** The page before what is in view. False: it could not be had; the next call tries again. */
  older(): Promise<boolean> {
    const bounds = this.#options.timeline.bounds();
    if (bounds === null || bounds.first === 1) return Promise.resolve(true);
    return this.#once("older", () => this.#fetch({ before: bounds.first }));
  }

  newer(): Promise<boolean> {
    const bounds = this.#options.timeline.bounds();
    if (bounds === null || this.#options.timeline.snapshot().reachedEnd) return Promise.resolve(true);
    return this.#once("newer", () => this.#fetch({ after: bounds.last }));
  }

  /** Brings the stretch around `seq` into view. False: there is no such message, or it could not be had. */
  async jumpTo(seq: number): Promise<boolean> {
    const { timeline } = this.#options;
    const jump = ++this.#jump;
    if (timeline.lookAt(seq)) {
      this.#options.onChange();
      return true;
    }
    // Not shared with an earlier jump: that one leads elsewhere. The last jump alone decides what is in view.
    const running = this.#fetch({ around: seq }, () => jump === this.#jump);
    const fetched = await this.#track("around", running);
    return fetched && jump === this.#jump && timeline.get(seq) !== null;
  }

  async jumpToLatest(): Promise<boolean> {
    this.#jump += 1;
    const there = this.#options.timeline.lookAtEnd();
    this.#options.onChange();
    return there || this.newest();
  }

  newest(): Promise<boolean> {
    return this.#once("latest", () => this.#fetch({}));
  }

  #once(loading: Loading, start: () => Promise<boolean>): Promise<boolean> {
    return this.#running.get(loading) ?? this.#track(loading, start());
  }

  #track(loading: Loading, work: Promise<boolean>): Promise<boolean> {
    const running = work.finally(() => {
      if (this.#running.get(loading) === running) this.#running.delete(loading);
      this.#options.onChange();
    });
    this.#running.set(loading, running);
    this.#options.onChange();
    return running;
  }

  async #fetch(where: HistoryQuery, look: () => boolean = () => false): Promise<boolean> {
    const { timeline, pageSize = PAGE_DEFAULT } = this.#options;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const rev = timeline.wantedRev;
      const page = await this.#page({ ...where, limit: pageSize, ...(rev !== undefined && { rev }) });
      if (!page) return false;
      if (!timeline.applyPage(page, look() ? "here" : "stay")) continue;
      this.#options.onPage(page);
      return true;
    }
    return false;
  }

  /** Null: it could not be had, and that is told. What else goes wrong is a fault of this program, and no word to its reader. */
  async #page(query: HistoryQuery): Promise<Page | null> {
    try {
      const page = await this.#options.page(query);
      this.#failed = false;
      return page;
    } catch (cause) {
      if (!(cause instanceof RefusedError || cause instanceof UnreachableError)) throw cause;
      this.#failed = true;
      if (cause instanceof RefusedError) this.#options.onRefused(cause.refusal);
      return null;
    }
  }
}
