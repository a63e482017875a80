/**
 * How a feature hangs on the room without the room knowing it: a part is one line in the room's list (assembly.ts), and implements
 * what it needs of this. Parts are called in the order of that list.
 */
import type { Message } from "../../protocol/index.ts";
import { log } from "../log.ts";
import type { ChannelFacts } from "./contract.ts";
import type { StoredMessage } from "./log/room-log.ts";

/** Of who carries the log, or what waits, to somewhere else. */
export interface Queue {
  behind: number;
  /** Since when the oldest waits, or it fails, ms since 1970; null: not known, or it just began. */
  since: number | null;
}

export interface Part {
  /** For the log of faults. */
  readonly name: string;
  /** The room met its channel for the first time, or its storage was lost. */
  begin?(facts: ChannelFacts): Promise<void>;
  /**
   * Messages were committed and sent, in this very turn: what is written here is durable with them. What is returned may go on, and
   * what it throws is logged.
   */
  posted?(facts: ChannelFacts, messages: Message[]): Promise<unknown> | void;
  /** The same for a message that was changed or deleted. `before`: as it was, where that is known. */
  changed?(facts: ChannelFacts, after: Message, before: StoredMessage | undefined): Promise<unknown> | void;
  /**
   * The log has something new, whoever made it: messages, changes, a poll that closed by its time, a thread's summary. For who carries the
   * log and needs to know no more. Called once for each commit, between the other two: after `changed`, before `posted`.
   */
  logged?(facts: ChannelFacts): Promise<unknown> | void;
  /** When it has to ring next, ms since 1970; null: nothing waits. */
  readonly next?: number | null;
  /** For whoever looks how the room is. */
  readonly queue?: Queue;
  /** The object's alarm rang, at this part's time or another's. @returns false: not done, and to be asked again soon */
  ring?(facts: ChannelFacts, now: number): unknown;
}

/**
 * Tells all parts of a commit. What one of them throws is logged, whether it does so now or later, and keeps nobody from hearing of it: the
 * commit stands, and its author was answered.
 * @returns what goes on
 */
export function tellAll(
  parts: readonly Part[],
  facts: ChannelFacts,
  tell: (part: Part) => Promise<unknown> | void,
): Promise<unknown>[] {
  return parts.flatMap((part) => {
    const failed = (error: unknown) => log.fault(part.name, error, { channel: facts.channelId });
    try {
      return tell(part)?.catch(failed) ?? [];
    } catch (error) {
      failed(error);
      return [];
    }
  });
}

/**
 * Rings all. One that fails keeps nobody from theirs, and none throws: the runtime tries a failed alarm six times, then never again.
 * @returns whether all say that they are done, and who failed
 */
export async function ringAll(
  parts: readonly Part[],
  facts: ChannelFacts,
): Promise<{ isDone: boolean; failed: ReadonlySet<Part> }> {
  let isDone = true;
  const failed = new Set<Part>();
  for (const part of parts) {
    try {
      if ((await part.ring?.(facts, Date.now())) === false) isDone = false;
    } catch (error) {
      log.fault(part.name, error, { channel: facts.channelId });
      failed.add(part);
    }
  }
  return { isDone, failed };
}
