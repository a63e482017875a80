/**
 * The threads of a channel that have somebody's socket open: what closes or changes a socket in the channel does so in them too
 * (promise I6). A thread says so once per wake, and is forgotten when it answers that nobody is there.
 *
 * Who has a thread open mostly has its channel open beside it: it is noted with a socket that is here, which outlives the object's sleep as a
 * row would and costs none. Where nobody is here, or the last one goes, it is a row. A crash takes both; the lease of the thread's sockets
 * mends that.
 */
import type { RoomOrder } from "../contract.ts";
import { log } from "../../log.ts";
import { roomOf } from "../stubs.ts";
import type { ChannelSockets } from "../sockets/channel-sockets.ts";
import { Table } from "../tables.ts";

const KEY = "openThread:";
/** So many are noted with one socket, whose attachment has an end. */
const HELD_MAX = 40;

export class OpenThreads {
  readonly #storage: DurableObjectStorage;
  readonly #rooms: Env["ROOMS"];
  readonly #sockets: Pick<ChannelSockets, "all" | "attachments"> | undefined;

  constructor(
    storage: DurableObjectStorage,
    rooms: Env["ROOMS"],
    sockets?: Pick<ChannelSockets, "all" | "attachments">,
  ) {
    this.#storage = storage;
    this.#rooms = rooms;
    this.#sockets = sockets;
  }

  /** @param but a socket that is about to go */
  add(channel: string, but?: WebSocket): void {
    const { kv } = this.#storage;
    if (kv.get(KEY + channel) !== undefined || this.#noted(but).includes(channel)) return;
    const holder = this.#others(but).find((socket) => this.#notedWith(socket).length < HELD_MAX);
    if (holder) this.#note(holder, [...this.#notedWith(holder), channel]);
    else kv.put(KEY + channel, 1);
  }

  /** The socket goes, and with it what was noted with it. */
  left(socket: WebSocket): void {
    for (const channel of this.#notedWith(socket)) this.add(channel, socket);
  }

  async tell(order: RoomOrder): Promise<void> {
    await Promise.all(
      this.#all().map(async (channel) => {
        try {
          const isOpen = await roomOf({ ROOMS: this.#rooms }, channel).obey(order);
          if (!isOpen) this.forget(channel);
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
    return [...new Set([...this.#noted(), ...kept, ...before.map(({ channel }) => channel)])];
  }

  /** It hangs elsewhere from now on. */
  forget(channel: string): void {
    for (const socket of this.#sockets?.all() ?? []) {
      const noted = this.#notedWith(socket);
      if (noted.includes(channel))
        this.#note(
          socket,
          noted.filter((one) => one !== channel),
        );
    }
    if (this.#storage.kv.get(KEY + channel) !== undefined) this.#storage.kv.delete(KEY + channel);
    this.#fromBefore.change(`DELETE FROM open_threads WHERE channel = ?`, channel);
  }

  /** Also with a socket that is closing: until it is gone (`left`) it is where the note is. */
  #noted(but?: WebSocket): string[] {
    return (this.#sockets?.all() ?? []).flatMap((socket) => (socket === but ? [] : this.#notedWith(socket)));
  }

  #others(but: WebSocket | undefined): WebSocket[] {
    const all = this.#sockets?.all() ?? [];
    return all.filter((socket) => socket !== but && socket.readyState === WebSocket.OPEN);
  }

  #notedWith(socket: WebSocket): string[] {
    return this.#sockets?.attachments.of(socket).threads ?? [];
  }

  #note(socket: WebSocket, threads: string[]): void {
    const attachment = this.#sockets?.attachments.of(socket);
    if (attachment) this.#sockets?.attachments.set(socket, { ...attachment, threads });
  }

  /** A room of an earlier version kept them in a table. */
  get #fromBefore(): Table {
    return new Table(this.#storage.sql, "open_threads", "(channel TEXT PRIMARY KEY) WITHOUT ROWID");
  }
}
