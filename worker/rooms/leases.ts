/**
 * A socket's permission is a lease: confirmed at the upgrade, and again when something is to be said to a socket whose lease
 * is old. Removals act at once by notice; the lease mends a notice that was lost (promise I6) and costs a sleeping object nothing.
 */
import { CLOSE, LEASE_MS } from "../../protocol/index.ts";
import { closedBy } from "../access.ts";
import { leaseKey, readLeases, type LeaseState } from "../store/live.ts";
import { closeSocket, type Attachments, type SocketIdentity } from "./socket-identity.ts";

function standingOf({ role, mutedUntil, settings, toward }: LeaseState) {
  const { readReceipts, typing, presence } = settings;
  return { role, mutedUntil, closed: closedBy(toward, role), privacy: { readReceipts, typing, presence } };
}

/** Where D1 cannot be asked, people go on talking for that long before the next try. */
const GRACE_MS = 60_000;

export class Leases<A extends SocketIdentity & { leaseAt: number }> {
  readonly #attachments: Attachments<A>;
  readonly #d1: D1Database;

  constructor(attachments: Attachments<A>, d1: D1Database) {
    this.#attachments = attachments;
    this.#d1 = d1;
  }

  isOld(socket: WebSocket, now: number): boolean {
    return now - this.#attachments.of(socket).leaseAt > LEASE_MS;
  }

  /** Confirms these sockets in one query and closes those whose place is gone. @returns the sockets that stay */
  async renew(sockets: WebSocket[], channelNo?: number): Promise<WebSocket[]> {
    const now = Date.now();
    let states: Map<string, LeaseState>;
    try {
      states = await readLeases(
        this.#d1,
        sockets.map((socket) => this.#attachments.of(socket)),
        now,
        channelNo,
      );
    } catch {
      for (const socket of sockets)
        this.#attachments.set(socket, { ...this.#attachments.of(socket), leaseAt: now - LEASE_MS + GRACE_MS });
      return sockets;
    }
    return sockets.filter((socket) => {
      const attachment = this.#attachments.of(socket);
      const state = states.get(leaseKey(attachment));
      if (state) this.#attachments.set(socket, { ...attachment, ...standingOf(state), leaseAt: now });
      else closeSocket(socket, CLOSE.removed, "not in here any more");
      return state !== undefined;
    });
  }
}
