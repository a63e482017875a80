/** While somebody types: what their last word may become. Only people of the class, their own channels, and words that they may read. */
import type { Suggestions } from "../../protocol/search/contract.ts";
import { foldWord, wordsIn } from "../../protocol/search/words.ts";
import type { Permit } from "../store/permit.ts";
import { peopleBeginning, readableChannels } from "../store/readable-channels.ts";
import { occurring, wordsBeginning } from "./dictionary.ts";
import { inIndex } from "./hits.ts";

/** Of each kind. */
const SUGGESTED = 6;
/** Words that are looked at for those which stand where the asker may read. */
const LOOKED_AT = 12;
const FILTER = /^-?(?:([a-z]+):)?["@#]?/iu;

/**
 * @param text what is typed so far
 * @throws Refused `unavailable` where the index is away
 */
export async function suggest(
  d1: D1Database,
  search: D1Database,
  me: Permit<"readWorkspace">,
  text: string,
): Promise<Suggestions> {
  const last = /\S*$/u.exec(text)?.[0] ?? "";
  const filter = FILTER.exec(last)?.[1]?.toLowerCase();
  const begun = foldWord(last.replace(FILTER, ""));
  if (begun === "") return { words: [], people: [], channels: [] };
  const isWord = filter === undefined && wordsIn(last).length === 1;
  const [people, channels, words] = await Promise.all([
    peopleBeginning(d1, me, begun, SUGGESTED),
    readableChannels(d1, me),
    isWord ? inIndex(() => wordsBeginning(search, begun, LOOKED_AT)) : [],
  ]);
  return {
    words: await readable(
      search,
      words.filter((word) => word !== begun),
      channels.map(({ no }) => no),
    ),
    people,
    channels: channels
      .filter(({ name }) => name !== null && name !== undefined && beginsWith(name, begun))
      .slice(0, SUGGESTED)
      .map(({ id }) => id),
  };
}

const beginsWith = (name: string, begun: string) => {
  const folded = foldWord(name);
  return folded.startsWith(begun) || folded.split(/[\s._-]+/u).some((part) => part.startsWith(begun));
};

async function readable(search: D1Database, words: readonly string[], homes: readonly number[]): Promise<string[]> {
  return inIndex(() => occurring(search, words, homes, SUGGESTED));
}
