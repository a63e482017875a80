/**
 * Carries the log over to D1: right after a change, one batch in flight at a time. A batch that fails stays in the log and
 * goes again with the next change or the alarm; the chat never waits for it (promise I8).
 */
import type { Message } from "../../../protocol/index.ts";
import type { ChannelFacts } from "../contract.ts";
import { LastingFailure } from "../../lasting-failure.ts";
import { writeMessages, type MentionRow } from "../../store/messages.ts";
import { membersNoOf } from "../channel-facts.ts";
import { handlesIn } from "../commit/mentions.ts";
import { jsonOf } from "../log/message-json.ts";
import type { LogEntry, RoomLog } from "../log/room-log.ts";
import type { Part } from "../part.ts";

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
  readonly #d1: D1Database;
  readonly #followed: (facts: ChannelFacts, memberNos: number[]) => void;
  readonly #carried: (rev: number) => void;
  readonly #failure = new LastingFailure("drain");
  #running: Promise<boolean> | null = null;
  #pausedUntil = 0;
  #endedAt = 0;

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
    this.#d1 = d1;
    this.#followed = followed;
    this.#carried = carried;
  }

  get isDone(): boolean {
    return this.#log.flushedRev >= this.#log.head.rev;
  }

  ring(facts: ChannelFacts): Promise<boolean> {
    return this.run(facts);
  }

  /** Starts, or joins, the carrying over. @returns true when D1 has everything, false when it failed and must be tried later */
  run(facts: ChannelFacts): Promise<boolean> {
    if (this.#running) return this.#running;
    if (Date.now() < this.#pausedUntil) return Promise.resolve(false);
    this.#running = this.#carry(facts).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #carry(facts: ChannelFacts): Promise<boolean> {
    while (!this.isDone) {
      const wait = this.#endedAt + GAP_MS - Date.now();
      if (wait > 0 && this.#log.head.rev - this.#log.flushedRev < GAP_MAX) await scheduler.wait(wait);
      const batch = this.#log.unconfirmed(BATCH_MAX, BATCH_MAX_CHARS);
      const last = batch.at(-1)?.message;
      if (!last) {
        // Every change after the last confirmed one was superseded: nothing is left to carry.
        this.#log.confirm(this.#log.head.rev);
        break;
      }
      const messages = batch.map(({ message }) => message);
      const channel = { ...facts, membersNo: membersNoOf(facts) };
      try {
        const rows = `[${batch.map(rowOf).join(",")}]`;
        const followers = await writeMessages(this.#d1, channel, messages, mentionsIn(messages), rows);
        if (followers.length > 0) this.#followed(facts, followers);
      } catch (error) {
        this.#pausedUntil = Date.now() + PAUSE_MS;
        const behind = this.#log.head.rev - this.#log.flushedRev;
        this.#failure.failed(error, { channel: facts.channelId, behind });
        return false;
      }
      this.#endedAt = Date.now();
      this.#failure.worked({ channel: facts.channelId });
      this.#log.confirm(last.rev);
      this.#carried(last.rev);
    }
    return true;
  }
}

/** JSON of a message with what is not told of it. */
function rowOf({ message, sealed }: LogEntry): string {
  const json = jsonOf(message);
  return sealed === undefined ? json : `${json.slice(0, -1)},"sealed":${JSON.stringify(sealed)}}`;
}

function mentionsIn(messages: readonly Message[]): MentionRow[] {
  return messages.flatMap((message) =>
    message.deletedAt === undefined
      ? handlesIn(message).map((handleKey) => ({ seq: message.seq, handleKey, author: message.author }))
      : [],
  );
}
