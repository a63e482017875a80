/** The channel's live sockets: who they are, what they are told, and whether they may still be told it. */
import { CLOSE, RESUME_MAX_CHANGES, type ChannelEvent, type Message, type Refusal } from "../../protocol/index.ts";
import { Leases } from "./leases.ts";
import type { RoomLog } from "./room-log.ts";
import { Attachments, closeSocket, sendTo, type RoomAttachment } from "./socket-identity.ts";

/** Tabs and devices of one person on one channel. */
export const SOCKETS_PER_MEMBER = 20;

export class RoomSockets {
  readonly attachments = new Attachments<RoomAttachment>();
  readonly #ctx: DurableObjectState;
  readonly #log: RoomLog;
  readonly #leases: Leases<RoomAttachment>;
  /** Sockets with an old lease: they hear nothing until it is confirmed, then everything after this `rev`. */
  readonly #behind = new Map<WebSocket, number>();
  #isRenewing = false;

  constructor(ctx: DurableObjectState, log: RoomLog, d1: D1Database) {
    this.#ctx = ctx;
    this.#log = log;
    this.#leases = new Leases(this.attachments, d1);
  }

  accept(socket: WebSocket, attachment: RoomAttachment): void {
    const others = this.ofMember(attachment.member);
    // One person could otherwise take all the places that an object has.
    if (others[0] && others.length >= SOCKETS_PER_MEMBER) closeSocket(others[0], CLOSE.comeBack, "too many tabs");
    this.#ctx.acceptWebSocket(socket, [memberTag(attachment.member), sessionTag(attachment.session)]);
    this.attachments.set(socket, attachment);
  }

  all(): WebSocket[] {
    return this.#ctx.getWebSockets();
  }
  ofMember(member: string): WebSocket[] {
    return this.#ctx.getWebSockets(memberTag(member));
  }
  ofSession(session: string): WebSocket[] {
    return this.#ctx.getWebSockets(sessionTag(session));
  }

  /** Changes what is known of whose socket it is. */
  change(socket: WebSocket, change: Partial<RoomAttachment>): void {
    this.attachments.set(socket, { ...this.attachments.of(socket), ...change });
  }

  /** Puts somebody out: what was confirmed of them holds no more, also when they come back before the close is done. */
  end(socket: WebSocket, code: number, reason: string): void {
    this.change(socket, { leaseAt: 0 });
    closeSocket(socket, code, reason);
  }

  send(socket: WebSocket, event: ChannelEvent): void {
    sendTo(socket, JSON.stringify(event));
  }
  /** `frame`: JSON of a `ChannelEvent`. */
  sendText(socket: WebSocket, frame: string): void {
    sendTo(socket, frame);
  }
  refuse(socket: WebSocket, ref: string | undefined, refusal: Refusal): void {
    this.send(socket, ref === undefined ? { type: "refused", refusal } : { type: "refused", ref, refusal });
  }

  /** What passes and is not stored. Who may not be told for certain is not told. */
  tellOthers(from: WebSocket | null, event: ChannelEvent, hears: (socket: WebSocket) => boolean = () => true): void {
    const frame = JSON.stringify(event);
    const now = Date.now();
    for (const socket of this.all())
      if (socket !== from && !this.#leases.isOld(socket, now) && hears(socket)) sendTo(socket, frame);
  }

  /** Tells everybody what changed, in one frame serialised once. `afterRev`: the channel's `rev` before these changes. */
  broadcast(changes: Message[], afterRev: number, channelNo: number): void {
    const frame = JSON.stringify({ type: "changed", changes } satisfies ChannelEvent);
    const now = Date.now();
    for (const socket of this.all()) {
      if (!this.#leases.isOld(socket, now)) sendTo(socket, frame);
      else if (!this.#behind.has(socket)) this.#behind.set(socket, afterRev);
    }
    if (this.#behind.size > 0 && !this.#isRenewing) this.#ctx.waitUntil(this.#catchUp(channelNo));
  }

  /** @returns false when the lease was old and the place is gone: the socket is closed then */
  confirm(socket: WebSocket, channelNo: number): true | Promise<boolean> {
    if (!this.#leases.isOld(socket, Date.now())) return true;
    return this.#leases.renew([socket], channelNo).then((kept) => kept.length === 1);
  }

  async #catchUp(channelNo: number): Promise<void> {
    this.#isRenewing = true;
    while (this.#behind.size > 0) {
      const kept = await this.#leases.renew([...this.#behind.keys()], channelNo);
      const behind = new Map(this.#behind);
      this.#behind.clear();
      for (const socket of kept) {
        const changes = this.#log.since(behind.get(socket) ?? 0, RESUME_MAX_CHANGES);
        this.send(socket, { type: "changed", changes });
      }
    }
    this.#isRenewing = false;
  }
}

const memberTag = (member: string) => `m:${member}`;
const sessionTag = (session: string) => `s:${session}`;
