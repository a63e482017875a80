/** While somebody types: what their last word may become. Only of people of the class, of their own channels, and of what they may read. */
import type { Suggestions } from "../../protocol/search/contract.ts";
import { foldWord } from "../../protocol/search/words.ts";
import type { Permit } from "../store/permit.ts";
import { peopleOf, readableChannels } from "../store/readable-channels.ts";

/** Of each kind. */
const SUGGESTED = 6;

/** @param text what is typed so far */
export async function suggest(d1: D1Database, me: Permit<"readWorkspace">, text: string): Promise<Suggestions> {
  const last = /\S*$/u.exec(text)?.[0] ?? "";
  const begun = foldWord(last.replace(/^-?(?:[a-z]+:)?["@#]?/iu, ""));
  if (begun === "") return { words: [], people: [], channels: [] };
  const [people, channels] = await Promise.all([peopleOf(d1, me), readableChannels(d1, me)]);
  const begins = (name: string) =>
    foldWord(name)
      .split(/[\s._-]+/u)
      .some((part) => part.startsWith(begun)) || foldWord(name).startsWith(begun);
  return {
    words: [],
    people: people.filter(({ handle, name }) => begins(handle) || begins(name)).slice(0, SUGGESTED),
    channels: channels
      .filter(({ name }) => name !== null && begins(name))
      .slice(0, SUGGESTED)
      .map(({ id }) => id),
  };
}
