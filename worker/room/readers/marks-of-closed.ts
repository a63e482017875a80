/**
 * Read marks of tabs that closed a moment ago: who reloads a page is back before D1 has what its room was told last. In memory:
 * an object that slept in between has forgotten them, and by then they are in D1.
 */
const REMEMBERED_MS = 60_000;

type Reads = Readonly<Record<string, number>>;

export class MarksOfClosed {
  /** By member id, who left longest ago first. */
  readonly #left = new Map<string, { at: number; reads: Reads }>();

  /** `reads`: channel id → seq. `now` in ms. */
  add(member: string, reads: Reads, now: number): void {
    const before = this.of(member, now);
    for (const [who, { at }] of this.#left) {
      if (now - at < REMEMBERED_MS) break;
      this.#left.delete(who);
    }
    this.#left.delete(member);
    this.#left.set(member, { at: now, reads: furthest([before, reads]) });
  }

  of(member: string, now: number): Reads {
    const left = this.#left.get(member);
    return left && now - left.at < REMEMBERED_MS ? left.reads : {};
  }

  movedBack(member: string, channel: string, seq: number): void {
    const left = this.#left.get(member);
    if (left?.reads[channel] !== undefined)
      this.#left.set(member, { ...left, reads: { ...left.reads, [channel]: seq } });
  }
}

/** Of each channel the mark that is furthest. */
export function furthest(all: readonly Reads[]): Record<string, number> {
  const reads: Record<string, number> = {};
  for (const some of all)
    for (const [channel, seq] of Object.entries(some)) reads[channel] = Math.max(seq, reads[channel] ?? 0);
  return reads;
}
