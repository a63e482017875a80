/** Chance that is the same at every run: what depends on it can be looked at, tested, and found again. */

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const PUBLIC_ID_CHARS = 16;

export interface SeededRandom {
  /** 0 up to 1, without 1. */
  next(): number;
  /** From `low` up to `high`, without `high`. */
  between(low: number, high: number): number;
  bytes(count: number): Uint8Array;
  /** In the form of `PublicIdSchema`, like those that the worker makes. */
  publicId(): string;
}

/** The same seed gives the same sequence; another seed, however alike, an unrelated one. */
export function seededRandom(seed: string): SeededRandom {
  let state = hash(seed);
  // Mulberry32 by Tommy Ettinger (public domain).
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    bytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(next() * 256)),
    publicId: () =>
      Array.from({ length: PUBLIC_ID_CHARS }, () => ALPHABET[Math.floor(next() * ALPHABET.length)]).join(""),
  };
}

/** FNV-1a with a last mix, so that seeds which differ in one letter start far apart. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}
