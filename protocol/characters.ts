/** What is a character that can be kept and seen. Without schemas: the composer asks at every keystroke, from the first load on. */

/** NUL and unpaired surrogates cannot be stored as UTF-8 text and read back the same. */
export function isText(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

const INVISIBLE = /[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}]/gu;
/** True when nothing in the text would leave a mark on the screen. */
export function isBlank(text: string): boolean {
  return text.replace(INVISIBLE, "") === "";
}

/** As much of the text as `max` UTF-16 units hold, without half a character at its end. */
export function cutBehind(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.codePointAt(max - 1) ?? 0;
  // Of two units, the second one does not fit.
  return text.slice(0, last > 0xffff ? max - 1 : max);
}
