/** Words that wait for the teaching team: kept in D1, and in no log before one of it has let them through. */
import { contentOf, HELD_PER_GUEST, refusal, type HeldContent, type Refusal } from "../../../protocol/index.ts";
import { because } from "../../../protocol/reasons.ts";
import { log } from "../../log.ts";
import { heldBefore, holdPost } from "../../store/held.ts";
import { membersNoOf } from "../channel-facts.ts";
import type { ChannelFacts, PostRequest, SocketIdentity } from "../contract.ts";
import type { Holding } from "./holding.ts";
import type { MessageRules } from "./rules.ts";

export class HeldPosts {
  readonly #d1: D1Database;
  readonly #rules: Pick<MessageRules, "mayPost" | "filesOf" | "wrote">;

  constructor(d1: D1Database, rules: Pick<MessageRules, "mayPost" | "filesOf" | "wrote">) {
    this.#d1 = d1;
    this.#rules = rules;
  }

  /** @returns what its writer is told: that it waits, or why it does not. A retry is told the same, and what was decided since */
  async hold(facts: ChannelFacts, who: SocketIdentity, request: PostRequest, { word }: Holding): Promise<Refusal> {
    const now = Date.now();
    const why = this.#rules.mayPost(facts, who, request, now);
    if (why?.code === "slow_mode") return this.#before(facts, who, request, why);
    if (why) return why;
    const files = request.copied ?? this.#rules.filesOf(who, request, now);
    if ("code" in files) return files;
    const { id } = request;
    const content: HeldContent = { ...contentOf(request), ...(files.length > 0 && { files }) };
    const { workspaceNo, channelNo } = facts;
    const { memberNo } = who;
    const held = { id, workspaceNo, channelNo, homeNo: membersNoOf(facts), memberNo, content, at: now, word };
    try {
      // By its key it may wait since yesterday, under that day's id.
      const known = request.keyed && (await heldBefore(this.#d1, request.keyed.dayBefore, memberNo));
      if (known) return answerTo(known);
      const done = await holdPost(this.#d1, held);
      if (done === "held") this.#rules.wrote(who, request, now);
      return answerTo(done);
    } catch (error) {
      return away(facts, who, error);
    }
  }

  /** Whoever asks again what became of their words is not too fast. @param otherwise where they never waited */
  async #before(facts: ChannelFacts, who: SocketIdentity, { id }: PostRequest, otherwise: Refusal): Promise<Refusal> {
    try {
      const known = await heldBefore(this.#d1, id, who.memberNo);
      return known === undefined ? otherwise : answerTo(known);
    } catch (error) {
      return away(facts, who, error);
    }
  }
}

function answerTo(done: Awaited<ReturnType<typeof holdPost>>): Refusal {
  if (done === "full") return refusal("too_many", because("held_full", { most: HELD_PER_GUEST }));
  if (done === "taken") return refusal("invalid", { field: "id" });
  if (typeof done === "string") return refusal("held");
  return refusal("turned_down", done.turnedDown === "" ? {} : because("turned_down_why", { why: done.turnedDown }));
}

function away({ channelId }: ChannelFacts, { trace }: SocketIdentity, error: unknown): Refusal {
  log.fault("hold", error, { channel: channelId, trace });
  return refusal("unavailable", { retryAfter: 5_000 });
}
