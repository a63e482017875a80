/** All that is mine, a part at a time (`mine.words`), as often as the network comes back. */
import type { MyWords } from "../../protocol/mine.ts";
import type { Api } from "../api.ts";
import type { Clock } from "../clock.ts";
import { retried } from "./retried.ts";

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
