/** Letters that many have no key for, and letters that are written one for the other: the same where something is looked for. */
const PLAIN: Readonly<Record<string, string>> = {
  ...{ ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ł: "l", þ: "th", ı: "i" },
  // Arabic: alef maksura and yeh, teh marbuta and heh, and the yeh and kaf of Persian.
  ...{ "\u0649": "\u064A", "\u0629": "\u0647", "\u06CC": "\u064A", "\u06A9": "\u0643" },
};
const TO_CHANGE = new RegExp(`[${Object.keys(PLAIN).join("")}]`, "gu");

/** @param folded without case and marks (fold.ts) */
export const alike = (folded: string): string => folded.replace(TO_CHANGE, (letter) => PLAIN[letter] ?? letter);
