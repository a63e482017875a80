/** What I delete: gone from the screen at once, and told to the server when the time to undo it is over. */
import type { ChannelSession } from "../../../../client/index.ts";
import { UNDO_MS } from "../../../../protocol/limits.ts";
import { toasts } from "../base/toasts/toasts.svelte.ts";
import { sentenceOf } from "../base/texts/refusals.ts";
import { withLaterWords } from "./later-words.ts";

export class Removals {
  readonly #session: ChannelSession;
  #leaving = $state.raw<ReadonlySet<number>>(new Set());
  #undo = new Map<number, ReturnType<typeof setTimeout>>();

  constructor(session: ChannelSession) {
    this.#session = session;
  }

  /** `seq`s of what can still be brought back. */
  get leaving(): ReadonlySet<number> {
    return this.#leaving;
  }

  remove(seq: number): void {
    if (this.#leaving.has(seq)) return;
    this.#leaving = new Set(this.#leaving).add(seq);
    this.#undo.set(
      seq,
      setTimeout(() => void this.#finish(seq), UNDO_MS),
    );
    withLaterWords((words) => toasts.say(words.removed, { stays: UNDO_MS, undo: () => this.#keep(seq) }));
  }

  /** The page is being left: nothing that was deleted may live on because of it. */
  finishAll(): void {
    for (const seq of [...this.#undo.keys()]) void this.#finish(seq);
  }

  #keep(seq: number): void {
    clearTimeout(this.#undo.get(seq));
    this.#undo.delete(seq);
    this.#leaving = new Set([...this.#leaving].filter((other) => other !== seq));
  }

  async #finish(seq: number): Promise<void> {
    const sent = this.#session.remove(seq);
    // From here on the session says that it is going.
    this.#keep(seq);
    const outcome = await sent.settled;
    if (outcome.ok || outcome.refusal === null || outcome.refusal.code === "deleted") return;
    this.#session.discard(sent.id);
    const reason = sentenceOf(outcome.refusal);
    withLaterWords((words) => toasts.trouble(words.notRemoved({ reason })));
  }
}
