/** The names of people, crowds and channels in a run of plain words. One rule for what is shown as a name and who is told. Pure. */

import { handleKey } from "../handles.ts";

/** Names for many at once: everybody in the channel, those of them who are here, the TAs, the teachers. */
export const GROUP_MENTIONS = ["channel", "here", "ta", "teacher"] as const;
export type GroupMention = (typeof GROUP_MENTIONS)[number];
/** True for the name of a crowd in lower case. */
export const isGroupMention = (name: string): name is GroupMention =>
  (GROUP_MENTIONS as readonly string[]).includes(name);

export interface Written {
  /** Index of its sign. */
  at: number;
  sign: "@" | "#";
  /** As it was typed, without the sign and without the full stops behind it. */
  name: string;
}

/** Longer words are no name, in characters. */
const LONGEST = 41;

// A name may not begin inside a word, an address or another name: not the `@` of `ada@example.org`, not the `#` of `a#b`; but right
// behind a word of a script without blanks. Nor does it stand in front of a host or a path: `@ada@example.org`, `@types/node`.
const NAME =
  /(?<!(?![\p{Script_Extensions=Han}\p{Script_Extensions=Hiragana}\p{Script_Extensions=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])[\p{L}\p{M}\p{N}_@#/.&-])([@#])([\p{L}\p{N}][\p{L}\p{M}\p{N}_.-]*)(?![@/\p{L}\p{M}\p{N}_.-])/gu;

export function namesIn(text: string): Written[] {
  if (!/[@#]/u.test(text)) return [];
  const found: Written[] = [];
  for (const { index, 1: sign, 2: word } of text.matchAll(NAME)) {
    const name = (word as string).replace(/[.-]+$/u, "");
    if (name.length <= LONGEST) found.push({ at: index, sign: sign as "@" | "#", name });
  }
  return found;
}

/** More different names than these in one message are words. */
const MENTIONS_MAX = 50;

/** Counts the people whom one message has named so far, in the order of its words. */
export class NamedPeople {
  readonly #keys = new Set<string>();

  /** The folded handle (`handleKey`); undefined for a crowd, and where the message names too many already. */
  add(name: string): string | undefined {
    if (isGroupMention(name.toLowerCase())) return undefined;
    const key = handleKey(name);
    if (!this.#keys.has(key) && this.#keys.size >= MENTIONS_MAX) return undefined;
    this.#keys.add(key);
    return key;
  }

  get keys(): string[] {
    return [...this.#keys];
  }
}
