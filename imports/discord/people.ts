/** People of a Discord export. A webhook and a bridge speak under many names with one id: each name is an author of its own. */
import * as v from "valibot";
import { Text } from "../../protocol/foreign/entries.ts";
import type { SourcePerson } from "../history.ts";
import { addPerson } from "../people.ts";

export const DiscordId = v.pipe(v.string(), v.regex(/^\d{1,20}$/u));
export const Person = v.looseObject({
  id: DiscordId,
  name: Text,
  nickname: Text,
  discriminator: Text,
  isBot: v.fallback(v.nullish(v.boolean()), undefined),
});
export type Person = v.InferOutput<typeof Person>;

export const discordKey = (id: string) => `discord:${id}`;

export function addDiscordPerson(people: Map<string, SourcePerson>, { id, name, nickname }: Person): string {
  return addPerson(people, discordKey(id), name, nickname, name, `Unknown (${id})`);
}

/** A webhook has no number of its own behind its name; an account that is a bot has. */
const isWebhook = ({ isBot, discriminator }: Person) => isBot === true && /^0*$/u.test(discriminator ?? "x");

/**
 * The author of a message, and the id's own person where a program speaks for somebody else. Of people an id has one name for the whole
 * export: whoever changes theirs stays one person.
 */
export function discordAuthor(people: Map<string, SourcePerson>, person: Person): { author: string; sender?: string } {
  const sender = discordKey(person.id);
  const known = people.get(sender);
  const isOther = known !== undefined && person.isBot === true && known.handle !== person.name;
  if (!person.name || !(isWebhook(person) || isOther)) return { author: addDiscordPerson(people, person) };
  const key = `${sender}/${person.name}`.slice(0, 190);
  return { author: addPerson(people, key, person.name, person.nickname, person.name), sender };
}
