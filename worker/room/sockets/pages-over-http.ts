/**
 * Pages of history for who has no socket. The worker looks them up once; from then on they hold a lease here, as sockets do, and for as
 * long as it lasts the hash of their token will do: who scrolls back over HTTP is not looked up in D1 for every page.
 *
 * The room hears of whoever loses their place, and lets go of their lease in that moment (promise I6). Leases are kept in memory alone: after
 * a sleep, in which no order could be noted, everybody is looked up anew. Rooms of threads are told only while somebody has a
 * socket there, so that nobody holds such a lease in a thread.
 */
import { LEASE_MS } from "../../../protocol/index.ts";
import { isReader, type ChannelFacts, type PageAsked, type SocketIdentity } from "../contract.ts";
import type { RoomLog } from "../log/room-log.ts";
import type { Pages } from "./pages.ts";
import type { RecentOrders } from "./recent-orders.ts";
import type { Reconnects } from "./reconnects.ts";

/** Leases, of some 300 bytes each. */
const MOST = 1_000;

interface Host {
  log: Pick<RoomLog, "begun">;
  pages: Pick<Pages, "read">;
  reconnects: Pick<Reconnects, "find">;
  recentOrders: Pick<RecentOrders, "concern" | "last">;
}

export class PagesOverHttp {
  readonly #room: Host;
  /** By the hash of the token, the oldest first. */
  readonly #leases = new Map<string, { who: SocketIdentity; leaseAt: number }>();

  constructor(room: Host) {
    this.#room = room;
  }

  /**
   * @param lookedUpAt when the worker looked them up, ms since 1970
   * @returns JSON of a `Page`; null where they have to be looked up again. @throws what D1 throws
   */
  async byLookup(
    { thread }: ChannelFacts,
    who: SocketIdentity,
    lookedUpAt: number,
    asked: PageAsked,
  ): Promise<string | null> {
    const { recentOrders, pages } = this.#room;
    if (recentOrders.concern(who, lookedUpAt)) return null;
    // Readers without a name are looked up at each request, all of a widget as one.
    if (!thread && !isReader(who)) this.#grant(who, lookedUpAt);
    const orders = recentOrders.last(who);
    const page = await pages.read(asked);
    // Who was put out while D1 was asked is told nothing.
    return recentOrders.last(who) === orders ? page : null;
  }

  /** @returns null for whoever holds no lease here, nor has a socket. @throws what D1 throws */
  async byLease(tokenHash: string, asked: PageAsked): Promise<string | null> {
    if (!this.#isKnown(tokenHash)) return null;
    const page = await this.#room.pages.read(asked);
    return this.#isKnown(tokenHash) ? page : null;
  }

  /** Those of whom this is true have to be looked up. */
  forget(concerns: (who: SocketIdentity) => boolean): void {
    for (const [tokenHash, { who }] of this.#leases) if (concerns(who)) this.#leases.delete(tokenHash);
  }

  #grant(who: SocketIdentity, leaseAt: number): void {
    this.#leases.delete(who.tokenHash);
    this.#leases.set(who.tokenHash, { who, leaseAt });
    for (const oldest of this.#leases.keys()) {
      if (this.#leases.size <= MOST) break;
      this.#leases.delete(oldest);
    }
  }

  #isKnown(tokenHash: string): boolean {
    const now = Date.now();
    const { log, reconnects } = this.#room;
    if (!log.begun) return false;
    const lease = this.#leases.get(tokenHash);
    const isGood = lease !== undefined && now - lease.leaseAt < LEASE_MS && now < (lease.who.visit?.until ?? Infinity);
    return isGood || reconnects.find(tokenHash, now) !== null;
  }
}
