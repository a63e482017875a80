/**
 * Pages of history: asked for on the open socket where the room answers that, which costs it no look-up of who is asking, and by
 * HTTP everywhere else (R60): no socket, a room that does not know it, a refusal, an answer that does not come.
 */
import type { ChannelEvent, ChannelRequest, Page } from "../protocol/index.ts";
import type { HistoryQuery } from "./api.ts";
import type { Clock } from "./clock.ts";

/** So long an answer on the socket is waited for. */
const PATIENCE_MS = 5_000;

export interface PageRequestsOptions {
  clock: Clock;
  /** False: there is no socket. */
  send: (request: ChannelRequest) => boolean;
  /** @throws RefusedError, UnreachableError */
  byHttp: (query: HistoryQuery) => Promise<Page>;
}

export class PageRequests {
  readonly #options: PageRequestsOptions;
  readonly #waiting = new Map<string, (page: Page | null) => void>();
  #isOpen = false;
  #asked = 0;

  constructor(options: PageRequestsOptions) {
    this.#options = options;
  }

  /** The room has greeted this socket. `answers`: it knows what a page is. */
  opened(answers: boolean): void {
    this.#isOpen = answers;
  }

  /** The socket is gone: what is waited for is asked for by HTTP. */
  lost(): void {
    this.#isOpen = false;
    for (const settle of [...this.#waiting.values()]) settle(null);
  }

  /** @returns true where the event answers a request of these */
  receive(event: ChannelEvent): boolean {
    if (event.type !== "page" && event.type !== "refused") return false;
    const settle = event.ref === undefined ? undefined : this.#waiting.get(event.ref);
    settle?.(event.type === "page" ? event.page : null);
    return event.type === "page" || settle !== undefined;
  }

  /** @throws RefusedError, UnreachableError: nobody could be asked by HTTP either */
  async fetch(query: HistoryQuery): Promise<Page> {
    return (await this.#bySocket(query)) ?? this.#options.byHttp(query);
  }

  #bySocket({ rev: _rev, ...where }: HistoryQuery): Promise<Page | null> | null {
    if (!this.#isOpen) return null;
    const { clock, send } = this.#options;
    const ref = `page-${++this.#asked}`;
    return new Promise((resolve) => {
      const cancel = clock.after(PATIENCE_MS, () => this.#waiting.get(ref)?.(null));
      this.#waiting.set(ref, (page) => {
        cancel();
        this.#waiting.delete(ref);
        resolve(page);
      });
      if (!send({ type: "page", ref, ...where })) this.#waiting.get(ref)?.(null);
    });
  }
}
