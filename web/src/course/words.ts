/** The words of the page around what people wrote: every language that the app has is in the file. */
type Texts = Record<keyof typeof import("../../texts/en/course-file.json"), string>;
/** Put in by web/course-build.ts. */
declare const COURSE_TEXTS: Record<string, Texts>;

const FROM_RIGHT = ["ar", "fa", "he", "ur"];
const wanted = (navigator.languages.length > 0 ? navigator.languages : ["en"]).map((tag) => tag.slice(0, 2));
let language = wanted.find((tag) => Object.hasOwn(COURSE_TEXTS, tag)) ?? "en";

export const languageNow = (): string => language;
export const isFromRight = (): boolean => FROM_RIGHT.includes(language);

/** The next of the languages. */
export function turnLanguage(): void {
  const all = Object.keys(COURSE_TEXTS);
  language = all[(all.indexOf(language) + 1) % all.length] ?? "en";
}

export function say(key: keyof Texts, values: Record<string, string | number> = {}): string {
  const text = COURSE_TEXTS[language]?.[key] ?? COURSE_TEXTS["en"]?.[key] ?? key;
  return text.replace(/\{(\w+)\}/gu, (_, name: string) => {
    const value = values[name];
    return typeof value === "number" ? value.toLocaleString(language) : (value ?? "");
  });
}

export const clockTime = (at: number): string => new Date(at).toLocaleTimeString(language, { timeStyle: "short" });
export const dayOf = (at: number): string => new Date(at).toLocaleDateString(language, { dateStyle: "full" });
export const exactly = (at: number): string =>
  new Date(at).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
