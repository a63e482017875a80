/** A small generator with a seed (mulberry32), so that a failing run can be had again. */
export interface Seeded {
  /** 0 to 1. */
  next(): number;
  /** An integer from `low` to `high`, both included. */
  int(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
}

export function seeded(seed: number): Seeded {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new Error("nothing to pick from");
      return item;
    },
  };
}

/** Seeds of a property test: those of PLACE_SEED (one, or several with commas between), or fresh ones. */
export function seeds(count: number): number[] {
  const asked = process.env["PLACE_SEED"];
  if (asked !== undefined) return asked.split(",").map(Number);
  return Array.from({ length: count }, () => Math.floor(Math.random() * 2 ** 31));
}
