/** Characters that leave no mark: in a name they are kept where they shape what is seen, and nowhere else. */

const UNSEEN = /\p{Default_Ignorable_Code_Point}/u;
/** The sign that joins or cuts consonants in the scripts of India and around it. */
const VIRAMA = /[\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D4D\u0DCA\u1039\u17D2]$/u;
/** Arabic letters that join to the next one: a non-joiner behind another is not seen (as CONTEXTJ of RFC 5892 has it). */
const JOINS_ON =
  /[\p{sc=Arab}\p{sc=Syrc}](?<![\u0621-\u0625\u0627\u0629\u062F-\u0632\u0648\u0671-\u0673\u0675-\u0677\u0688-\u0699\u06C0-\u06CB\u06CD\u06CF\u06D2\u06D3\u06D5\u06EE\u06EF])\p{M}*$/u;
const JOINER = "\u200D";

/** Without them two names that look the same are the same: no zero-width sign, filler or direction mark tells them apart. */
export function withoutUnseen(text: string): string {
  let seen = "";
  const letters = [...text];
  for (const [at, letter] of letters.entries())
    if (!UNSEEN.test(letter) || shapes(letter, seen, letters[at + 1] ?? "")) seen += letter;
  return seen;
}

function shapes(mark: string, before: string, next: string): boolean {
  // Of emoji: how one is drawn, several in one, the flags of regions.
  if (mark === "\uFE0F")
    return /\p{Extended_Pictographic}$/u.test(before) || (/[0-9#*]$/u.test(before) && next === "\u20E3");
  if (/[\u{E0020}-\u{E007F}]/u.test(mark)) return /\u{1F3F4}[\u{E0020}-\u{E007E}]*$/u.test(before);
  if (mark === JOINER && /[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F]$/u.test(before))
    return /\p{Extended_Pictographic}/u.test(next);
  if (mark !== JOINER && mark !== "\u200C") return false;
  if (VIRAMA.test(before)) return /\p{L}/u.test(next);
  return mark === "\u200C" && JOINS_ON.test(before) && /[\p{sc=Arab}\p{sc=Syrc}]/u.test(next);
}
