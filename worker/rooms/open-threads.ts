/**
 * The threads of a channel that have somebody's socket open: what closes or changes a socket in the channel does so in them too
 * (promise I6). A thread says so once per wake, and is forgotten when it answers that nobody is there.
 */
import { log } from "../log.ts";
import type { RoomOrder } from "./room-orders.ts";
import { roomOf } from "./stubs.ts";
import { Table } from "./tables.ts";

export class OpenThreads {
  readonly #open: Table;
  readonly #rooms: Env["ROOMS"];

  constructor(sql: SqlStorage, rooms: Env["ROOMS"]) {
    this.#open = new Table(sql, "open_threads", "(channel TEXT PRIMARY KEY) WITHOUT ROWID");
    this.#rooms = rooms;
  }

  add(channel: string): void {
    this.#open.write(`INSERT OR IGNORE INTO open_threads VALUES (?)`, channel);
  }

  async tell(order: RoomOrder): Promise<void> {
    const open = this.#open.rows<{ channel: string }>(`SELECT channel FROM open_threads`);
    await Promise.all(
      open.map(async ({ channel }) => {
        try {
          const isOpen = await roomOf({ ROOMS: this.#rooms }, channel).obey(order);
          if (!isOpen) this.#open.change(`DELETE FROM open_threads WHERE channel = ?`, channel);
        } catch (error) {
          // The sockets' lease mends it.
          log.fault("openThreads", error, { channel });
        }
      }),
    );
  }
}
