/** What the room of a thread does beside what every room does: it keeps its root message and its channel up to date. */
import type { Message } from "../../../protocol/index.ts";
import type { ChannelFacts } from "../contract.ts";
import { log } from "../../log.ts";
import type { RoomLog, StoredMessage } from "../log/room-log.ts";
import type { Part } from "../part.ts";
import { roomOf } from "../stubs.ts";
import { ThreadCopies, type ThreadRoom } from "../followers/thread-copies.ts";
import { tellFollowers } from "./followed.ts";
import { ThreadSummaryFollower } from "../followers/thread-summary.ts";

type ThreadEnv = Pick<Env, "DB" | "HUBS" | "ROOMS">;

export class AsThread implements Part {
  readonly name = "threads";
  readonly copies: ThreadCopies;
  readonly #root: ThreadSummaryFollower;
  readonly #env: ThreadEnv;
  #isAnnounced = false;

  constructor(sql: SqlStorage, log: RoomLog, env: ThreadEnv, room: ThreadRoom) {
    this.#root = new ThreadSummaryFollower(sql, log, env.ROOMS);
    this.copies = new ThreadCopies(sql, log, env.ROOMS, room);
    this.#env = env;
  }

  async begin(facts: ChannelFacts): Promise<void> {
    if (facts.thread) await this.#root.begin(this.#env.DB, facts);
  }

  /** Somebody opened a socket here: the channel's room is to tell this one who loses their place. */
  async opened({ channelId, thread }: ChannelFacts): Promise<void> {
    if (!thread || this.#isAnnounced) return;
    this.#isAnnounced = true;
    try {
      await roomOf(this.#env, thread.parent.channelId).threadOpened(channelId);
    } catch (error) {
      this.#isAnnounced = false;
      log.fault("threadOpened", error, { channel: channelId });
    }
  }

  /** It hangs elsewhere now: the channel's room there does not know who is here. */
  wentElsewhere(): void {
    this.#isAnnounced = false;
  }

  /** Who follows it, and the message that it hangs on now, are told. Safe to repeat. @throws where D1 or a room is away */
  async tellAnew(facts: ChannelFacts): Promise<void> {
    await tellFollowers(this.#env, facts);
    await this.#root.tellAnew(facts);
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
  changed(facts: ChannelFacts, after: Message, before: StoredMessage | undefined): Promise<unknown> | undefined {
    if (!facts.thread || !before) return undefined;
    if (after.deletedAt !== undefined) this.#root.deleted(facts);
    if (!before.meta?.alsoToChannel || before.body === after.body) return undefined;
    this.copies.add(after.seq, null);
    return this.copies.run(facts);
  }

  /** @returns true when the channel knows all that it is to know, or `next` says when it is told again */
  async ring(facts: ChannelFacts): Promise<boolean> {
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
