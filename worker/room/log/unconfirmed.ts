/**
 * The part of the log that D1 has not confirmed, in memory: what was just written is not read again to be carried over. While D1 is
 * away for long only the table has it all.
 */
import type { LogEntry } from "./log-rows.ts";

/** About a megabyte of messages. */
const HELD_MAX = 4_000;

export class Unconfirmed {
  /** By `rev`, ascending. */
  readonly #entries = new Map<number, LogEntry>();
  #isComplete = true;

  /** False: what D1 lacks must be read from the table. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  add(entry: LogEntry): void {
    if (!this.#isComplete) return;
    if (this.#entries.size < HELD_MAX) this.#entries.set(entry.message.rev, entry);
    else this.#giveUp();
  }

  /** A state of a message that a newer one took the place of. */
  drop(rev: number): void {
    this.#entries.delete(rev);
  }

  /** The oldest of them, ascending by `rev`: at most `limit`. */
  *oldest(limit: number): Iterable<LogEntry> {
    for (const entry of this.#entries.values()) {
      if (limit-- <= 0) return;
      yield entry;
    }
  }

  /** D1 has everything up to `rev`, which is the channel's newest where `isAll`. */
  confirm(rev: number, isAll: boolean): void {
    for (const held of this.#entries.keys()) {
      if (held > rev) break;
      this.#entries.delete(held);
    }
    if (isAll) this.#isComplete = true;
  }

  /** The table was read anew: these are all that D1 lacks. */
  begin(entries: readonly LogEntry[]): void {
    this.#entries.clear();
    this.#isComplete = true;
    for (const entry of entries) this.add(entry);
  }

  #giveUp(): void {
    this.#entries.clear();
    this.#isComplete = false;
  }
}
