/** What is new to a reader among the messages of a channel: those of others that are there. Pure. */
import type { Message } from "../../../../../protocol/index.ts";

export interface NewSince {
  /** Consecutive, ascending by `seq`: what is known of the channel. */
  messages: readonly Message[];
  /** Read up to there. */
  since: number;
  /** The newest place that there is. */
  head: number;
  /** My member id. */
  me: string;
}

/** Places that are not known count: what stands there may be new. */
export function countNew({ messages, since, head, me }: NewSince): number {
  const notNew = after(messages, since).filter((message) => message.seq <= head && !isNewTo(me, message));
  return Math.max(0, head - since - notNew.length);
}

/** Where the new begins; null: nothing is. A place that is not known yet may be it. */
export function firstNew({ messages, since, head, me }: NewSince): number | null {
  if (head <= since) return null;
  if (since + 1 < (messages[0]?.seq ?? Infinity)) return since + 1;
  const found = after(messages, since).find((message) => isNewTo(me, message));
  if (found) return found.seq;
  const last = messages.at(-1)?.seq ?? since;
  return last < head ? Math.max(last, since) + 1 : null;
}

/** What is known of the places after `since` up to `head`, be it in pieces. */
export const knownBetween = (since: number, head: number, at: (seq: number) => Message | null): Message[] =>
  Array.from({ length: head - since }, (_, index) => at(since + 1 + index) ?? []).flat();

const after = (messages: readonly Message[], since: number) =>
  messages.slice(Math.max(0, since + 1 - (messages[0]?.seq ?? 0)));

export const isNewTo = (me: string, { author, deletedAt }: Message): boolean =>
  author !== me && deletedAt === undefined;
