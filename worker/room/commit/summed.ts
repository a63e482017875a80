/**
 * A message whose thread grew has changed, and nothing of it that is searched for: how many answered, and when last, is no word of it. So
 * that the index need not write its row anew each time, also where the room slept since, the message keeps when it last did change.
 */
import type { ThreadSummary } from "../contract.ts";
import type { LogEntry, StoredMessage } from "../log/room-log.ts";
import type { PrivateState } from "./message-actions.ts";

/**
 * What is kept with a message that its thread told of.
 * @param rev of the message once it tells it @returns undefined where it was told that, or something newer
 */
export function summedUp(before: StoredMessage, summary: ThreadSummary, rev: number): PrivateState | undefined {
  const { summed, ...sealed } = privateOf(before.sealed);
  if ((sealed.threadRev ?? 0) >= summary.rev) return undefined;
  const wasAnswered = (before.meta?.thread?.count ?? 0) > 0;
  const kept = { ...sealed, threadRev: summary.rev };
  // Whether it has an answer is looked for (`is:unanswered`).
  if (wasAnswered !== summary.count > 0) return kept;
  return { ...kept, summed: { rev, since: summed?.rev === before.rev ? summed.since : before.rev } };
}

/** The `rev` of the last change of what is searched for of a message. */
export function searchedRevOf({ message: { rev, meta }, sealed }: LogEntry): number {
  const { summed } = meta?.thread ? privateOf(sealed) : {};
  return summed?.rev === rev ? summed.since : rev;
}

const privateOf = (sealed: string | undefined): PrivateState =>
  sealed === undefined ? {} : (JSON.parse(sealed) as PrivateState);
