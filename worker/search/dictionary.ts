/**
 * The words that the index has, for completion and for what was misspelt. It knows the words of all channels, so that nothing of it is
 * told before it is known that the word stands where the asker may read (`occurring`).
 */
import { tokens } from "../../protocol/search/indexed.ts";

/** Words that are completed and put right: no numbers, and neither the shortest nor the longest. */
const WORD = /^\p{L}[\p{L}\p{M}\p{N}]{2,24}$/u;
/** What words of signs and of other tables look like. */
const NO_WORD = /^emoji[\da-f]{4,}$|^[\p{L}]*\d{4,}/u;
/** From so many words on it is large. */
const SMALL = 20_000;
const LARGE_EVERY_MS = 24 * 3_600_000;
/**
 * A look for new words reads a row for each word of the index: so many ms are between two looks for each word that is known, so that a
 * class of 3,000 words reads at most 20 rows a second while people type. Who misspelt a word, or knows a newer one, is worth more.
 */
export const LOOK_MS = { typing: 50, misspelt: 5 } as const;
const LOOK_LEAST_MS = 2_000;
/** In a large index, a word that stands in one message alone is mostly a typo itself. */
const MESSAGES_MIN_IN_LARGE = 2;
const PAGE = 5_000;
const BATCH = 500;

const STATE = `SELECT refreshed_at AS refreshedAt, words, endings_up_to AS endingsUpTo FROM dictionary_state WHERE k = 1`;
interface State {
  refreshedAt: number;
  words: number;
  endingsUpTo: number;
}

/**
 * Is it time to look for new words? One row read.
 * @param msPerWord of LOOK_MS
 * @throws as D1 does
 */
export async function isStale(search: D1Database, now: number, msPerWord: number): Promise<boolean> {
  const state = await search.prepare(STATE).first<State>();
  if (!state) return true;
  const every = state.words < SMALL ? Math.max(LOOK_LEAST_MS, state.words * msPerWord) : LARGE_EVERY_MS;
  return now - state.refreshedAt >= every;
}

const NEW_WORDS = `SELECT v.term AS word, v.doc AS messages FROM vocabulary v
  WHERE v.term > ?1 AND v.col = 'words' AND NOT EXISTS (SELECT 1 FROM dictionary_words w WHERE w.word = v.term) ORDER BY v.term LIMIT ${PAGE}`;
const ADD_WORDS = `INSERT OR IGNORE INTO dictionary_words (no, word, messages)
  SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]') FROM json_each(?1)`;
const ADD_FORMS = `INSERT OR REPLACE INTO dictionary_forms (rowid, forms)
  SELECT w.no, json_extract(value, '$[3]') FROM json_each(?1) JOIN dictionary_words w ON w.word = json_extract(value, '$[1]')`;

/** So many words of a dictionary that was made without endings get theirs with each look: two rows written for each. */
const ENDINGS_AT_ONCE = 5_000;
const NUMBERED = `SELECT no, word FROM dictionary_words WHERE no > CAST(?1 AS INTEGER) AND no <= CAST(?2 AS INTEGER) ORDER BY no`;

/**
 * Takes over the words that are new, the most frequent first. Safe to repeat, and to be broken off. A row read for each word of the index,
 * three written for each new one. @throws as D1 does
 */
export async function refreshDictionary(search: D1Database, now: number): Promise<void> {
  const { words: known, endingsUpTo } = (await search.prepare(STATE).first<State>()) ?? { words: 0, endingsUpTo: 0 };
  const last = (await search.prepare(`SELECT max(no) AS no FROM dictionary_words`).first<number | null>("no")) ?? 0;
  const fresh: { word: string; messages: number }[] = [];
  for (let after = ""; ;) {
    const { results } = await search.prepare(NEW_WORDS).bind(after).all<{ word: string; messages: number }>();
    fresh.push(...results.filter(({ word }) => WORD.test(word) && !NO_WORD.test(word)));
    const end = results.at(-1);
    if (!end || results.length < PAGE) break;
    after = end.word;
  }
  const kept = known + fresh.length < SMALL ? fresh : fresh.filter(({ messages }) => messages >= MESSAGES_MIN_IN_LARGE);
  kept.sort((a, b) => b.messages - a.messages);
  let no = last;
  for (let from = 0; from < kept.length; from += BATCH) {
    const rows = kept.slice(from, from + BATCH).map(({ word, messages }) => [++no, word, messages, formsOf(word)]);
    const json = JSON.stringify(rows);
    await search.batch([search.prepare(ADD_WORDS).bind(json), search.prepare(ADD_FORMS).bind(json)]);
  }
  const upTo = Math.min(last, endingsUpTo + ENDINGS_AT_ONCE);
  if (endingsUpTo < last) await addEndings(search, endingsUpTo, upTo);
  await search
    .prepare(`INSERT OR REPLACE INTO dictionary_state (k, refreshed_at, words, endings_up_to) VALUES (1, ?1, ?2, ?3)`)
    .bind(now, known + kept.length, upTo < last ? upTo : no)
    .run();
}

