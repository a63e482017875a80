/**
 * Programs that answer themselves, or each other, without end: messages of programs one right after the other with nobody in between are
 * counted, and after TURNS_MAX of them no more are taken until a person has written, or there was a pause. In memory: an object in
 * which that goes on does not sleep.
 */
import { TURN_MS, TURNS_MAX } from "../../../protocol/index.ts";

export class Turns {
  #count = 0;
  #lastAt = 0;

  /** A message comes. @returns false: it is one too many of a program */
  take(isOfProgram: boolean, now: number): boolean {
    if (!isOfProgram || now - this.#lastAt > TURN_MS) this.#count = 0;
    if (!isOfProgram) return true;
    if (this.#count >= TURNS_MAX) return false;
    this.#count += 1;
    this.#lastAt = now;
    return true;
  }
}
