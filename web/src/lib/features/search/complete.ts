/** What stands at the caret can be completed to while it is typed. Pure: everything that is known of the class comes in. */
import { t } from "#texts/search";
import type { Member, MyChannel } from "../../../../../protocol/index.ts";
import { HAS } from "../../../../../protocol/search/indexed.ts";
import { IS, parseQuery, type FilterName, type QueryPart } from "../../../../../protocol/search/query.ts";
import { foldWord, wordsIn } from "../../../../../protocol/search/words.ts";
import { fitOf, fold } from "../../base/texts/matching.ts";
import { valueOf } from "./address.ts";
import { wordsOfValue, type FilterPart, type KnownHere } from "./chips.ts";

export interface Offer {
  key: string;
  /** As it stands in the query. */
  insert: string;
  label: string;
  /** Quieter, beside it. */
  more: string;
  member?: Member;
  channel?: MyChannel;
  /** A search of before: it takes the place of the whole text. */
  isRecent?: true;
}
/** What is offered at the caret, and what of the text it would replace. */
export interface Offers {
  from: number;
  to: number;
  offers: Offer[];
  /** The first is what Enter chooses: a value was begun, and what stands there is none by itself. */
  isChosen: boolean;
}
export interface KnownToComplete extends KnownHere {
  /** Ms: now, and when the class began. */
  now: number;
  begun: number;
  /** What I searched for lately, the last first. */
  recent: readonly string[];
  /** Words that go on like the one at the caret and stand where I may read, folded, the most frequent first. */
  words: readonly string[];
  /** Names of checkpoints where I may read, as they are written behind `during:`, the newest first. */
  checkpoints: readonly string[];
}

const SHOWN = 8;
const DAYS = new Set<FilterName>(["before", "after", "on", "during"]);
const DAY_MS = 86_400_000;
/** What each filter is for, in the order in which people are told. */
export const FILTER_HELP: readonly { name: FilterName; example: string; says: string }[] = [
  { name: "from", example: "from:me", says: t.helpFrom },
  { name: "in", example: "in:#general", says: t.helpIn },
  { name: "has", example: "has:code", says: t.helpHas },
  { name: "is", example: "is:unanswered", says: t.helpIs },
  { name: "during", example: "during:week-1", says: t.helpDuring },
  { name: "after", example: "after:yesterday", says: t.helpAfter },
  { name: "before", example: "before:today", says: t.helpBefore },
  { name: "on", example: "on:yesterday", says: t.helpOn },
  { name: "mentions", example: "mentions:me", says: t.helpMentions },
];

/** @returns null where nothing can be completed */
export function offersAt(text: string, caret: number, known: KnownToComplete): Offers | null {
  const part = parseQuery(text).parts.find(({ from, to }) => from < caret && caret <= to);
  if (!part) return null;
  const { from, to, isNot } = part;
  const sign = isNot ? "-" : "";
  if (part.type === "filter") {
    if (text.slice(from, to).endsWith('"') && part.value !== "") return null;
    const offers = valuesFor(part, known).map((offer) => ({ ...offer, insert: `${sign}${offer.insert} ` }));
    const isDone = offers.some(({ insert }) => insert.trim() === text.slice(from, to));
    return isDone || offers.length === 0 ? null : { from, to, offers, isChosen: part.value !== "" };
  }
  if (part.type !== "words" || caret !== to) return null;
  const offers = suggestionsFor(text, part, known);
  return offers.length > 0 ? { from, to, offers, isChosen: false } : null;
}

