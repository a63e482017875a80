/** Who wrote a message of a Slack export: a person, a program, or somebody for whom a program speaks. */
import * as v from "valibot";
import { Text } from "../../protocol/foreign/entries.ts";
import type { SourcePerson } from "../history.ts";
import { addPerson } from "../people.ts";

export const slackKey = (id: string) => `slack:${id.slice(0, 150)}`;

/** The part of a message that says who wrote it. */
export const Authored = v.looseObject({
  subtype: v.nullish(v.string()),
  user: v.nullish(v.string()),
  bot_id: Text,
  username: Text,
  user_profile: v.fallback(v.nullish(v.looseObject({ name: Text, real_name: Text, display_name: Text })), undefined),
  bot_profile: v.fallback(v.nullish(v.looseObject({ id: Text, name: Text })), undefined),
  comment: v.fallback(v.nullish(v.looseObject({ user: Text, comment: Text })), undefined),
});
type Authored = v.InferOutput<typeof Authored>;

export interface Author {
  /** Key of the person. */
  author: string;
  /** Key of the program that spoke in this person's name, where one did. */
  sender?: string;
}

/**
 * Null where the message names nobody. A bridge or a webhook speaks under many names with one id: each name is an author of its own.
 * @param bots the person that a bot is listed as, by the bot's id
 */
export function authorOf(
  message: Authored,
  people: Map<string, SourcePerson>,
  bots: ReadonlyMap<string, string>,
): Author | null {
  const { user, bot_id, username, bot_profile, comment } = message;
  const member = user || comment?.user;
  const bot = bot_id || bot_profile?.id;
  const isProgram = bot && (message.subtype === "bot_message" || !member);
  if (member && !isProgram) return { author: addMember(message, member, people) };
  if (!bot) return username ? { author: addPerson(people, slackKey(`bot-${username}`), username, username) } : null;
  const listed = member ? addMember(message, member, people) : bots.get(bot);
  const sender = listed ?? slackKey(bot);
  const own = listed === undefined ? bot_profile?.name : people.get(listed)?.name;
  if (username && !(own && isSameName(username, own)))
    return { author: addPerson(people, `${sender}/${username}`.slice(0, 190), username, username), sender };
  return { author: listed ?? addPerson(people, sender, own, own, `Unknown (${bot})`) };
}

const isSameName = (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase();

function addMember({ user_profile: profile }: Authored, user: string, people: Map<string, SourcePerson>): string {
  const known = user === "USLACKBOT" ? "Slackbot" : undefined;
  const [handle, name] = [profile?.display_name || profile?.name || known, profile?.real_name || known];
  return addPerson(people, slackKey(user), handle, name, `Unknown (${user})`);
}
