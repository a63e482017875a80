/** Why what I did to a message was undone on the screen. Pure. */
import { t } from "#texts/acts";
import type { Act, Refusal } from "../../../../protocol/index.ts";
import { REACTIONS_MAX } from "../../../../protocol/limits.ts";
import { sentenceOf } from "../base/texts/refusals.ts";

export function wordsFor(act: Act, why: Refusal): string {
  if (act.type === "react" && why.code === "too_many") return t.tooManyReactions({ most: REACTIONS_MAX });
  return t[act.type]({ reason: sentenceOf(why) });
}
