/** Whether words wait for the teaching team before anybody else reads them, and why. */
import { heldWordIn } from "../../../protocol/held-words.ts";
import { homeOf } from "../channel-facts.ts";
import {
  isProvenStaff,
  type ChangeRequest,
  type ChannelFacts,
  type PostRequest,
  type SocketIdentity,
} from "../contract.ts";

/** `word`: the held word that they have; empty where the channel holds everything; null of a guest of a widget. */
export type Holding = { word: string | null };

export function holdingOf(facts: ChannelFacts, who: SocketIdentity, request: PostRequest): Holding | null {
  if (request.approved) return null;
  if (who.visit?.holds) return { word: null };
  // What a program posts is of those who set it up; the copy of a reply was looked at in its thread.
  if (request.fromThread || request.program || who.scope || isOpenTo(facts, who)) return null;
  if (homeOf(facts).holds) return { word: "" };
  const { body, poll, files } = request;
  const said = [
    body,
    poll?.question ?? "",
    ...(poll?.options ?? []),
    ...(files ?? []).map(({ name, alt }) => `${name} ${alt ?? ""}`),
  ];
  const word = facts.words && heldWordIn(said.join("\n"), facts.words);
  return word === undefined ? null : { word };
}

/** A word that would be seen at once by an edit, or an option of a poll. */
export function heldWordOfEdit(facts: ChannelFacts, who: SocketIdentity, request: ChangeRequest): string | undefined {
  if (!facts.words || who.scope || isOpenTo(facts, who)) return undefined;
  if (request.type === "edit") return heldWordIn(request.body, facts.words);
  return request.type === "act" && request.act.type === "addOption"
    ? heldWordIn(request.act.text, facts.words)
    : undefined;
}

/** Nobody looks after what people write to each other. */
function isOpenTo(facts: ChannelFacts, who: SocketIdentity): boolean {
  const { kind } = homeOf(facts);
  return kind === "dm" || kind === "group" || isProvenStaff(who);
}
