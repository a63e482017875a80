/** Keys as shortcuts name them, whatever the keyboard writes. */
type Pressed = Pick<KeyboardEvent, "key" | "code">;

/**
 * The lower-case letter or sign of a key. On a keyboard of another script (Ctrl+K of an Arabic one is Ctrl+ن) it is the letter that stands in
 * its place on an English one; a question mark is one in Arabic too.
 */
export function keyOf({ key, code }: Pressed): string {
  if (key === "؟") return "?";
  return key.length === 1 && key > "~" && /^Key[A-Z]$/u.test(code) ? code.slice(3).toLowerCase() : key.toLowerCase();
}

/** The key belongs to whoever writes: a word of Chinese, Japanese or Korean is being chosen with it. */
export function isComposing(event: KeyboardEvent): boolean {
  // Safari ends the composition before the key event and marks that event with 229.
  return event.isComposing || event.keyCode === 229;
}
