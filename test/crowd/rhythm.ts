/**
 * How people talk in a class that helps itself: distances, lengths and turns as they are in real logs, given as quantiles.
 *
 * Counted in 8,359 messages with seconds in their times, of the Rust beginners', Stripe's and MediaWiki's help channels of the corpus by
 * Kummerfeld et al. (ACL 2019, CC BY 4.0; github.com/jkkummerfeld/irc-disentanglement at 82ed04f): numbers alone, no words.
 */
import type { SeededRandom } from "../support/seeded-random.ts";

/** Probability → value, ascending in both. */
type Quantiles = readonly (readonly [p: number, value: number])[];

/** Seconds between what two people say. */
export const BETWEEN_PEOPLE: Quantiles = [
  [0, 0.5],
  [0.02, 1],
  [0.1, 4],
  [0.2, 8],
  [0.3, 13],
  [0.4, 20],
  [0.5, 28],
  [0.6, 39],
  [0.7, 59],
  [0.8, 96],
  [0.9, 242],
  [1, 600],
];
/** Seconds until the same person goes on. */
export const GOING_ON: Quantiles = [
  [0, 0.5],
  [0.1, 2],
  [0.2, 6],
  [0.3, 9],
  [0.4, 13],
  [0.5, 17],
  [0.6, 22],
  [0.7, 30],
  [0.8, 43],
  [0.9, 75],
  [1, 132],
];
/** Characters of a message. */
export const CHARACTERS: Quantiles = [
  [0, 1],
  [0.02, 3],
  [0.1, 14],
  [0.2, 27],
  [0.3, 38],
  [0.4, 50],
  [0.5, 62],
  [0.6, 77],
  [0.7, 95],
  [0.8, 123],
  [0.9, 175],
  [0.98, 328],
  [1, 900],
];
/** Messages of one person in a row. */
export const IN_A_ROW: Quantiles = [
  [0, 1],
  [0.7, 1],
  [0.8, 2],
  [0.9, 3],
  [0.98, 4],
  [1, 6],
];
/** Of all messages: those with code, and those that answer a certain one. */
export const WITH_CODE = 0.04;
export const ANSWERS = 0.15;

/** A value as often as it comes there; between two quantiles on a straight line. */
export function drawn(quantiles: Quantiles, random: SeededRandom): number {
  const p = random.next();
  for (let i = 1; i < quantiles.length; i += 1) {
    const [low, from] = quantiles[i - 1] ?? [0, 0];
    const [high, to] = quantiles[i] ?? [1, 0];
    if (p <= high) return from + ((p - low) / (high - low)) * (to - from);
  }
  return quantiles.at(-1)?.[1] ?? 0;
}
