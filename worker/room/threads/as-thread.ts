/** What the room of a thread does beside what every room does: it keeps its root message and its channel up to date. */
import type { Message } from "../../../protocol/index.ts";
import { log } from "../../log.ts";
import type { ChannelFacts } from "../channel-facts.ts";
import type { RoomLog } from "../log/room-log.ts";
import { roomOf } from "../stubs.ts";
import { ThreadCopies, type ThreadRoom } from "../followers/thread-copies.ts";
import { ThreadSummaryFollower } from "../followers/thread-summary.ts";

export class AsThread {
  readonly copies: ThreadCopies;
  readonly #root: ThreadSummaryFollower;
  readonly #rooms: Env["ROOMS"];
  #isAnnounced = false;

  constructor(sql: SqlStorage, log: RoomLog, rooms: Env["ROOMS"], room: ThreadRoom) {
    this.#root = new ThreadSummaryFollower(sql, log, rooms);
    this.copies = new ThreadCopies(sql, log, rooms, room);
    this.#rooms = rooms;
  }

  async begin(d1: D1Database, facts: ChannelFacts): Promise<void> {
    if (facts.thread) await this.#root.begin(d1, facts);
  }

  /** Somebody opened a socket here: the channel's room is to tell this one who loses their place. */
  async opened({ channelId, thread }: ChannelFacts): Promise<void> {
    if (!thread || this.#isAnnounced) return;
    this.#isAnnounced = true;
    try {
      await roomOf({ ROOMS: this.#rooms }, thread.parent.channelId).threadOpened(channelId);
    } catch (error) {
      this.#isAnnounced = false;
      log.fault("threadOpened", error, { channel: channelId });
    }
  }

  /** Nobody is here: the channel's room forgets it. */
  emptied(): void {
    this.#isAnnounced = false;
  }

  posted(facts: ChannelFacts, messages: Message[]): Promise<unknown> | undefined {
    if (!facts.thread) return undefined;
    this.#root.posted(facts, messages);
    return messages.some(({ meta }) => meta?.alsoToChannel) ? this.copies.run(facts) : undefined;
  }

  /** In the turn of the change, so that what is due is durable with it. */
  changed(facts: ChannelFacts, before: Message, after: Message): Promise<unknown> | undefined {
    if (!facts.thread) return undefined;
    if (after.deletedAt !== undefined) this.#root.deleted(facts);
    if (!before.meta?.alsoToChannel || before.body === after.body) return undefined;
    this.copies.add(after.seq, null);
    return this.copies.run(facts);
  }

  /** @returns true when the channel knows all that it is to know, or `next` says when it is told again */
  async catchUp(facts: ChannelFacts): Promise<boolean> {
    if (!facts.thread) return true;
    await this.#root.send(facts);
    return this.copies.run(facts);
  }

  /** When what waits has to be told, and what failed tried again, ms since 1970; null where nothing is to be done. */
  get next(): number | null {
    const times = [this.#root.next, this.copies.next].filter((at) => at !== null);
    return times.length > 0 ? Math.min(...times) : null;
  }
}
