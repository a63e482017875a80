/** Who a message names: people by their handles, and crowds. Whether such a person is in the channel is decided later. */
import { namesInBody } from "./markup/mentioned.ts";
import { CROWDS, NamedPeople, type Crowd } from "./markup/names.ts";
import type { Role } from "./people.ts";

export { CROWDS, type Crowd } from "./markup/names.ts";

/** The handles that a message names, folded (`handleKey`), each once, at most fifty. */
export function mentionedHandles(body: string): string[] {
  if (!body.includes("@")) return [];
  const people = new NamedPeople();
  for (const { sign, name } of namesInBody(body)) if (sign === "@") people.add(name);
  return people.keys;
}

/** The crowds that a message names. Whether its author may reach them is decided where it is stored. */
export function namedCrowds(body: string): Crowd[] {
  if (!body.includes("@")) return [];
  const named = new Set(namesInBody(body).map(({ sign, name }) => sign + name.toLowerCase()));
  return CROWDS.filter((crowd) => named.has(`@${crowd}`));
}

/** Does a crowd's name reach a member with this role, if they are in the channel? Who is here is another question. */
export function crowdReaches(crowd: Crowd, role: Role): boolean {
  if (crowd === "ta") return role === "ta";
  return crowd === "teacher" ? role === "teacher" || role === "owner" : true;
}

/** `@channel` and `@here` reach whoever happens to be there: a client asks before it sends such a message. */
export function reachesMany(body: string): boolean {
  return namedCrowds(body).some((crowd) => crowd === "channel" || crowd === "here");
}
