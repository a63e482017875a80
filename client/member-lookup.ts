/** Who is behind an id that bootstrap did not tell: asked for in batches, each id once. */
import type { Member } from "../protocol/index.ts";
import type { AnswerTo, Api } from "./api.ts";
import { canRetry } from "../protocol/refusals-at-hand.ts";
import type { Clock } from "./clock.ts";
import { RefusedError } from "./errors.ts";

const GATHER_MS = 30;
/** As many ids as one request takes. */
const BATCH_MAX = 100;
const RETRY_MS = 5_000;
/** The signs of an id. What has others, or none, would have the whole batch refused, again and again. */
const ID = /^[0-9A-Za-z_-]{1,40}$/u;

export interface MemberLookupOptions {
  api: Api;
  workspace: string;
  clock: Clock;
  /** `noDirect`: ids of those of them who take no direct messages of mine. */
  onFound: (members: Member[], noDirect?: readonly string[]) => void;
}

export class MemberLookup {
  readonly #options: MemberLookupOptions;
  readonly #asked = new Set<string>();
  #wanted: string[] = [];
  #cancel: (() => void) | null = null;
  #isStopped = false;

  constructor(options: MemberLookupOptions) {
    this.#options = options;
  }

  want(ids: Iterable<string>): void {
    this.#isStopped = false;
    for (const id of ids) {
      // Who pinned what was imported may be unknown: then it is nobody.
      if (this.#asked.has(id) || !ID.test(id)) continue;
      this.#asked.add(id);
      this.#wanted.push(id);
    }
    if (this.#wanted.length > 0) this.#after(GATHER_MS);
  }

  /** Nobody is asked for until somebody is wanted again. */
  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
    this.#cancel = null;
  }

  #after(ms: number): void {
    if (this.#isStopped) return;
    this.#cancel ??= this.#options.clock.after(ms, () => {
      this.#cancel = null;
      void this.#ask();
    });
  }

  async #ask(): Promise<void> {
    const { api, workspace, onFound } = this.#options;
    const ids = this.#wanted.splice(0, BATCH_MAX);
    let answer: AnswerTo<"members.list">;
    try {
      answer = await api.call("members.list", { workspace }, { ids });
    } catch (cause) {
      const refusal = cause instanceof RefusedError ? cause.refusal : undefined;
      // Asked again, it would be answered the same.
      if (refusal && !canRetry(refusal.code)) return;
      this.#wanted.unshift(...ids);
      this.#after(Math.max(RETRY_MS, refusal?.retryAfter ?? 0));
      return;
    }
    onFound(answer.members, answer.noDirect);
    if (this.#wanted.length > 0) this.#after(0);
  }
}
