/**
 * Whether a `:name:` that somebody reacts with is an emoji of the class. The list is in D1 and the room decides without it where
 * it can: what was offered is remembered for a few seconds, so that a burst of the same reaction asks once (one row, by the key),
 * a name that was just added is known at the next try, and one that was removed is refused seconds later. Telling every room of
 * every change would wake all of them for what few will use; taking any name and leaving it to the readers would let everybody
 * put words of their own under a message.
 */
import { emojiNameIn, refusal, type Refusal } from "../../../protocol/index.ts";
import type { ChangeRequest } from "../contract.ts";
import { log } from "../../log.ts";
import { isOffered } from "../../store/emoji.ts";
import { because } from "../../../protocol/reasons.ts";

const REMEMBERED_MS = 10_000;

export class ClassEmojiCheck {
  readonly #d1: D1Database;
  /** Name → when it was last seen to be offered, ms. A class has EMOJI_MAX of them. */
  readonly #seenAt = new Map<string, number>();
  readonly #asking = new Map<string, Promise<boolean>>();

  constructor(d1: D1Database) {
    this.#d1 = d1;
  }

  /** The name that D1 has to be asked about before this can be done; undefined for all of Unicode's, and for taking one back. */
  unknownIn(request: ChangeRequest, now: number): string | undefined {
    if (request.type !== "act" || request.act.type !== "react" || !request.act.on) return undefined;
    const name = emojiNameIn(request.act.emoji);
    return name === undefined || now - (this.#seenAt.get(name) ?? 0) < REMEMBERED_MS ? undefined : name;
  }

  /** @returns null where it is offered */
  async ask(workspaceNo: number, name: string): Promise<Refusal | null> {
    try {
      const asked = this.#asking.get(name) ?? isOffered(this.#d1, workspaceNo, name);
      this.#asking.set(name, asked);
      const isThere = await asked.finally(() => this.#asking.delete(name));
      if (isThere) this.#seenAt.set(name, Date.now());
      else this.#seenAt.delete(name);
      return isThere ? null : refusal("invalid", { field: "emoji", ...because("no_such_emoji", { name }) });
    } catch (error) {
      log.fault("offeredEmoji", error);
      // D1 does not answer. What it said before still holds.
      if (!this.#seenAt.has(name)) return refusal("unavailable", { retryAfter: 5_000 });
      this.#seenAt.set(name, Date.now());
      return null;
    }
  }
}
