/** Emoji by their short names (`:tada:`), as most chats have them. The names come over the wire on first use. */

export interface Emoji {
  emoji: string;
  /** Without colons; the first is the one shown. */
  names: string[];
  /** Of one of the class's own: where its picture is. `emoji` is how it is written. */
  picture?: string | undefined;
}

let known: Emoji[] | null = null;
let byName: Map<string, string> | null = null;

/** @throws when the names cannot be fetched; the next call tries again. */
export async function loadEmoji(): Promise<void> {
  if (known) return;
  const { default: names } = await import("emojibase-data/en/shortcodes/github.json");
  known = Object.entries(names).map(([code, given]) => ({
    emoji: pictureOf(code),
    names: typeof given === "string" ? [given] : [...given],
  }));
  byName = new Map(known.flatMap(({ emoji, names: all }) => all.map((name) => [name, emoji] as const)));
}

export const emojiKnown = (): readonly Emoji[] => known ?? [];

/** The picture of a short name, where the names are here and have it. */
export const emojiNamed = (name: string): string | undefined => byName?.get(name.toLowerCase());

function pictureOf(code: string): string {
  const points = code.split("-").map((hex) => Number.parseInt(hex, 16));
  const text = String.fromCodePoint(...points);
  // A sign that is a letter first is asked to be a picture.
  return points.length === 1 && !/\p{Emoji_Presentation}/u.test(text) ? `${text}\uFE0F` : text;
}
