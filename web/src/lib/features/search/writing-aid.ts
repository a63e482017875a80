/** When a question is being written, those of before that are like it are shown: fetched with the first draft that looks like one. */
import { fold } from "../../base/texts/matching.ts";
import type { Feature, WritingAid } from "../../conversation/feature.ts";

/** A word, and a question mark behind it, of whatever script. */
const ASKS = /[\p{L}\p{N})\]`'"’”][?？؟](?:$|[\s)\]"'’”*_])/u;
/** A channel of questions: there, what is written is one, whether it says so or not. */
const HELP =
  /(?:^|[^\p{L}])(?:help|questions?|q-?(?:and|&|n)?-?a|ask|homework|hw|support|مساعدة|اسيل[ةه]|اسئل[ةه]|سؤال|سوال)(?:$|[^\p{L}])/u;
const WORDS_MIN = 3;

/** Not among few: what was asked in the class is not their concern, and who asks a friend wants the friend. */
const isOpen = (kind: string) => kind !== "dm" && kind !== "group";

const aid: WritingAid = {
  isFor: (text, { kind, name }) =>
    isOpen(kind) &&
    !text.startsWith("/") &&
    (ASKS.test(text) || (HELP.test(fold(name)) && text.trim().split(/\s+/u).length >= WORDS_MIN)),
  load: () => import("./SimilarQuestions.svelte").then((part) => part.default),
};
export const similarQuestions: Feature = { writingAid: aid };
