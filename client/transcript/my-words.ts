/** All that is mine, a part at a time (`mine.words`), as often as the network comes back. */
import type { MyWords } from "../../protocol/mine.ts";
import { canRetry } from "../../protocol/refusals-at-hand.ts";
import type { Api } from "../api.ts";
import type { Clock } from "../clock.ts";
import { RefusedError, UnreachableError } from "../errors.ts";

const TRIES = 8;
const PAUSE_MS = 1_000;
const PAUSE_MAX_MS = 30_000;

export class MyWordsWalk {
  readonly #api: Pick<Api, "call">;
  readonly #clock: Clock;
  #after: string | undefined;
  #isDone = false;

  constructor(api: Pick<Api, "call">, clock: Clock) {
    this.#api = api;
    this.#clock = clock;
  }

  /**
   * Parts that have something, in the order of classes, channels and places. Called again after a failure it goes on behind what was given.
   * @throws RefusedError, UnreachableError; the signal's reason when it is aborted
   */
  async *read(signal: AbortSignal): AsyncGenerator<MyWords & { place: NonNullable<MyWords["place"]> }> {
    while (!this.#isDone) {
      const part = await retried(this.#clock, signal, () =>
        this.#api.call("mine.words", {}, this.#after === undefined ? {} : { after: this.#after }),
      );
      const { place } = part;
      if (place && part.messages.length + part.reactions.length > 0) yield { ...part, place };
      if (part.next === null) this.#isDone = true;
      else this.#after = part.next;
    }
  }
}

/** Asks again while the network, or the server, is away. */
export async function retried<T>(clock: Clock, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    signal.throwIfAborted();
    try {
      return await ask();
    } catch (cause) {
      const mayPass =
        cause instanceof UnreachableError || (cause instanceof RefusedError && canRetry(cause.refusal.code));
      if (tries === TRIES || !mayPass) throw cause;
      const asked = cause instanceof RefusedError ? (cause.refusal.retryAfter ?? 0) : 0;
      const { promise, resolve } = Promise.withResolvers<void>();
      const callOff = clock.after(Math.max(asked, Math.min(PAUSE_MAX_MS, PAUSE_MS * 2 ** (tries - 1))), resolve);
      signal.addEventListener("abort", () => (callOff(), resolve()), { once: true });
      await promise;
    }
  }
}