/** The word at the caret, folded, where it is one that may go on; undefined where it is none, or a filter. */
export function wordAt(text: string, caret: number): string | undefined {
  const part = parseQuery(text).parts.find(({ from, to }) => from < caret && caret === to);
  if (part?.type !== "words" || /^[@#]/u.test(part.text)) return undefined;
  const [word, ...more] = wordsIn(part.text);
  return word && more.length === 0 && !word.letters ? word.term : undefined;
}

/** Is it the value of `during:` that stands at the caret? */
export const isDuringAt = (text: string, caret: number): boolean =>
  parseQuery(text).parts.some(
    (part) => part.type === "filter" && part.name === "during" && part.from < caret && caret <= part.to,
  );

/** Of each kind, beside words. */
const SUGGESTED = 2;
const SUGGESTED_WORDS = 4;
/** One letter begins too many names. */
const NAME_MIN = 2;

/** Searches of before, filters, channels, people, and words: these come last, since they are asked for and come later. */
function suggestionsFor(text: string, part: QueryPart & { type: "words" }, known: KnownToComplete): Offer[] {
  const sign = part.isNot ? "-" : "";
  const typed = part.text.toLowerCase();
  const written = foldWord(text.trim());
  const recent = known.recent
    .filter((query) => foldWord(query).startsWith(written) && foldWord(query.trim()) !== written)
    .slice(0, SUGGESTED)
    .map((query): Offer => ({
      key: `recent ${query}`,
      insert: query,
      label: query,
      more: t.suggestedRecent,
      isRecent: true,
    }));
  const filters = FILTER_HELP.filter(({ name }) => typed.length > 1 && name.startsWith(typed))
    // Days cannot be left out.
    .filter(({ name }) => !part.isNot || !DAYS.has(name))
    .map(({ name, says }) => ({ key: name, insert: `${sign}${name}:`, label: `${name}:`, more: says }));
  const isName = [...part.text.replace(/^[@#]/u, "")].length >= NAME_MIN;
  const begun = wordAt(text, part.to);
  const words = known.words
    .filter((word) => begun !== undefined && word !== begun && word.startsWith(begun))
    .slice(0, SUGGESTED_WORDS)
    .map((word): Offer => ({ key: `word ${word}`, insert: `${sign}${word} `, label: word, more: "" }));
  const named = isName ? [...channelsCalled(part.text, known), ...peopleCalled(part.text, known)] : [];
  const signed = named.map((offer) => ({ ...offer, insert: `${sign}${offer.insert} ` }));
  return [...recent, ...filters, ...signed, ...words];
}

/** Those whose name, or a word of it, begins so. */
const BEGINS = 3;
function channelsCalled(value: string, known: KnownToComplete): Offer[] {
  if (value.startsWith("@")) return [];
  return channels(value, known, BEGINS)
    .slice(0, SUGGESTED)
    .map((offer) => ({ ...offer, more: t.suggestedChannel }));
}
function peopleCalled(value: string, known: KnownToComplete): Offer[] {
  if (value.startsWith("#")) return [];
  return people("from", value, known, BEGINS)
    .slice(0, SUGGESTED)
    .map((offer) => ({ ...offer, more: t.suggestedPerson({ handle: offer.member?.handle ?? "" }) }));
}

function valuesFor(part: FilterPart, known: KnownToComplete): Offer[] {
  const { name, value } = part;
  switch (name) {
    case "from":
    case "mentions":
      return [...meOf(name, value, known), ...people(name, value, known)].slice(0, SHOWN);
    case "in":
      return places(value, known).slice(0, SHOWN);
    case "has":
      return simple(name, value, HAS);
    case "is":
      return simple(name, value, IS);
    case "during":
      return spans(value, known);
    default:
      return simple(name, value, ["today", "yesterday", ...months(known)]);
  }
}

const simple = (name: FilterName, value: string, possible: readonly string[]): Offer[] =>
  possible
    .filter((each) => each.startsWith(fold(value)))
    .slice(0, SHOWN)
    .map((each) => ({ key: each, insert: `${name}:${each}`, label: each, more: wordsOfValue(each) ?? "" }));

/** Weeks that are offered before checkpoints: this one and the last. */
const NEAR_WEEKS = 2;
/** What a week is called anybody knows who saw one; a checkpoint is found by each word of its name. */
function spans(value: string, known: KnownToComplete): Offer[] {
  const begun = fold(value);
  const [all, checkpoints] = [weeks(known), new Set(known.checkpoints)];
  const fits = (each: string) => each.startsWith(begun) || (checkpoints.has(each) && each.includes(`-${begun}`));
  const near = ["today", "yesterday", ...all.slice(0, NEAR_WEEKS)];
  return [...new Set([...near, ...known.checkpoints, ...all.slice(NEAR_WEEKS), ...months(known)])]
    .filter(fits)
    .slice(0, SHOWN)
    .map((each) => ({
      key: each,
      insert: `during:${each}`,
      label: each,
      more: checkpoints.has(each) ? t.isCheckpoint : (wordsOfValue(each) ?? ""),
    }));
}

function meOf(name: FilterName, value: string, { me }: KnownToComplete): Offer[] {
  const isAsked = "me".startsWith(fold(value.replace(/^@/u, "")));
  return isAsked ? [{ key: "me", insert: `${name}:me`, label: "me", more: t.me, member: me }] : [];
}

/** @param least how well they have to fit: `fitOf` */
function people(name: FilterName, value: string, { people: all, me }: KnownToComplete, least = 2): Offer[] {
  return all
    .filter(({ id }) => id !== me.id)
    .map((member) => ({ member, fit: Math.max(fitOf(value, member.handle), fitOf(value, member.name)) }))
    .filter(({ fit }) => fit >= least)
    .sort((a, b) => b.fit - a.fit || (a.member.name < b.member.name ? -1 : 1))
    .map(({ member }) => ({
      key: member.id,
      insert: `${name}:${name === "in" ? "@" : ""}${member.handle}`,
      label: member.name,
      more: `@${member.handle}`,
      member,
    }));
}

function channels(value: string, known: KnownToComplete, least = 2): (Offer & { channel: MyChannel })[] {
  return known.channels
    .filter(({ name, kind }) => name !== "" && kind !== "thread")
    .map((channel) => ({ channel, fit: fitOf(value, channel.name) }))
    .filter(({ fit }) => fit >= least)
    .sort((a, b) => b.fit - a.fit || b.channel.lastAt - a.channel.lastAt)
    .map(({ channel }) => ({
      key: channel.id,
      insert: `in:#${valueOf(channel.name)}`,
      label: channel.name,
      more: channel.topic,
      channel,
    }));
}

function places(value: string, known: KnownToComplete): Offer[] {
  const called = value.startsWith("@") ? [] : channels(value, known);
  if (value.startsWith("#")) return called;
  const withDirect = new Set(known.channels.flatMap(({ kind, members }) => (kind === "dm" ? (members ?? []) : [])));
  const direct = { ...known, people: known.people.filter(({ id }) => withDirect.has(id)) };
  return [...called.slice(0, SHOWN - 2), ...people("in", value, direct)];
}

/** `week-3`, `week-2`, `week-1`: weeks of the class begin on Monday, and the first is that in which it began. */
function weeks({ now, begun }: KnownToComplete): string[] {
  const mondayOf = (at: number) => {
    const day = new Date(at);
    day.setHours(12, 0, 0, 0);
    return day.getTime() - ((day.getDay() + 6) % 7) * DAY_MS;
  };
  const count = Math.max(1, Math.round((mondayOf(now) - mondayOf(begun)) / (7 * DAY_MS)) + 1);
  return Array.from({ length: Math.min(count, 60) }, (_, ago) => `week-${count - ago}`);
}

function months({ now }: KnownToComplete): string[] {
  const monthOf = (ago: number) => {
    const day = new Date(now);
    day.setDate(1);
    day.setMonth(day.getMonth() - ago);
    return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}`;
  };
  return [0, 1].map(monthOf);
}
