/**
 * The lower-case letter or sign of a key, as shortcuts name it. On a keyboard of another script (Ctrl+K of an Arabic one is Ctrl+ن) it is the
 * letter that stands in its place on an English one; a question mark is one in Arabic too.
 */
export function keyOf({ key, code }: Pick<KeyboardEvent, "key" | "code">): string {
  if (key === "؟") return "?";
  const letter = key.length === 1 && key > "~" && code.startsWith("Key") ? code.slice(3) : key;
  return letter.toLowerCase();
}
