/**
 * The threads of a channel that have somebody's socket open: what closes or changes a socket in the channel does so in them too
 * (promise I6). A thread says so once per wake, and is forgotten when it answers that nobody is there.
 */
import { log } from "../../log.ts";
import type { RoomOrder } from "../sockets/orders.ts";
import { roomOf } from "../stubs.ts";
import { Table } from "../tables.ts";

const KEY = "openThread:";

export class OpenThreads {
  readonly #storage: DurableObjectStorage;
  readonly #rooms: Env["ROOMS"];

  constructor(storage: DurableObjectStorage, rooms: Env["ROOMS"]) {
    this.#storage = storage;
    this.#rooms = rooms;
  }

  add(channel: string): void {
    const { kv } = this.#storage;
    if (kv.get(KEY + channel) === undefined) kv.put(KEY + channel, 1);
  }

  async tell(order: RoomOrder): Promise<void> {
    await Promise.all(
      this.#all().map(async (channel) => {
        try {
          const isOpen = await roomOf({ ROOMS: this.#rooms }, channel).obey(order);
          if (!isOpen) this.#forget(channel);
        } catch (error) {
          // The sockets' lease mends it.
          log.fault("openThreads", error, { channel });
        }
      }),
    );
  }

  #all(): string[] {
    const kept = [...this.#storage.kv.list({ prefix: KEY })].map(([key]) => key.slice(KEY.length));
    const before = this.#fromBefore.rows<{ channel: string }>(`SELECT channel FROM open_threads`);
    return [...new Set([...kept, ...before.map(({ channel }) => channel)])];
  }

  #forget(channel: string): void {
    this.#storage.kv.delete(KEY + channel);
    this.#fromBefore.change(`DELETE FROM open_threads WHERE channel = ?`, channel);
  }

  /** A room of an earlier version kept them in a table. */
  get #fromBefore(): Table {
    return new Table(this.#storage.sql, "open_threads", "(channel TEXT PRIMARY KEY) WITHOUT ROWID");
  }
}
