/** A refusal's sentence in the reader's language. */
import type { t } from "#texts/refusals";
import type { Refusal } from "../../../../../protocol/refusals.ts";
import { inLanguage, locale } from "./language.ts";

// English comes with the refusal, so that none of it is fetched here: only another language's file brings sentences.
const theirs = inLanguage<Partial<typeof t>>("refusals", {});

/** Of PLACE's, or of what it stands on: each is a line of the log. */
const isFault = (code: Refusal["code"]) => code === "unavailable" || code === "internal";

/** The words of the catalog for the reason, or else for the code; undefined in English, and where the catalog is older than the server. */
function theirWords({ code, reason, values = {} }: Refusal): { words: string; isExact: boolean } | undefined {
  const own =
    reason === undefined ? undefined : (theirs as Record<string, string | ((values: object) => string)>)[reason];
  if (own !== undefined) return { words: typeof own === "string" ? own : own(values), isExact: true };
  const general = theirs[code];
  return general === undefined ? undefined : { words: general, isExact: false };
}

/**
 * In English the sentence of who refused; in another language that of its reason, or what its code says and how long to wait.
 */
export function sentenceOf(refusal: Refusal): string {
  const { code, trace } = refusal;
  // What is a fault of PLACE's can be shown to whoever runs it: by this mark it stands in the log.
  const mark = isFault(code) && trace ? ` \u2068[${trace}]\u2069` : "";
  const theirOwn = theirWords(refusal);
  if (theirOwn === undefined) return refusal.sentence + mark;
  const { words, isExact } = theirOwn;
  if (mark !== "") return words + mark;
  const wait = isExact ? null : waitOf(refusal);
  return wait === null || !theirs.goesOn ? words : `${words} ${theirs.goesOn({ when: inWords(wait) })}`;
}

/** The same refusal, saying it in the reader's language. */
export function inReadersLanguage(refusal: Refusal): Refusal {
  return { ...refusal, sentence: sentenceOf(refusal) };
}

/** Seconds; null where there is nothing to wait for, or the app tries again by itself. */
function waitOf({ code, retryAfter }: Refusal): number | null {
  return retryAfter === undefined || isFault(code) ? null : Math.ceil(retryAfter / 1000);
}

function inWords(seconds: number): string {
  const format = new Intl.RelativeTimeFormat(locale);
  if (seconds < 90) return format.format(seconds, "second");
  if (seconds < 90 * 60) return format.format(Math.ceil(seconds / 60), "minute");
  return format.format(Math.ceil(seconds / 3600), "hour");
}
