/** Words of a guest of a widget, which wait for the teaching team where the class wants that: kept in D1, and in no log before that. */
import { HELD_PER_GUEST, refusal, type Refusal } from "../../../protocol/index.ts";
import { because } from "../../../protocol/reasons.ts";
import { log } from "../../log.ts";
import { holdPost } from "../../store/held.ts";
import { membersNoOf } from "../channel-facts.ts";
import type { ChannelFacts, PostRequest, SocketIdentity } from "../contract.ts";
import type { MessageRules } from "./rules.ts";

export class HeldPosts {
  readonly #d1: D1Database;
  readonly #rules: Pick<MessageRules, "mayPost">;

  constructor(d1: D1Database, rules: Pick<MessageRules, "mayPost">) {
    this.#d1 = d1;
    this.#rules = rules;
  }

  /** @returns what its writer is told: that it waits, or why it does not. A retry is told the same */
  async hold(facts: ChannelFacts, who: SocketIdentity, request: PostRequest): Promise<Refusal> {
    const now = Date.now();
    const why = this.#rules.mayPost(facts, who, request, now);
    if (why) return why;
    const { id, body, replyTo, poll, alsoToChannel } = request;
    const content = {
      body,
      ...(replyTo !== undefined && { replyTo }),
      ...(poll && { poll }),
      ...(alsoToChannel && { alsoToChannel }),
    };
    const { workspaceNo, channelNo } = facts;
    const held = { id, workspaceNo, channelNo, homeNo: membersNoOf(facts), memberNo: who.memberNo, content, at: now };
    try {
      const done = await holdPost(this.#d1, held);
      if (done === "full") return refusal("too_many", because("held_full", { most: HELD_PER_GUEST }));
      return done === "taken" ? refusal("invalid", { field: "id" }) : refusal("held");
    } catch (error) {
      log.fault("hold", error, { channel: facts.channelId, trace: who.trace });
      return refusal("unavailable", { retryAfter: 5_000 });
    }
  }
}
