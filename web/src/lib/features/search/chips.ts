/** The filters of a query as chips, and the query without one of them. Pure, but for the words of the page. */
import { t } from "#texts/search";
import type { Member, MyChannel } from "../../../../../protocol/index.ts";
import type { Refusal } from "../../../../../protocol/refusals.ts";
import { HAS } from "../../../../../protocol/search/indexed.ts";
import {
  asksForSomething,
  IS,
  parseQuery,
  type FilterName,
  type QueryPart,
} from "../../../../../protocol/search/query.ts";
import { spanOf } from "../../../../../protocol/search/days.ts";
import { fold } from "../../base/texts/matching.ts";
import { valueOf } from "./address.ts";

export type FilterPart = QueryPart & { type: "filter" };
/** What the page knows of the class. */
export interface KnownHere {
  me: Member;
  people: readonly Member[];
  channels: readonly MyChannel[];
  titleOf: (channel: MyChannel) => string;
}
export interface Chip {
  part: FilterPart;
  /** "from", in the reader's language. */
  name: string;
  /** What it asks for, as people call it. */
  value: string;
  /** Somebody's face stands in it. */
  member?: Member;
  /** It was refused. */
  isWrong: boolean;
}

const FILTER_WORDS: Record<FilterName, string> = {
  ...{ from: t.chipFrom, in: t.chipIn, before: t.chipBefore, after: t.chipAfter, on: t.chipOn },
  ...{ during: t.chipDuring, has: t.chipHas, is: t.chipIs, mentions: t.chipMentions },
};
const VALUE_WORDS: Record<string, string> = {
  ...{ code: t.hasCode, link: t.hasLink, file: t.hasFile, image: t.hasImage, poll: t.hasPoll },
  ...{ reaction: t.hasReaction, math: t.hasMath, question: t.isQuestion, unanswered: t.isUnanswered },
  ...{ pinned: t.isPinned, checkpoint: t.isCheckpoint, saved: t.isSaved, thread: t.isThread, mine: t.isMine },
  ...{ today: t.today, yesterday: t.yesterday },
};
/** What a value is called where it has a name of its own. */
export const wordsOfValue = (value: string): string | undefined => VALUE_WORDS[value.toLowerCase()];

const isFilter = (part: QueryPart): part is FilterPart => part.type === "filter";
const filtersOf = (text: string): FilterPart[] => parseQuery(text).parts.filter(isFilter);

/** @param refusal of this very query, where it was refused */
export function chipsOf(text: string, known: KnownHere, refusal: Refusal | null): Chip[] {
  const wrong = refusal && wrongFilter(text, refusal);
  return filtersOf(text)
    .filter(({ value }) => value !== "")
    .map((part) => {
      const member = memberIn(part, known);
      const chip: Chip = {
        part,
        name: FILTER_WORDS[part.name],
        value: member?.name ?? channelIn(part, known) ?? wordsOfValue(part.value) ?? part.value,
        isWrong: wrong?.from === part.from,
      };
      return member ? { ...chip, member } : chip;
    });
}

function memberIn({ name, value }: FilterPart, { me, people }: KnownHere): Member | undefined {
  if (name !== "from" && name !== "mentions" && !(name === "in" && value.startsWith("@"))) return undefined;
  const called = fold(value.replace(/^@/u, ""));
  if (called === "me" && name !== "in") return me;
  return people.find(({ handle }) => fold(handle) === called) ?? people.find((each) => fold(each.name) === called);
}

function channelIn({ name, value }: FilterPart, { channels, titleOf }: KnownHere): string | undefined {
  if (name !== "in") return undefined;
  const called = fold(value.replace(/^#/u, ""));
  const channel = channels.find((each) => each.name !== "" && fold(each.name) === called);
  return channel && `#${titleOf(channel)}`;
}

/** The query without that part. */
export function without(text: string, { from, to }: Pick<QueryPart, "from" | "to">): string {
  return `${text.slice(0, from).trimEnd()} ${text.slice(to).trimStart()}`.trim();
}

/** What can be asked for of it now: a filter whose value is still to be written is left out. Empty: nothing. */
export function askable(text: string): string {
  const unfinished = filtersOf(text).filter(({ value }) => /^[@#]?$/u.test(value));
  const rest = unfinished.reduceRight(without, text);
  return asksForSomething(parseQuery(rest)) ? (unfinished.length > 0 ? rest : text) : "";
}

/** Says why there is nothing to look for in it; undefined where there is. */
export function nothingIn(text: string): string | undefined {
  if (askable(text) !== "" || text.trim() === "") return undefined;
  const [unfinished] = filtersOf(text);
  return unfinished ? t.noValue({ filter: `${unfinished.name}:` }) : t.noWords;
}

/** Says that no day can fit all of its filters; undefined where one can, as far as the page knows the days. */
export function noDayIn(text: string, zone: string, now: number): string | undefined {
  let [from, to] = [-Infinity, Infinity];
  for (const { name, value, isNot } of filtersOf(text)) {
    const span = isNot ? undefined : spanOf(value, zone, now);
    if (!span) continue;
    if (name === "after") from = Math.max(from, span.to);
    else if (name === "before") to = Math.min(to, span.from);
    else if (name === "on" || name === "during") [from, to] = [Math.max(from, span.from), Math.min(to, span.to)];
  }
  return from >= to ? t.noDay : undefined;
}

/** The filter that a refusal is about, as far as it can be told from its reason. */
function wrongFilter(text: string, { reason, values }: Refusal): FilterPart | undefined {
  const filters = filtersOf(text);
  const named = (...names: FilterName[]) => filters.filter(({ name }) => names.includes(name));
  const called = (part: FilterPart) => part.value.replace(/^[@#]/u, "") === values?.["name"];
  switch (reason) {
    case "search_from":
      return named("from", "mentions").find(called);
    case "search_in":
      return named("in").find(called);
    case "search_has":
      return named("has").find(({ value }) => !HAS.some((each) => each === fold(value)));
    case "search_is":
      return named("is").find(({ value }) => !IS.some((each) => each === fold(value)));
    case "search_during":
    case "search_week":
      return named("during")[0];
    case "search_day":
      return filters.find(({ name }) => name === values?.["filter"]);
    case "search_not_day":
      return named("before", "after", "on", "during").find(({ isNot }) => isNot);
    default:
      return undefined;
  }
}

/** The query with what a refusal says would be right in place of what was wrong; undefined where it says nothing. */
export function mended(text: string, refusal: Refusal): string | undefined {
  const part = wrongFilter(text, refusal);
  if (!part || refusal.suggestion === undefined) return undefined;
  const sign = part.isNot ? "-" : "";
  return `${text.slice(0, part.from)}${sign}${part.name}:${valueOf(refusal.suggestion)}${text.slice(part.to)}`;
}
