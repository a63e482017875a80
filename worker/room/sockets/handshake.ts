/** How a socket comes into the room, and what it is told first. */
import { RESUME_MAX_CHANGES, type ChannelEvent, type Page, type SeenMark } from "../../../protocol/index.ts";
import { membersNoOf } from "../channel-facts.ts";
import { isReader, type ChannelFacts, type SocketIdentity } from "../contract.ts";
import type { ChannelFactsStore } from "../channel-facts-store.ts";
import type { ReadMarks } from "../readers/read-marks.ts";
import { readMemberState } from "./leases.ts";
import type { RecentOrders } from "./recent-orders.ts";
import type { Reconnects } from "./reconnects.ts";
import type { RoomLog } from "../log/room-log.ts";
import type { ChannelSockets } from "./channel-sockets.ts";
import type { ReadReceipts } from "../readers/read-receipts.ts";
import {
  CHANNEL_HEADER,
  FULL,
  IDENTITY_HEADER,
  NOT_KNOWN,
  RECONNECT_HEADER,
  lookedUpAt,
  readHeader,
  type RoomAttachment,
} from "./socket-identity.ts";

const PAGE_OF_WELCOME = 50;

interface Host {
  channel: ChannelFactsStore;
  log: RoomLog;
  d1: D1Database;
  sockets: ChannelSockets;
  marks: ReadMarks;
  receipts: ReadReceipts;
  reconnects: Reconnects;
  recentOrders: RecentOrders;
}

type Greeting = Extract<ChannelEvent, { type: "welcome" | "resumed" }>;

export class Handshake {
  readonly #room: Host;
  /** The last piece of history that a first frame carried: those who come together are told the same. */
  #cached = { key: "", json: "" };

  constructor(room: Host) {
    this.#room = room;
  }

  /**
   * Takes over a socket whose origin, session and membership the worker has checked; or, by the hash of its token alone, the socket
   * of somebody who comes back. Answers NOT_KNOWN, with no socket, where the worker has to look them up, or again; FULL where nothing of theirs is read.
   */
  async admit(request: Request): Promise<Response> {
    const { channel, log, d1, reconnects, recentOrders } = this.#room;
    const tokenHash = request.headers.get(RECONNECT_HEADER);
    const rev = new URL(request.url).searchParams.get("rev");
    if (tokenHash !== null) return this.#open(() => (log.begun ? reconnects.find(tokenHash, Date.now()) : null), rev);
    const identity = readHeader<SocketIdentity & { readSeq: number }>(request, IDENTITY_HEADER);
    const facts = readHeader<ChannelFacts>(request, CHANNEL_HEADER);
    await channel.begin(facts);
    const known = await recentOrders.confirmed(identity, lookedUpAt(request), (who) =>
      readMemberState(d1, who, membersNoOf(channel.facts ?? facts)),
    );
    if (!known) return new Response(null, { status: NOT_KNOWN });
    const attachment = { ...known, savedReadSeq: known.readSeq, leaseAt: Date.now() };
    const orders = recentOrders.last(known);
    return this.#open(() => (recentOrders.last(known) === orders ? attachment : null), rev);
  }

  /** @param known whose socket it is. Asked again when D1 was waited for: they may have been put out meanwhile */
  async #open(known: () => RoomAttachment | null, rev: string | null): Promise<Response> {
    const { channel, log, sockets, marks, receipts, reconnects } = this.#room;
    const expected = known();
    const seen = expected && channel.facts ? await receipts.of(channel.facts, expected) : undefined;
    const who = known();
    if (!who) return new Response(null, { status: NOT_KNOWN });
    if (!sockets.makeRoom(who.member)) return new Response(null, { status: FULL });
    const { 0: client, 1: server } = new WebSocketPair();
    // Who reads without a name has no mark: nothing is new to them, and nothing is kept.
    const head = log.head.seq;
    const reader = isReader(who) ? { readSeq: head, savedReadSeq: head } : null;
    const readSeq = reader ? head : marks.of(who.memberNo, who.readSeq, sockets.ofMember(who.member));
    // Who comes back has what their last socket held: others hold it now.
    const held = { channel: channel.unwritten, threads: undefined, unread: undefined };
    sockets.accept(server, { ...who, ...held, readSeq, ...reader });
    reconnects.came(server);
    sockets.greet(server, this.firstFrame(rev === null ? null : Number(rev), readSeq, seen));
    return new Response(null, { status: 101, webSocket: client });
  }

  /** JSON of the first frame. `rev`: the highest that the client has seen; null at first contact. */
  firstFrame(rev: number | null, readSeq: number, seen?: Record<string, SeenMark>): string {
    const { log } = this.#room;
    const { seq, rev: headRev } = log.head;
    const common = { now: Date.now(), head: { seq, rev: headRev }, readSeq, pages: true, ...(seen && { seen }) };
    if (rev !== null && rev >= log.trimmedRev && rev <= headRev && headRev - rev <= RESUME_MAX_CHANGES) {
      const changes = this.#shared(`since ${rev}`, () => log.since(rev, RESUME_MAX_CHANGES));
      return withPiece<"resumed", "changes">({ type: "resumed", ...common }, "changes", changes);
    }
    const page = this.#shared("page", () => this.newestPage(PAGE_OF_WELCOME));
    const welcome = { type: "welcome" as const, ...common };
    return withPiece<"welcome", "page">(rev === null ? welcome : { ...welcome, reset: true }, "page", page);
  }

  /** The newest page, from memory. */
  newestPage(limit: number): Page {
    const { log } = this.#room;
    const messages = log.newest(limit);
    return { messages, reachedStart: (messages[0]?.seq ?? 1) === 1, reachedEnd: true, rev: log.head.rev };
  }

  /** JSON of a piece of history, made once while nothing changes. */
  #shared(what: string, piece: () => unknown): string {
    const key = `${what} at ${this.#room.log.head.rev}`;
    if (this.#cached.key !== key) this.#cached = { key, json: JSON.stringify(piece()) };
    return this.#cached.json;
  }
}

function withPiece<T extends Greeting["type"], K extends keyof Extract<Greeting, { type: T }>>(
  frame: Omit<Extract<Greeting, { type: T }>, K>,
  name: K & string,
  json: string,
): string {
  return `${JSON.stringify(frame).slice(0, -1)},"${name}":${json}}`;
}
