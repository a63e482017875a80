/** How the class's own emoji are written. Without schemas: what shows a message asks from the first load on. */

/** The name in `:name:`; undefined for what is not written so, as all of Unicode's emoji are not. */
export function emojiNameIn(written: string): string | undefined {
  return /^:([a-z0-9_+-]+):$/u.exec(written)?.[1];
}
