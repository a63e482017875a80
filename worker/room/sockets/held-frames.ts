/** Frames for sockets whose lease is being confirmed: told in their order when it is, and not at all where the place is gone. */
import { CLOSE } from "../../../protocol/index.ts";
import type { SocketIdentity } from "../contract.ts";
import type { Leases } from "./leases.ts";
import { closeSocket } from "./socket-identity.ts";
import type { UnreadBytes } from "./unread-bytes.ts";

/** A tab that missed more than that starts anew, which tells it everything. */
const HELD_MAX = 200;

export class HeldFrames<A extends SocketIdentity & { leaseAt: number }> {
  readonly #leases: Leases<A>;
  readonly #unread: Pick<UnreadBytes<object>, "tell">;
  readonly #held = new Map<WebSocket, string[]>();

  constructor(leases: Leases<A>, unread: Pick<UnreadBytes<object>, "tell">) {
    this.#leases = leases;
    this.#unread = unread;
  }

  /** Sends now, or as soon as it is known that this socket may hear it. @returns what is waited for, if anything is */
  send(socket: WebSocket, frame: string, now: number): Promise<void> | undefined {
    const held = this.#held.get(socket);
    if (held) {
      if (held.length < HELD_MAX) held.push(frame);
      else closeSocket(socket, CLOSE.comeBack, "too much was missed");
      return undefined;
    }
    if (!this.#leases.isOld(socket, now)) {
      this.#unread.tell(socket, frame);
      return undefined;
    }
    this.#held.set(socket, [frame]);
    return this.#sendAll(socket);
  }

  async #sendAll(socket: WebSocket): Promise<void> {
    const stays = await this.#leases.confirm(socket);
    const frames = this.#held.get(socket) ?? [];
    this.#held.delete(socket);
    if (stays) for (const frame of frames) this.#unread.tell(socket, frame);
  }
}
