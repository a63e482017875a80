/**
 * While somebody types: what their last word may become. Only people of the class, their own channels, and words that they may read. Each
 * key asks, so that each reads few rows: names are looked through only where the sign of a filter says that one is meant.
 */
import type { Suggestions } from "../../protocol/search/contract.ts";
import { foldWord, wordsIn } from "../../protocol/search/words.ts";
import type { Permit } from "../store/permit.ts";
import { peopleBeginning, peopleOf, readableChannels, type NamedPerson } from "../store/readable-channels.ts";
import { wordsToOffer } from "./dictionary.ts";
import { inIndex } from "./hits.ts";

/** Of people and channels. */
const SUGGESTED = 6;
/** Words, and those that are looked at for some which stand where the asker may read. */
const WORDS = { most: 5, lookedAt: 8 };
/** Of people by handle alone, beside words. */
const BESIDE_WORDS = 4;
const SIGN = /^-?(?:([a-z]+):)?"?([@#])?/iu;

/**
 * @param homes the numbers of the channels that they may read
 * @param text what is typed so far
 * @returns for `in:` and `#` channels; for `from:`, `mentions:` and `@` people, by handle and name; else words, and people by their handle
 * @throws Refused `unavailable` where the index is away
 */
export async function suggest(
  d1: D1Database,
  search: D1Database,
  me: Permit<"readWorkspace">,
  homes: readonly number[],
  text: string,
): Promise<Suggestions> {
  const nothing: Suggestions = { words: [], people: [], channels: [] };
  const last = /\S*$/u.exec(text)?.[0] ?? "";
  const [, name, sign] = SIGN.exec(last) ?? [];
  const filter = name?.toLowerCase();
  const begun = foldWord(last.replace(SIGN, ""));
  if (begun === "") return nothing;
  if (sign === "#" || (filter === "in" && sign === undefined))
    return { ...nothing, channels: await channelsBeginning(d1, me, begun) };
  if (sign === "@" || filter === "from" || filter === "mentions")
    return { ...nothing, people: await peopleNamed(d1, me, begun) };
  // What stands around the word, as in `(recur` and `$0`, is no part of it: the dictionary, which keeps no places, refuses a text of parts.
  const [word, another] = filter === undefined ? wordsIn(last) : [];
  const term = another === undefined ? word?.term : undefined;
  const offered = async (begins: string) => inIndex(() => wordsToOffer(search, begins, homes, WORDS));
  const [people, words] = await Promise.all([
    peopleBeginning(d1, me, begun, BESIDE_WORDS),
    term === undefined || homes.length === 0 ? [] : offered(term),
  ]);
  return { ...nothing, people, words };
}

const beginsWith = (name: string, begun: string) => {
  const folded = foldWord(name);
  return folded.startsWith(begun) || folded.split(/[\s._-]+/u).some((part) => part.startsWith(begun));
};

async function channelsBeginning(d1: D1Database, me: Permit<"readWorkspace">, begun: string): Promise<string[]> {
  const mine = await readableChannels(d1, me);
  return mine
    .filter(({ name }) => name !== null && beginsWith(name, begun))
    .slice(0, SUGGESTED)
    .map(({ id }) => id);
}

async function peopleNamed(d1: D1Database, me: Permit<"readWorkspace">, begun: string): Promise<NamedPerson[]> {
  const all = await peopleOf(d1, me);
  return all
    .filter(({ handle, name }) => beginsWith(handle, begun) || beginsWith(name, begun))
    .slice(0, SUGGESTED)
    .map(({ id, handle, name }) => ({ id, handle, name }));
}
