/** How far others have read in a direct or group message, and when. Never goes back; empty where it is not told. */
import type { Message, SeenMark } from "../protocol/index.ts";

/** By member id: where their mark was known to stand, ascending, the last few. */
export type SeenBy = ReadonlyMap<string, readonly SeenMark[]>;

/** Older ones would say when something was read that stands far up. */
const MARKS_MAX = 20;

export class SeenMarks {
  #areShared = false;
  #marks: SeenBy = new Map();

  /** The same object until something moved. */
  get marks(): SeenBy {
    return this.#marks;
  }

  /** `told` is left out where the server does not tell. Whoever wrote a message has read what stands before it. */
  learn(shared: Readonly<Record<string, SeenMark>> | undefined, messages: readonly Message[]): void {
    this.#areShared ||= shared !== undefined;
    if (!this.#areShared) return;
    const moved = new Map(this.#marks);
    let hasMoved = false;
    // What they wrote comes first: it may have been earlier than where their mark stands now.
    const written = messages.map(({ author, seq, at }) => [author, { seq, at }] as const);
    for (const [member, mark] of [...written, ...Object.entries(shared ?? {})]) {
      const known = moved.get(member) ?? [];
      if (mark.seq <= (known.at(-1)?.seq ?? -1)) continue;
      moved.set(member, [...known, mark].slice(-MARKS_MAX));
      hasMoved = true;
    }
    if (hasMoved) this.#marks = moved;
  }
}
