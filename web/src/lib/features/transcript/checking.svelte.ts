/** A channel's history being checked on this device: how far that is, and what came of it. */
import { sha256 } from "@noble/hashes/sha2.js";
import { systemClock } from "../../../../../client/clock.ts";
import { checkHistory, type HistoryChecked } from "../../../../../client/transcript/check-history.ts";
import { checkedBefore, type CheckedBefore } from "../../../../../client/transcript/proof-walk.ts";
import type { Refusal } from "../../../../../protocol/refusals.ts";
import { readJson, write } from "../../base/browser/storage.ts";
import { outcomeOf } from "../../base/outcome.ts";
import { serverNow } from "../../base/server-clock.ts";
import type { ConversationClass } from "../../conversation/context.ts";

/** What the device remembers of a history that was whole. */
const keyOf = (channel: string) => `place.checked.${channel}`;

/** A task of its own, so that keys and frames come between. */
function giveWay(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener("message", () => (port1.close(), resolve()), { once: true });
  port1.start();
  port2.postMessage(null);
  return promise;
}

export class Checking {
  /** The last message that was looked at, and the last there is; null: not known yet. */
  at = $state.raw<{ seq: number; last: number } | null>(null);
  checked = $state.raw<HistoryChecked | null>(null);
  /** ms since 1970. */
  checkedAt = $state.raw(0);
  refusal = $state.raw<Refusal | null>(null);
  readonly #workspace: ConversationClass;
  readonly #channel: string;
  readonly #stop = new AbortController();

  constructor(workspace: ConversationClass, channel: string) {
    this.#workspace = workspace;
    this.#channel = channel;
  }

  /** Ends with `checked`, with `refusal`, or with neither where it was stopped. */
  async run(): Promise<void> {
    const { signal } = this.#stop;
    const key = keyOf(this.#channel);
    const check = checkHistory(
      {
        ...{ api: this.#workspace.api, clock: systemClock, sha256, channel: this.#channel, giveWay },
        before: checkedBefore(readJson(key, null)),
        onProgress: (seq, last) => (this.at = { seq, last }),
      },
      signal,
    ).catch((cause: unknown) => {
      if (signal.aborted) return null;
      throw cause;
    });
    const outcome = await outcomeOf(check);
    if (signal.aborted) return;
    if (!outcome.ok) {
      this.refusal = outcome.refusal;
      return;
    }
    this.checked = outcome.value;
    this.checkedAt = serverNow();
    const whole = outcome.value?.whole;
    if (whole) write(key, JSON.stringify({ ...whole.kept, at: this.checkedAt } satisfies CheckedBefore));
  }

  stop(): void {
    this.#stop.abort();
  }
}
