/**
 * How often somebody or something was written lately, remembered on this device alone: what is used most is offered first.
 * Every use fades by half in a month.
 */
import { readJson, write } from "./storage.ts";

const HALF_LIFE_MS = 30 * 24 * 60 * 60_000;
const STORED_MAX = 200;

type Uses = Record<string, [weight: number, at: number]>;

const faded = ([weight, at]: [number, number], now: number) => weight * 0.5 ** (Math.max(0, now - at) / HALF_LIFE_MS);

export class Affinity {
  readonly #key: string;
  #uses: Uses | null = null;

  /** @param member whose habits these are. */
  constructor(member: string) {
    this.#key = `place.uses.${member}`;
  }

  /** @param what sign and name, as in `@ada`, `#general`, `:tada`. */
  of(what: string, now = Date.now()): number {
    const use = this.#read()[what];
    return use ? faded(use, now) : 0;
  }

  used(what: string, now = Date.now()): void {
    const uses = this.#read();
    uses[what] = [this.of(what, now) + 1, now];
    const names = Object.keys(uses);
    if (names.length > STORED_MAX) {
      const least = names.sort((a, b) => this.of(a, now) - this.of(b, now)).slice(0, names.length - STORED_MAX);
      for (const name of least) delete uses[name];
    }
    write(this.#key, JSON.stringify(uses));
  }

  #read(): Uses {
    this.#uses ??= readJson(this.#key, {}) as Uses;
    return this.#uses;
  }
}
