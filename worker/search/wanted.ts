/**
 * A query with everything in it resolved: who is meant by `from:ada`, when `during:week-6` was, what else a word is found by. From here
 * on it is what FTS5 is asked (match.ts), and what is marked. What makes no sense is refused with what would.
 */
import { because, type Reason, type Values } from "../../protocol/reasons.ts";
import { distance } from "../../protocol/search/distance.ts";
import { spanOf, weekAt, weekOf, type Span } from "../../protocol/search/days.ts";
import { HAS, tokens, type Has } from "../../protocol/search/indexed.ts";
import {
  asksForSomething,
  IS,
  parseQuery,
  type FilterName,
  type Is,
  type QueryPart,
} from "../../protocol/search/query.ts";
import { foldWord, wordsIn } from "../../protocol/search/words.ts";
import { Refused } from "../refused.ts";
import type { NamedPerson, ReadableChannel } from "../store/readable-channels.ts";
import { addSameOfPhrases, clausesOf, distinct, longest, type Clause, type SameWords } from "./clauses.ts";
import { minuteOf } from "../../protocol/search/index-rows.ts";

/** Everything that is looked for. */
export interface Wanted {
  /** Each has to be found. */
  must: Clause[];
  /** None may be found. */
  not: Clause[];
  /** Of each group of tokens one. */
  tokens: string[][];
  notTokens: string[];
  /** The channels that may be read and are asked for: their numbers. */
  homes: number[];
  /** Minutes, as the index has them: from the first up to, not including, the second. */
  from: number;
  to: number;
  /** Only what the asker saved, or nothing of it. */
  saved: boolean | null;
  /** Only what nobody answered. */
  unanswered: boolean;
}

/** Who asks, and what they may know. Looked up only where a filter needs it. */
export interface Asker {
  id: string;
  handleKey: string;
  zone: string;
  now: number;
  channels: readonly ReadableChannel[];
  /** The class began: ms since 1970. */
  begun: number;
  person(handle: string): Promise<NamedPerson | undefined>;
  people(): Promise<NamedPerson[]>;
  /** That member, and the imported people whom they were found to be. */
  same(memberId: string): Promise<{ id: string; handleKey: string }[]>;
  checkpoints(channelNos: readonly number[]): Promise<{ channelNo: number; at: number; name: string }[]>;
  synonyms: SameWords;
}

/** Of a text that is pasted whole so many words are looked for: the longest. */
const CLAUSES_MAX = 24;
const FOREVER = 2 ** 25 - 1;

/** @throws Refused `invalid` with what would be right, where nothing can be looked for */
export async function wantedOf(text: string, asker: Asker): Promise<Wanted> {
  const query = parseQuery(text);
  if (!asksForSomething(query)) throw new Refused("invalid", { ...because("search_no_words"), field: "q" });
  const wanted: Wanted = {
    ...{ must: [], not: [], tokens: [], notTokens: [], saved: null, unanswered: false },
    ...{ homes: asker.channels.map(({ no }) => no), from: 0, to: FOREVER },
  };
  /** Words that follow each other, and what each is looked for by. */
  let run: { term: string; clause: Clause }[] = [];
  for (const [i, part] of query.parts.entries()) {
    if (part.type === "filter") await addFilter(wanted, part, asker);
    else {
      const isLast = query.isTyping && i === query.parts.length - 1 && !part.isNot;
      const clauses = clausesOf(part, isLast, asker.synonyms);
      (part.isNot ? wanted.not : wanted.must).push(...clauses);
      const [word, ...more] = wordsIn(part.text);
      const [clause] = clauses;
      if (part.type === "words" && !part.isNot && word && clause && more.length === 0) {
        run.push({ term: word.term, clause });
        continue;
      }
    }
    addSameOfPhrases(run, asker.synonyms);
    run = [];
  }
  addSameOfPhrases(run, asker.synonyms);
  wanted.must = longest(distinct(wanted.must), CLAUSES_MAX);
  return wanted;
}

// ── filters ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function wrong(reason: Reason, values?: Values, suggestion?: string): Refused {
  return new Refused("invalid", {
    ...because(reason, values),
    field: "q",
    ...(suggestion !== undefined && { suggestion }),
  });
}

