/**
 * A socket's permission is a lease: confirmed at the upgrade, and again when something is to be said to a socket whose lease
 * is old. Removals act at once by notice; the lease mends a notice that was lost (promise I6) and costs a sleeping object nothing.
 * All that are asked for while D1 is on its way go together with the next question.
 */
import { CLOSE, LEASE_MS, visitUnder } from "../../../protocol/index.ts";
import type { SocketIdentity } from "../contract.ts";
import { closedBy } from "../../../protocol/permissions.ts";
import { LastingFailure } from "../../lasting-failure.ts";
import type { About } from "../../log.ts";
import { leaseKey, readLeases, type LeaseState } from "../../store/live.ts";
import { readWidgetRules } from "../../store/widget-rules.ts";
import { closeSocket, type Attachments } from "./socket-identity.ts";
import { D1_PATIENCE_MS, within } from "../within.ts";

/** What may change about somebody while their socket is open. */
function memberStateOf({ settings, relation, visit, ...state }: LeaseState) {
  const { readReceipts, typing, presence } = settings;
  const privacy = { readReceipts, typing, presence };
  return { ...state, closed: closedBy(relation, state.role), privacy, ...(visit && { visit }) };
}

/** Where D1 cannot be asked, people go on talking for that long before the next try. */
export const GRACE_MS = 60_000;
/** `leaseAt` of a socket that was put out. */
export const NO_LEASE = 0;

/**
 * Asks D1 about one who comes in, after an order that concerned them.
 * @param channelNo whose members may be here; undefined: the class's
 * @returns how they stand; null where their place is gone. @throws what D1 throws, TookTooLong
 */
export async function readMemberState(
  d1: D1Database,
  who: SocketIdentity,
  channelNo?: number,
): Promise<Partial<SocketIdentity> | null> {
  if (who.visit?.kind === "reader") {
    const { widget } = who.visit;
    const rule = (await within(D1_PATIENCE_MS, readWidgetRules(d1, [widget]))).get(widget);
    const allowed = rule ? visitUnder(rule, who.visit) : null;
    return allowed && { visit: { ...who.visit, ...allowed } };
  }
  const states = await within(D1_PATIENCE_MS, readLeases(d1, [who], Date.now(), channelNo));
  const state = states.get(leaseKey(who));
  return state ? memberStateOf(state) : null;
}

/** How somebody stands whose lease was asked for; null where their place is gone. */
type States = (who: SocketIdentity) => Partial<SocketIdentity> | null;

export class Leases<A extends SocketIdentity & { leaseAt: number }> {
  readonly #attachments: Attachments<A>;
  readonly #d1: D1Database;
  readonly #channelNo: () => number | undefined;
  readonly #about: () => About;
  readonly #failure = new LastingFailure("leases");
  #asked = new Map<WebSocket, ((stays: boolean) => void)[]>();
  #isAsking = false;
  /** D1 could not be asked: until then nobody is asked for, ms since 1970. */
  #graceUntil = 0;
  /** Of whom the object was told something by others than D1, and when by this counter: what D1 said before does not count. */
  readonly #changedAt = new WeakMap<WebSocket, number>();
  #now = 0;

  /**
   * @param channelNo whose members may be here; undefined: the class's
   * @param about for the line that says that D1 cannot be asked
   */
  constructor(
    attachments: Attachments<A>,
    d1: D1Database,
    channelNo: () => number | undefined = () => undefined,
    about: () => About = () => ({}),
  ) {
    this.#attachments = attachments;
    this.#d1 = d1;
    this.#channelNo = channelNo;
    this.#about = about;
  }

  isOld(socket: WebSocket, now: number): boolean {
    const { leaseAt, visit } = this.#attachments.of(socket);
    // A visitor's token ends soon. A reader's may be renewed without the room hearing of it, and anybody gets another one.
    const isOver = visit !== undefined && visit.kind !== "reader" && visit.until <= now;
    return (isOver || now - leaseAt > LEASE_MS) && (now >= this.#graceUntil || leaseAt === NO_LEASE);
  }

  /** Somebody else than D1 said who this is: an answer that is on its way is older. */
  changed(socket: WebSocket): void {
    this.#changedAt.set(socket, ++this.#now);
  }

  /** @returns whether the socket stays; false when its place is gone: it is closed then */
  confirm(socket: WebSocket): true | Promise<boolean> {
    if (!this.isOld(socket, Date.now())) return true;
    return new Promise((resolve) => {
      const waiting = this.#asked.get(socket);
      if (waiting) waiting.push(resolve);
      else this.#asked.set(socket, [resolve]);
      if (!this.#isAsking) void this.#ask();
    });
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    // Who is asked for in the same turn is asked for together.
    await Promise.resolve();
    while (this.#asked.size > 0) {
      const asked = this.#asked;
      this.#asked = new Map();
      const gone = await this.#renew([...asked.keys()]);
      for (const [socket, waiting] of asked) for (const tell of waiting) tell(!gone.has(socket));
    }
    this.#isAsking = false;
  }

  /** Confirms these sockets in one query and closes those whose place is gone, also when the answer comes late. @returns those */
  async #renew(sockets: WebSocket[]): Promise<Set<WebSocket>> {
    const now = Date.now();
    const since = this.#now;
    try {
      const reading = this.#read(sockets, now);
      const gone = await within(
        D1_PATIENCE_MS,
        reading.then((states) => this.#apply(sockets, states, now, since)),
      );
      this.#failure.worked(this.#about());
      return gone;
    } catch (error) {
      this.#failure.failed(error, this.#about());
      this.#graceUntil = now + GRACE_MS;
      return new Set();
    }
  }

  /** Members one by one in one statement; readers without a name by the widget that they are in, however many. */
  async #read(sockets: WebSocket[], now: number): Promise<States> {
    const all = sockets.map((socket) => this.#attachments.of(socket));
    const isReader = ({ visit }: SocketIdentity) => visit?.kind === "reader";
    const [readers, members] = [all.filter(isReader), all.filter((who) => !isReader(who))];
    const visits = readers.flatMap(({ visit }) => visit ?? []);
    const [states, rules] = await Promise.all([
      members.length > 0 ? readLeases(this.#d1, members, now, this.#channelNo()) : new Map<string, LeaseState>(),
      visits.length > 0 ? readWidgetRules(this.#d1, [...new Set(visits.map(({ widget }) => widget))]) : null,
    ]);
    return (who) => {
      if (!isReader(who) || !who.visit) {
        const state = states.get(leaseKey(who));
        return state ? memberStateOf(state) : null;
      }
      const rule = rules?.get(who.visit.widget);
      const allowed = rule ? visitUnder(rule, who.visit) : null;
      return allowed && { visit: { ...who.visit, ...allowed } };
    };
  }

  #apply(sockets: WebSocket[], stateOf: States, now: number, since: number): Set<WebSocket> {
    this.#graceUntil = 0;
    const gone = new Set<WebSocket>();
    for (const socket of sockets) {
      const attachment = this.#attachments.of(socket);
      const state = stateOf(attachment);
      if (!state) {
        gone.add(socket);
        closeSocket(socket, CLOSE.removed, "not in here any more");
      } else if ((this.#changedAt.get(socket) ?? 0) <= since)
        this.#attachments.set(socket, { ...attachment, ...state, leaseAt: now });
    }
    return gone;
  }
}
