/**
 * Carries the log over to D1: right after a change, one batch in flight at a time. A batch that fails stays in the log and
 * goes again with the next change or the alarm; the chat never waits for it (promise I8).
 */
import type { Message } from "../../../protocol/index.ts";
import type { ChannelFacts } from "../contract.ts";
import { writeMessages, type MentionRow } from "../../store/messages.ts";
import type { Removal } from "../../store/removals.ts";
import { membersNoOf } from "../channel-facts.ts";
import type { PrivateState } from "../commit/message-actions.ts";
import { handlesIn } from "../commit/mentions.ts";
import { jsonOf } from "../log/message-json.ts";
import type { Cursor } from "../log/log-head.ts";
import type { LogEntry, RoomLog } from "../log/room-log.ts";
import type { Part, Queue } from "../part.ts";
import { Follower } from "./follower.ts";

const BATCH_MAX = 500;
/** UTF-16 units of text in one batch: D1 takes 2 MB in one parameter, and a unit is up to three bytes. */
const BATCH_MAX_CHARS = 500_000;
/** While people write without a pause D1 is called so often, or for so many at once: a call costs the room a third of a millisecond. */
const GAP_MS = 20;
const GAP_MAX = 100;
/** After a failure D1 is left alone for that long, whatever is written meanwhile. */
const PAUSE_MS = 2_000;

export class D1Follower implements Part {
  readonly name = "drain";
  readonly #log: RoomLog;
  readonly #follower: Follower<LogEntry[]>;
  /** The last `seq` that D1 may have. Not known after a sleep: then the first batch is taken for changes of what is there. */
  #mayBeThere: number | undefined;

  /**
   * @param followed hears who follows a thread from now on: member numbers
   * @param carried hears up to which `rev` D1 has everything
   */
  constructor(
    log: RoomLog,
    d1: D1Database,
    followed: (facts: ChannelFacts, memberNos: number[]) => void,
    carried: (rev: number) => void = () => undefined,
  ) {
    this.#log = log;
    const behind = () => log.head.rev - log.flushedRev;
    const cursor: Cursor = {
      get rev() {
        return log.flushedRev;
      },
      moveTo: (rev) => {
        log.confirm(rev);
        carried(rev);
      },
    };
    this.#follower = new Follower<LogEntry[]>(
      {
        name: "drain",
        cursor,
        isDone: () => this.isDone,
        batch: () => {
          const items = log.unconfirmed(BATCH_MAX, BATCH_MAX_CHARS);
          const last = items.at(-1)?.message;
          // Every change after the last confirmed one was superseded: nothing is left to carry.
          if (!last) log.confirm(log.head.rev);
          return last ? { items, upTo: last.rev } : null;
        },
        carry: async (items, facts) => {
          const messages = items.map(({ message }) => message);
          const channel = { ...facts, membersNo: membersNoOf(facts) };
          const rows = `[${items.map(rowOf).join(",")}]`;
          const mayBeThere = this.#mayBeThere ?? Infinity;
          // Before it is known how this ends: what goes again may have been written the first time.
          this.#mayBeThere = Math.max(this.#mayBeThere ?? log.head.seq, ...messages.map(({ seq }) => seq));
          const [named, removed] = [mentionsIn(messages), removalsIn(items)];
          const followers = await writeMessages(d1, channel, messages, named, rows, removed, mayBeThere);
          if (followers.length > 0) followed(facts, followers);
          return undefined;
        },
        about: () => ({ behind: behind() }),
      },
      {
        afterTurn: true,
        gapMs: GAP_MS,
        isUrgent: () => behind() >= GAP_MAX,
        pauseMs: () => PAUSE_MS,
        ringsAfterPause: false,
      },
    );
  }

  get isDone(): boolean {
    return this.#log.flushedRev >= this.#log.head.rev;
  }

  get queue(): Queue {
    return { behind: this.#log.head.rev - this.#log.flushedRev, since: this.#follower.failingSince };
  }

  logged(facts: ChannelFacts): Promise<boolean> {
    return this.run(facts);
  }

  ring(facts: ChannelFacts): Promise<boolean> {
    return this.run(facts);
  }

  /** Starts, or joins, the carrying over. @returns true when D1 has everything, false when it failed and must be tried later */
  run(facts: ChannelFacts): Promise<boolean> {
    return this.#follower.run(facts);
  }
}

/** JSON of a message with what is not told of it. */
function rowOf({ message, sealed }: LogEntry): string {
  const json = jsonOf(message);
  return sealed === undefined ? json : `${json.slice(0, -1)},"sealed":${JSON.stringify(sealed)}}`;
}

/** What was taken out by somebody else than its author. Most batches have none, and are not read for it. */
function removalsIn(items: readonly LogEntry[]): Removal[] {
  return items.flatMap(({ message: { deletedAt, author, seq }, sealed }) => {
    if (deletedAt === undefined || sealed === undefined) return [];
    const { removedBy: by } = JSON.parse(sealed) as PrivateState;
    return by === undefined ? [] : [{ seq, author, by, at: deletedAt }];
  });
}

function mentionsIn(messages: readonly Message[]): MentionRow[] {
  return messages.flatMap((message) =>
    message.deletedAt === undefined
      ? handlesIn(message).map((handleKey) => ({ seq: message.seq, handleKey, author: message.author }))
      : [],
  );
}
