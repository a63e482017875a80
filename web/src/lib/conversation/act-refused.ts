/** Why what I did to a message was undone on the screen. Pure. */
import type { Act, Refusal } from "../../../../protocol/index.ts";
import { REACTIONS_MAX } from "../../../../protocol/limits.ts";

const UNDONE: Record<Act["type"], string> = {
  react: "That reaction did not stay.",
  pin: "The pin was not changed.",
  checkpoint: "The checkpoint was not changed.",
  vote: "Your vote was not counted.",
  addOption: "That option was not added.",
  closePoll: "The poll was not closed.",
  revealPoll: "The results were not revealed.",
};

export function wordsFor(act: Act, why: Refusal): string {
  if (act.type === "react" && why.code === "too_many")
    return `This message has ${REACTIONS_MAX} different reactions, and that is the limit. Add to one of them instead.`;
  return `${UNDONE[act.type]} ${why.sentence}`;
}
