/**
 * References to people and channels inside a body. Which handle or name they get is known only when the server has taken
 * them, so they stand in the text between NULs, which no text of an export keeps.
 */

const REFERENCE = /\0([@#])([^\0]*)\0/gu;

export const personReference = (key: string) => `\0@${key}\0`;
export const channelReference = (key: string) => `\0#${key}\0`;

/** Text from an export: without NULs and without halves of surrogate pairs, which cannot be stored. */
export function cleanText(text: string): string {
  return text.replaceAll("\0", "").replace(/\r\n?/gu, "\n").toWellFormed();
}

/** The body with each reference written out: `resolve` gives what stands behind the sign, or undefined for a name not to be told. */
export function resolveReferences(
  body: string,
  resolve: (kind: "person" | "channel", key: string) => string | undefined,
): string {
  const written = body.replace(REFERENCE, (_, sign: string, key: string) => {
    const kind = sign === "@" ? "person" : "channel";
    return sign + (resolve(kind, key) ?? (kind === "person" ? key.slice(key.indexOf(":") + 1) : "private-channel"));
  });
  // A text that was taken in parts may have been cut inside a reference.
  return written.replaceAll("\0", "");
}
