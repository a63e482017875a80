/**
 * Who may come back without a look-up in D1: whose socket is open, or closed a moment ago, under a lease that is still good. When the
 * network of a lecture hall fails, the whole class returns at once, and D1 answers one query at a time.
 *
 * The lease stays as old as it was, so a lost notice is mended as soon as ever (promise I6). What the room is told of somebody
 * takes their place here away. After a sleep only the open sockets are known.
 */
import { LEASE_MS } from "../../../protocol/index.ts";
import type { ChannelSockets } from "./channel-sockets.ts";
import type { RoomAttachment } from "./socket-identity.ts";

/** A cut is noticed, and tried again, well within that. */
const REMEMBERED_MS = 60_000;

export class Reconnects {
  readonly #sockets: ChannelSockets;
  /** The newest socket of each session, by the hash of its token; null until somebody asks. */
  #open: Map<string, WebSocket> | null = null;
  /** By the hash of the token, who left longest ago first. */
  readonly #left = new Map<string, { was: RoomAttachment; at: number }>();

  constructor(sockets: ChannelSockets) {
    this.#sockets = sockets;
  }

  /** What was known of them, unless too long ago. */
  find(tokenHash: string, now: number): RoomAttachment | null {
    if (!this.#open) {
      this.#open = new Map();
      for (const socket of this.#sockets.all()) this.came(socket);
    }
    const socket = this.#open.get(tokenHash);
    const known =
      socket?.readyState === WebSocket.OPEN ? this.#sockets.attachments.of(socket) : this.#left.get(tokenHash)?.was;
    // A visitor's token ends sooner.
    return known && now - known.leaseAt < LEASE_MS && now < (known.visit?.until ?? Infinity) ? known : null;
  }

  came(socket: WebSocket): void {
    if (socket.readyState === WebSocket.OPEN) this.#open?.set(this.#sockets.attachments.of(socket).tokenHash, socket);
  }

  left(socket: WebSocket, now: number): void {
    const was = this.#sockets.attachments.of(socket);
    if (this.#open?.get(was.tokenHash) === socket) this.#open.delete(was.tokenHash);
    for (const [tokenHash, { at }] of this.#left) {
      if (now - at < REMEMBERED_MS) break;
      this.#left.delete(tokenHash);
    }
    this.#left.delete(was.tokenHash);
    if (now - was.leaseAt < LEASE_MS) this.#left.set(was.tokenHash, { was, at: now });
  }

  /** Those who left and of whom this holds have to be looked up. */
  forget(holds: (was: RoomAttachment) => boolean = () => true): void {
    for (const [tokenHash, { was }] of this.#left) if (holds(was)) this.#left.delete(tokenHash);
  }
}