async function addFilter(wanted: Wanted, part: QueryPart & { type: "filter" }, asker: Asker): Promise<void> {
  const { name, isNot } = part;
  const value = part.value.trim();
  const need = (group: string[]) => void (isNot ? wanted.notTokens.push(...group) : wanted.tokens.push(group));
  if ((name === "from" || name === "mentions" || name === "in") && /^[@#]?$/u.test(value))
    throw wrong("search_unnamed", { filter: name });
  switch (name) {
    case "from":
      return need(await authorsOf(await peopleCalled(value, asker), asker));
    case "mentions":
      return need(await mentionsOf(value, asker));
    case "in":
      return addHomes(wanted, await channelsCalled(value, asker), isNot);
    case "has":
      return need([tokens.has(oneOf<Has>(value, HAS, "search_has", imageAlias))]);
    case "is": {
      const what = oneOf<Is>(value, IS, "search_is");
      return what === "mine" ? need(await authorsOf([asker], asker)) : addIs(wanted, what, isNot);
    }
    default:
      if (isNot) throw wrong("search_not_day");
      return addDays(wanted, name, value, asker);
  }
}

const imageAlias: Record<string, Has> = {
  picture: "image",
  images: "image",
  links: "link",
  files: "file",
  reactions: "reaction",
  polls: "poll",
};
function oneOf<T extends string>(
  value: string,
  possible: readonly T[],
  reason: Reason,
  alias: Record<string, T> = {},
): T {
  const folded = foldWord(value);
  const found = possible.find((each) => each === folded) ?? alias[folded];
  if (found) return found;
  const begins = folded === "" ? undefined : possible.find((each) => folded.startsWith(each));
  throw wrong(reason, { possible: possible.join(", ") }, begins ?? nearestTo(folded, possible));
}

function addIs(wanted: Wanted, what: Exclude<Is, "mine">, isNot: boolean): void {
  const need = (token: string) => void (isNot ? wanted.notTokens.push(token) : wanted.tokens.push([token]));
  if (what === "saved") wanted.saved = !isNot;
  else if (what === "pinned") need(tokens.pinned);
  else if (what === "checkpoint") need(tokens.checkpoint);
  else if (what === "thread") need(tokens.inThread);
  else if (what === "question" || isNot) need(what === "question" ? tokens.question : tokens.answered);
  else {
    wanted.tokens.push([tokens.question]);
    wanted.notTokens.push(tokens.answered);
    wanted.unanswered = true;
  }
}

type Called = Pick<NamedPerson, "id" | "claimedBy">;

/** With the imported people whom they were found to be, by whichever of their names they are called. */
async function authorsOf(called: Called[], asker: Asker): Promise<string[]> {
  const all = await Promise.all(called.map(({ id, claimedBy }) => asker.same(claimedBy ?? id)));
  return [...new Set(all.flat().map(({ id }) => tokens.author(id)))];
}

async function peopleCalled(value: string, { id, person, people }: Asker): Promise<Called[]> {
  const handle = value.replace(/^@/u, "");
  if (handle.toLowerCase() === "me") return [{ id }];
  const found = await person(handle);
  if (found) return [found];
  const all = await people();
  const named = all.filter(({ name }) => foldWord(name) === foldWord(handle));
  if (named.length > 0) return named;
  throw wrong("search_from", { name: handle }, nearestPerson(handle, all));
}

async function mentionsOf(value: string, asker: Asker): Promise<string[]> {
  const handle = value.replace(/^@/u, "");
  const isMe = handle.toLowerCase() === "me";
  const found: Called | undefined = isMe ? asker : await asker.person(handle);
  if (!found) throw wrong("search_from", { name: handle }, nearestPerson(handle, await asker.people()) ?? "me");
  const same = await asker.same(found.claimedBy ?? found.id);
  return same.map(({ handleKey }) => tokens.mentions(handleKey));
}

/** The handle of whoever's handle, name or a word of it is nearest. */
function nearestPerson(called: string, all: readonly NamedPerson[]): string | undefined {
  const names = all.flatMap(({ handle, name }) =>
    [handle, name, ...name.split(/\s+/u)].map((each) => ({ each, handle })),
  );
  const nearest = nearestTo(
    called,
    names.map(({ each }) => each),
  );
  return nearest === undefined ? undefined : names.find(({ each }) => each === nearest)?.handle;
}

/** A channel by its name, or the direct message with somebody; `@ada` is a person, `#ada` a channel, `ada` a channel before a person. */
async function channelsCalled(value: string, asker: Asker): Promise<ReadableChannel[]> {
  const name = value.replace(/^[#@]/u, "");
  const byName = value.startsWith("@")
    ? []
    : asker.channels.filter((channel) => channel.name !== null && foldWord(channel.name) === foldWord(name));
  if (byName.length > 0) return byName;
  const other = await asker.person(name);
  const key = other && [other.id, asker.id].sort().join(" ");
  const direct = asker.channels.filter(({ directKey }) => key !== undefined && directKey === key);
  if (direct.length > 0 && !value.startsWith("#")) return direct;
  // Of other people's channels not even the names are compared.
  const nearest = nearestTo(
    name,
    asker.channels.flatMap((channel) => channel.name ?? []),
  );
  // `#ada` where Ada is a person that one talks to.
  throw wrong("search_in", { name }, nearest ?? (direct.length > 0 && other ? `@${other.handle}` : undefined));
}

function addHomes(wanted: Wanted, channels: readonly ReadableChannel[], isNot: boolean): void {
  const nos = new Set(channels.map(({ no }) => no));
  wanted.homes = wanted.homes.filter((no) => nos.has(no) !== isNot);
}

const DAY_FILTERS: Partial<Record<FilterName, (span: Span) => Partial<Span>>> = {
  before: ({ from }) => ({ to: from }),
  after: ({ to }) => ({ from: to }),
  on: (span) => span,
  during: (span) => span,
};
async function addDays(wanted: Wanted, name: FilterName, value: string, asker: Asker): Promise<void> {
  const span = (name === "during" ? await namedSpan(value, asker) : undefined) ?? spanOf(value, asker.zone, asker.now);
  if (!span)
    throw name === "during"
      ? wrong("search_during", undefined, nearestTo(slug(value), await checkpointNames(asker)))
      : wrong("search_day", { filter: name });
  const { from, to } = DAY_FILTERS[name]?.(span) ?? {};
  if (from !== undefined) wanted.from = Math.max(wanted.from, minuteOf(from));
  if (to !== undefined) wanted.to = Math.min(wanted.to, minuteOf(to));
}

/** A name as it is written behind `during:`. */
const slug = (text: string): string =>
  wordsIn(text)
    .map(({ term }) => term)
    .join("-");
const checkpointNames = async ({ channels, checkpoints }: Asker): Promise<string[]> =>
  (await checkpoints(channels.map(({ no }) => no))).map(({ name }) => slug(name));

/** A checkpoint lasts until the next one of its channel. */
async function namedSpan(value: string, { channels, checkpoints, begun, zone, now }: Asker): Promise<Span | undefined> {
  const joined = (text: string) => slug(text).replaceAll("-", "");
  const wanted = joined(value);
  if (wanted === "" || /^\d{4}/u.test(value)) return undefined;
  const all = await checkpoints(channels.map(({ no }) => no));
  const at = all.findIndex(({ name }) => joined(name) === wanted);
  const [start, next] = [all[at], all[at + 1]];
  if (start) return { from: start.at, to: next?.channelNo === start.channelNo ? next.at : now + 60_000 };
  const week = /^week(\d{1,3})$/u.exec(wanted);
  if (!week) return undefined;
  const span = weekOf(Number(week[1]), begun, zone);
  const latest = weekAt(now, begun, zone);
  if (span.from > now) throw wrong("search_week", { week: latest }, `week-${latest}`);
  return span;
}

/** The name that begins like this one, or differs from it by one or two letters. */
function nearestTo(name: string, all: readonly string[]): string | undefined {
  const folded = foldWord(name);
  if (folded === "") return undefined;
  const begins = all.find((each) => foldWord(each).startsWith(folded));
  if (begins !== undefined) return begins;
  const far = all
    .map((each) => ({ each, by: distance(folded, foldWord(each)) }))
    .filter(({ by }) => by <= (folded.length > 4 ? 2 : 1));
  return far.sort((a, b) => a.by - b.by)[0]?.each;
}
