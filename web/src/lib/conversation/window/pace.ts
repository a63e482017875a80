/**
 * How many messages come into the page at once while somebody scrolls: as many as this device draws in a part of a frame's patience. A
 * slow one gets a few with each turn and stays ready for the finger; a fast one gets a screen. Learned from what the last
 * ones took. Pure.
 */
import type { Message } from "../../../../../protocol/index.ts";

/** What one turn may take, ms. Painting what it brought comes on top: together they stay below the 50 ms that people notice. */
const TURN_MS = 22;
/** Before anything was measured, ms for a message of a line: rather a slow device than a long turn. */
const GUESS_MS = 4;
/**
 * By messages of a line. A turn has its frame, which paints a whole screen whatever came in: with a quarter of a laptop's processor turns of three
 * messages took twice the time of turns of eight, with twice as many tasks over 50 ms, and the longest was no shorter.
 */
const LEAST_WEIGHT = 8;
/** More than any processor draws in one go. */
export const MOST = 20;
/** So much does a new measure count where it was better than those before: one quick turn is no quick device. */
const TRUST = 0.3;
/** So many characters cost as much again as the row around them. */
const ROW_CHARS = 500;

/** How much a message is to draw, by one of a line. What is no text is a row all the same. */
const weightOf = ({ body }: Pick<Message, "body">): number =>
  1 + (typeof body === "string" ? body.length / ROW_CHARS : 0);

export class Pace {
  #msPerWeight = GUESS_MS;
  #weight = 0;

  /** @returns how many of these come now, the first ones; 0 where there are none */
  next(messages: readonly Pick<Message, "body">[]): number {
    this.#weight = 0;
    let count = 0;
    for (const message of messages) {
      const weight = weightOf(message);
      const all = this.#weight + weight;
      if (count >= MOST || (count > 0 && all > LEAST_WEIGHT && all * this.#msPerWeight > TURN_MS)) break;
      this.#weight = all;
      count += 1;
    }
    return count;
  }

  /** @param ms what it took to draw those that `next` had come */
  took(ms: number): void {
    if (this.#weight === 0) return;
    const measured = ms / this.#weight;
    const before = this.#msPerWeight;
    this.#msPerWeight = measured > before ? measured : before + TRUST * (measured - before);
  }
}
