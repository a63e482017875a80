/** Who a message names: people by their handles, and crowds. Whether such a person is in the channel is decided later. */
import { namesInBody } from "./markup/names-in-body.ts";
import { GROUP_MENTIONS, NamedPeople, type GroupMention } from "./markup/names-in-words.ts";
import type { Role } from "./people.ts";

export { GROUP_MENTIONS, type GroupMention } from "./markup/names-in-words.ts";

/** The handles that a message names, folded (`handleKey`), each once, at most fifty. */
export function mentionedHandles(body: string): string[] {
  if (!body.includes("@")) return [];
  const people = new NamedPeople();
  for (const { sign, name } of namesInBody(body)) if (sign === "@") people.add(name);
  return people.keys;
}

/** The crowds that a message names. Whether its author may reach them is decided where it is stored. */
export function groupMentionsIn(body: string): GroupMention[] {
  if (!body.includes("@")) return [];
  const named = new Set(namesInBody(body).map(({ sign, name }) => sign + name.toLowerCase()));
  return GROUP_MENTIONS.filter((crowd) => named.has(`@${crowd}`));
}

/** Does a crowd's name reach a member with this role, if they are in the channel? Who is here is another question. */
export function groupMentionReaches(crowd: GroupMention, role: Role): boolean {
  if (crowd === "ta") return role === "ta";
  return crowd === "teacher" ? role === "teacher" || role === "owner" : true;
}

/** `@channel` and `@here` reach whoever happens to be there: a client asks before it sends such a message. */
export function reachesMany(body: string): boolean {
  return groupMentionsIn(body).some((crowd) => crowd === "channel" || crowd === "here");
}
