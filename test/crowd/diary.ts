/** What happened, in order: for the numbers, the line of progress, and the story of what went wrong. */
import { percentile } from "../load/stats.ts";

export interface Entry {
  /** Since the crowd began, ms. */
  atMs: number;
  says: string;
  channel?: string;
  id?: string;
  seq?: number;
  student?: string;
  /** It befell everybody. */
  isOfAll?: boolean;
}

export class Diary {
  readonly entries: Entry[] = [];
  /** From sending to the acknowledgement, and to each reader's seeing it, ms. */
  readonly acknowledgedMs: number[] = [];
  readonly seenMs: number[] = [];
  readonly counts: Record<string, number> = {};
  readonly #began = performance.now();
  readonly #sentAt = new Map<string, number>();

  get nowMs(): number {
    return performance.now() - this.#began;
  }

  add(entry: Omit<Entry, "atMs">): void {
    this.entries.push({ atMs: this.nowMs, ...entry });
  }

  count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  sent(id: string): void {
    this.#sentAt.set(id, performance.now());
  }

  acknowledged(id: string): void {
    const at = this.#sentAt.get(id);
    if (at !== undefined) this.acknowledgedMs.push(performance.now() - at);
  }

  /** @param id of a message that somebody sees for the first time */
  seen(id: string): void {
    const at = this.#sentAt.get(id);
    if (at !== undefined) this.seenMs.push(performance.now() - at);
  }

  /** `p50`, `p95` and `p99` of these, whole ms. */
  static spread(values: readonly number[]): string {
    if (values.length === 0) return "none";
    return [50, 95, 99].map((p) => `p${p} ${Math.round(percentile(values, p))} ms`).join(", ");
  }
}

/** A trouble this long before may be why. */
const BEFORE_MS = 8_000;
const ENTRIES_MAX = 40;

/**
 * The smallest part of what happened that tells what became of one message: its own entries, and the troubles shortly before each of them.
 * @param about what was broken
 */
export function storyOf(
  entries: readonly Entry[],
  about: { channel: string; id?: string | undefined; seq?: number | undefined; student?: string | undefined },
): Entry[] {
  const own = entries.filter(
    (entry) =>
      entry.channel === about.channel &&
      ((about.id !== undefined && entry.id === about.id) || (about.seq !== undefined && entry.seq === about.seq)),
  );
  const isNear = ({ atMs }: Entry) => own.some((each) => each.atMs >= atMs && each.atMs - atMs <= BEFORE_MS);
  const troubles = entries.filter(
    (entry) =>
      !own.includes(entry) &&
      (entry.isOfAll === true || (entry.channel === undefined && entry.student === about.student)) &&
      (own.length === 0 || isNear(entry)),
  );
  return [...own, ...troubles].sort((a, b) => a.atMs - b.atMs).slice(0, ENTRIES_MAX);
}
