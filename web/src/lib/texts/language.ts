/**
 * Which language the app speaks: the one that was chosen on this device, or the first of the browser's that it knows, or English.
 * It is decided once, before anything is drawn; another choice takes a reload.
 */
import { LANGUAGES } from "#texts/languages";

const KEY = "place.language";
const FROM_RIGHT = new Set(["ar", "fa", "he", "ur"]);

/** Each by its own name. */
export const LANGUAGE_NAMES: Readonly<Record<string, string>> = { en: "English", ar: "العربية" };

const spoken = (tag: string): string => tag.toLowerCase().split("-")[0] ?? "";
const isKnown = (tag: string): boolean => tag === "en" || Object.hasOwn(LANGUAGES, tag);

/** What was chosen; null: the browser's. */
export function chosenLanguage(): string | null {
  try {
    const chosen = localStorage.getItem(KEY);
    return chosen !== null && isKnown(chosen) ? chosen : null;
  } catch {
    return null;
  }
}

/** Takes effect with a reload, which this does. `language` null: the browser's again. */
export function chooseLanguage(language: string | null): void {
  if (language === null) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, language);
  location.reload();
}

const wanted = typeof document === "undefined" ? [] : (navigator.languages ?? []);
/** A language tag of two letters. */
export const language: string = chosenLanguage() ?? wanted.map(spoken).find(isKnown) ?? "en";
/** For dates and numbers: the reader's own region where it speaks this language. */
export const locale: string | undefined =
  typeof document === "undefined" ? undefined : (wanted.find((tag) => spoken(tag) === language) ?? language);

const other = await LANGUAGES[language]?.().then(
  (loaded) => loaded.default,
  // English is here; the rest of the app is worth more than its language.
  () => undefined,
);

if (typeof document !== "undefined") {
  document.documentElement.lang = language;
  document.documentElement.dir = FROM_RIGHT.has(language) ? "rtl" : "ltr";
}

/** An area's texts in the reader's language; what it lacks is in English. */
export function inLanguage<T extends Record<string, unknown>>(area: string, english: T): T {
  const theirs = other?.[area];
  return theirs === undefined ? english : { ...english, ...theirs };
}