async function addEndings(search: D1Database, from: number, upTo: number): Promise<void> {
  const { results } = await search.prepare(NUMBERED).bind(from, upTo).all<{ no: number; word: string }>();
  for (let at = 0; at < results.length; at += BATCH) {
    const rows = results.slice(at, at + BATCH).map(({ no, word }) => [no, word, 0, formsOf(word)]);
    await search.prepare(ADD_FORMS).bind(JSON.stringify(rows)).run();
  }
}

/** A word without one of its letters, each once; and the word. */
function deletionsOf(word: string): string[] {
  const letters = [...word];
  return [...new Set([word, ...letters.map((_, at) => letters.filter((__, i) => i !== at).join(""))])];
}
/** A shorter part stands in too many words. */
export const PART_MIN = 4;
/** What the word ends in, itself left out. */
function endingsOf(word: string): string[] {
  const letters = [...word];
  return letters.slice(1, Math.max(1, letters.length - PART_MIN + 1)).map((_, i) => letters.slice(i + 1).join(""));
}
const formsOf = (word: string) =>
  [`w${word}`, ...deletionsOf(word).map((form) => `d${form}`), ...endingsOf(word).map((form) => `s${form}`)].join(" ");

const MATCHING = `SELECT w.word, f.rowid AS no FROM dictionary_forms f CROSS JOIN dictionary_words w ON w.no = f.rowid
  WHERE f.dictionary_forms MATCH ?1 ORDER BY f.rowid LIMIT CAST(?2 AS INTEGER)`;
const quoted = (text: string) => `"${text.replaceAll('"', "")}"`;
const begins = (begun: string) => `${quoted(`w${begun}`)} *`;

/** Words that begin like this, the most frequent first: two rows read for each. @param begun folded, not empty */
export async function wordsBeginning(search: D1Database, begun: string, limit: number): Promise<string[]> {
  const { results } = await search.prepare(MATCHING).bind(begins(begun), limit).all<{ word: string }>();
  return results.map(({ word }) => word);
}

/**
 * Words in whose middle or at whose end this stands, the most frequent first: two rows read for each.
 * @param part folded, of PART_MIN letters at least
 * @throws as D1 does
 */
export async function wordsContaining(search: D1Database, part: string, limit: number): Promise<string[]> {
  const { results } = await search
    .prepare(MATCHING)
    .bind(`${quoted(`s${part}`)} *`, limit)
    .all<{ word: string }>();
  return results.map(({ word }) => word);
}

/** Words that differ from this one by a letter or two, the most frequent first. @param word folded */
export async function wordsLike(search: D1Database, word: string, limit: number): Promise<string[]> {
  const forms = deletionsOf(word).map((form) => quoted(`d${form}`));
  const { results } = await search.prepare(MATCHING).bind(forms.join(" OR "), limit).all<{ word: string }>();
  return results.map(({ word: other }) => other);
}

const inHomes = (homes: readonly number[]) => `tokens : (${homes.map((no) => `"${tokens.home(no)}"`).join(" OR ")})`;
/**
 * Most words stand in one of the newest messages that have them; to ask for all the asker's channels is to begin a list for each of them. A thread
 * has a number of its own, so that what is in none of these is still asked for. Numbers between commas: as JSON they would be a row each.
 */
const NEWEST_LOOKED_AT = 2;
const OFFERED = `SELECT word, no FROM (${MATCHING}) WHERE word <> ?3 AND (
  EXISTS (SELECT 1 FROM (SELECT rowid AS place FROM found WHERE found MATCH '({words parts} : "' || word || '")' ORDER BY rowid DESC LIMIT ${NEWEST_LOOKED_AT})
    WHERE instr(?6, ',' || ((place >> 20) & 262143) || ','))
  OR EXISTS (SELECT 1 FROM found WHERE found MATCH '({words parts} : "' || word || '") AND ' || ?4)) LIMIT CAST(?5 AS INTEGER)`;

/**
 * Words that go on like this one and stand in some message of these channels, the most frequent first: three to five rows read for each that is
 * looked at, and no further ones once there are enough.
 * @param begun folded, not empty
 * @param homes not empty
 * @param most so many words are answered, of `lookedAt` of the most frequent
 * @throws as D1 does
 */
export async function wordsToOffer(
  search: D1Database,
  begun: string,
  homes: readonly number[],
  { most, lookedAt }: { most: number; lookedAt: number },
): Promise<string[]> {
  const { results } = await search
    .prepare(OFFERED)
    .bind(begins(begun), lookedAt, begun, inHomes(homes), most, `,${homes.join(",")},`)
    .all<{ word: string; no: number }>();
  return results.toSorted((a, b) => a.no - b.no).map(({ word }) => word);
}

const OCCURRING = `SELECT value AS word FROM json_each(?1)
  WHERE EXISTS (SELECT 1 FROM found WHERE found MATCH '({words parts} : "' || replace(value, '"', '') || '") AND ' || ?2) LIMIT CAST(?3 AS INTEGER)`;

/** Those of the words that stand in some message of these channels, in their order. @param homes not empty */
export async function occurring(
  search: D1Database,
  words: readonly string[],
  homes: readonly number[],
  limit = words.length,
): Promise<string[]> {
  if (words.length === 0 || homes.length === 0) return [];
  const { results } = await search
    .prepare(OCCURRING)
    .bind(JSON.stringify(words), inHomes(homes), limit)
    .all<{ word: string }>();
  return results.map(({ word }) => word);
}
