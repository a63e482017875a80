/**
 * Which language the app speaks: the one that was chosen on this device, or the first of the browser's that it knows, or English. In a class
 * page that of the page's tag goes before them.
 * It is decided once, before anything is drawn; another choice takes a reload.
 */
import { LANGUAGES } from "#texts/languages";
import { number, plural, select } from "@messageformat/runtime";
import { StoredChoice } from "../browser/stored-choice.ts";

const stored = new StoredChoice("place.language");
const FROM_RIGHT = new Set(["ar", "fa", "he", "ur"]);

/** Each by its own name. */
export const LANGUAGE_NAMES: Readonly<Record<string, string>> = { en: "English", ar: "العربية" };

const spoken = (tag: string): string => tag.toLowerCase().split("-")[0] ?? "";
const isKnown = (tag: string): boolean => tag === "en" || Object.hasOwn(LANGUAGES, tag);

/** What was chosen; null: the browser's. */
export function chosenLanguage(): string | null {
  const chosen = stored.get();
  return chosen !== null && isKnown(chosen) ? chosen : null;
}

/** Takes effect with a reload, which this does. `language` null: the browser's again. */
export function chooseLanguage(language: string | null): void {
  stored.set(language);
  location.reload();
}

const wanted = typeof document === "undefined" ? [] : (navigator.languages ?? []);
/** Of the frame in a class page, which asks for a language of its own (web/src/widget/widget-frame.html). */
const asked = typeof document === "undefined" ? "" : spoken(document.documentElement.dataset["language"] ?? "");
const wish = isKnown(asked) ? asked : (chosenLanguage() ?? wanted.map(spoken).find(isKnown) ?? "en");
/** With the reader's own region where it speaks this language; in the digits that are also in code, links and what people write. */
const inRegion = (tag: string): string =>
  new Intl.Locale(wanted.find((each) => spoken(each) === tag) ?? tag, { numberingSystem: "latn" }).toString();
const formOf = (value: number, isOrdinal = false): string =>
  new Intl.PluralRules(wish, { type: isOrdinal ? "ordinal" : "cardinal" }).select(value);
const other = await LANGUAGES[wish]?.().then(
  (loaded) => loaded.default({ number, plural, select }, formOf, inRegion(wish)),
  // English is here; the rest of the app is worth more than its language.
  () => undefined,
);

/** A language tag of two letters. */
export const language: string = other === undefined ? "en" : wish;
/** It is written from the right. */
export const isFromRight: boolean = FROM_RIGHT.has(language);
/** For dates and numbers. */
export const locale: string | undefined = typeof document === "undefined" ? undefined : inRegion(language);

if (typeof document !== "undefined") {
  document.documentElement.lang = language;
  document.documentElement.dir = isFromRight ? "rtl" : "ltr";
}

/** An area's texts in the reader's language; what it lacks is in English. */
export function inLanguage<T extends Record<string, unknown>>(area: string, english: T): T {
  const theirs = other?.[area];
  return theirs === undefined ? english : { ...english, ...theirs };
}
