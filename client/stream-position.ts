/**
 * How far the socket has told a channel without a gap: messages up to `liveSeq`, changes up to `syncedRev`, which is where a
 * client resumes from (I3, I4). Pure. Pages and single messages that HTTP answered do not move it.
 */
import type { Message } from "../protocol/index.ts";

export interface Head {
  /** Of the last message. */
  seq: number;
  /** Of the last change. */
  rev: number;
}

export class StreamPosition {
  #liveSeq = 0;
  #syncedRev: number | undefined;
  #hasHole = false;
  #hasGap = false;

  /** The `rev` to resume from; undefined before the first welcome. */
  get syncedRev(): number | undefined {
    return this.#syncedRev;
  }

  /** A message is missing before the newest. */
  get hasHole(): boolean {
    return this.#hasHole;
  }

  /** There is a hole, or a change may be missing: `syncedRev` stays until a resume has told what it is. */
  get needsResume(): boolean {
    return this.#hasHole || this.#hasGap;
  }

  /** Begins anew at `head`. */
  reset(head: Head): void {
    this.#liveSeq = head.seq;
    this.#syncedRev = head.rev;
    this.#hasHole = this.#hasGap = false;
  }

  /**
   * All that changed after `syncedRev` is known now.
   * @param get the message of a `seq`; null where it is not known
   * @returns the messages that are new at the end of the channel, ascending
   */
  resume(head: Head, get: (seq: number) => Message | null): Message[] {
    const posted: Message[] = [];
    for (let next = get(this.#liveSeq + 1); next !== null && next.seq <= head.seq; next = get(next.seq + 1)) {
      this.#liveSeq = next.seq;
      posted.push(next);
    }
    this.#hasHole = this.#liveSeq < head.seq;
    this.#hasGap = false;
    if (!this.#hasHole) this.#syncedRev = Math.max(this.#syncedRev ?? 0, head.rev);
    return posted;
  }

  /**
   * A frame told these.
   * @param changes ascending by `seq`
   * @returns the messages that are new at the end of the channel, ascending
   */
  advance(changes: readonly Message[]): Message[] {
    const posted: Message[] = [];
    for (const message of changes) {
      if (message.seq > this.#liveSeq + 1) this.#hasHole = true;
      else if (message.seq === this.#liveSeq + 1) {
        this.#liveSeq = message.seq;
        posted.push(message);
      }
    }
    const synced = this.#syncedRev ?? 0;
    const unseen = changes.filter(({ rev }) => rev > synced);
    const newest = unseen.reduce((rev, message) => Math.max(rev, message.rev), synced);
    // Each change has a `rev` of its own. Fewer changes than numbers: one was lost, or one message changed twice within a
    // commit. Which of the two, only a resume can tell.
    if (newest - synced > unseen.length) this.#hasGap = true;
    if (!this.needsResume) this.#syncedRev = newest;
    return posted;
  }
}
