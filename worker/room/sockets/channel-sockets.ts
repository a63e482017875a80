/** The channel's live sockets: who they are, what they are told, and whether they may still be told it. */
import { RESUME_MAX_CHANGES, type ChannelEvent, type Message, type Refusal } from "../../../protocol/index.ts";
import type { About } from "../../log.ts";
import { isReader } from "../contract.ts";
import { Leases, NO_LEASE } from "./leases.ts";
import { jsonOfAll } from "../log/message-json.ts";
import type { RoomLog } from "../log/room-log.ts";
import { makeRoom } from "./member-places.ts";
import { Attachments, closeSocket, type RoomAttachment } from "./socket-identity.ts";
import { UnreadBytes, bytesOf } from "./unread-bytes.ts";

/** Frames that are kept for a socket whose lease is being confirmed. */
const MISSED_MAX = 100;

/** What a socket with an old lease has not heard. */
interface Missed {
  /** Everything that was changed after this `rev`; null: nothing was. */
  afterRev: number | null;
  /** Frames that stay true: how far somebody has read. */
  frames: string[];
}

interface Host {
  log: RoomLog;
  d1: D1Database;
  /** The channel whose members may be here. */
  membersNo: () => number;
  about: () => About;
  /** Hears how many changes went to sockets, each of them once for each. */
  told: (deliveries: number) => void;
  /** Hears of each refusal. */
  refused: (socket: WebSocket, why: Refusal) => void;
  /** JSON of a first frame, for those who missed more than the log can tell. */
  firstFrame: (rev: number, readSeq: number) => string;
}

export class ChannelSockets {
  readonly attachments = new Attachments<RoomAttachment>();
  readonly unread = new UnreadBytes(this.attachments);
  readonly #ctx: DurableObjectState;
  readonly #room: Host;
  readonly #leases: Leases<RoomAttachment>;
  /** Sockets with an old lease: they hear nothing until it is confirmed, then all that they missed, in order. */
  readonly #behind = new Map<WebSocket, Missed>();

  constructor(ctx: DurableObjectState, room: Host) {
    this.#ctx = ctx;
    this.#room = room;
    this.#leases = new Leases(this.attachments, room.d1, room.membersNo, room.about);
  }

  /** @returns whether a member may have one more socket: another one is closed for it where need be */
  makeRoom(member: string): boolean {
    return makeRoom(this.ofMember(member));
  }
  accept(socket: WebSocket, attachment: RoomAttachment): void {
    const tags = [memberTag(attachment.member), sessionTag(attachment.session)];
    this.#ctx.acceptWebSocket(socket, attachment.visit ? [...tags, widgetTag(attachment.visit.widget)] : tags);
    this.attachments.set(socket, attachment);
  }

  all(): WebSocket[] {
    return this.#ctx.getWebSockets();
  }
  /** Those whose other end is there still: who said goodbye hears nothing more, and a send to them would throw. */
  #open(): WebSocket[] {
    return this.all().filter(({ readyState }) => readyState === WebSocket.OPEN);
  }
  /** Ids of the members who have a socket here: who reads without a name is none. */
  members(): string[] {
    return this.#open().flatMap((socket) => {
      const who = this.attachments.of(socket);
      return isReader(who) ? [] : [who.member];
    });
  }
  visitors(): WebSocket[] {
    return this.#open().filter((socket) => this.attachments.of(socket).visit !== undefined);
  }
  ofWidget(widget: string): WebSocket[] {
    return this.#ctx.getWebSockets(widgetTag(widget));
  }
  ofMember(member: string): WebSocket[] {
    return this.#ctx.getWebSockets(memberTag(member));
  }
  ofSession(session: string): WebSocket[] {
    return this.#ctx.getWebSockets(sessionTag(session));
  }

  /** Changes what is known of whose socket it is. */
  change(socket: WebSocket, change: Partial<RoomAttachment>): void {
    this.#leases.changed(socket);
    this.attachments.set(socket, { ...this.attachments.of(socket), ...change });
  }

  /** Puts somebody out: what was confirmed of them holds no more, also when they come back before the close is done. */
  end(socket: WebSocket, code: number, reason: string): void {
    this.change(socket, { leaseAt: NO_LEASE });
    closeSocket(socket, code, reason);
  }

  /** The first frame, JSON of a `ChannelEvent`. */
  greet(socket: WebSocket, frame: string): void {
    this.unread.greet(socket, frame);
  }
  /** What a socket asked for, JSON of a `ChannelEvent`. */
  sendText(socket: WebSocket, frame: string): void {
    this.unread.answer(socket, frame);
  }
  send(socket: WebSocket, event: ChannelEvent): void {
    this.unread.tell(socket, JSON.stringify(event));
  }
  /** With the mark of the request by which the socket came: what somebody can read to whoever runs PLACE is in the log too. */
  refuse(socket: WebSocket, ref: string | undefined, why: Refusal): void {
    const { trace } = this.attachments.of(socket);
    const refusal = trace === undefined ? why : { ...why, trace };
    this.send(socket, ref === undefined ? { type: "refused", refusal } : { type: "refused", ref, refusal });
    this.#room.refused(socket, why);
  }

  /**
   * What passes and is not stored. Who may not be told for certain is not told; of what stays true (`seen`) they are told when their
   * lease is confirmed.
   */
  sendToOthers(
    from: WebSocket | null,
    event: ChannelEvent,
    receives: (socket: WebSocket) => boolean = () => true,
  ): void {
    const frame = JSON.stringify(event);
    const bytes = bytesOf(frame);
    const now = Date.now();
    for (const socket of this.#open()) {
      if (socket === from || !receives(socket)) continue;
      if (!this.#mayReceive(socket, now)) {
        if (event.type === "seen") this.#miss(socket, null, frame);
      } else this.unread.tell(socket, frame, bytes);
    }
  }

  /** Tells everybody what changed, in one frame serialised once. `afterRev`: the channel's `rev` before these changes. */
  broadcast(changes: Message[], afterRev: number): void {
    const frame = changedFrame(changes);
    const bytes = bytesOf(frame);
    const now = Date.now();
    const open = this.#open();
    for (const socket of open) {
      if (this.#mayReceive(socket, now)) this.unread.tell(socket, frame, bytes);
      else this.#miss(socket, afterRev);
    }
    this.#room.told(open.length * changes.length);
  }

  /** @returns false when the lease was old and the place is gone: the socket is closed then */
  confirm(socket: WebSocket): true | Promise<boolean> {
    return this.#leases.confirm(socket);
  }

  /** Who waits for what they missed hears nothing before it. */
  #mayReceive(socket: WebSocket, now: number): boolean {
    return !this.#behind.has(socket) && !this.#leases.isOld(socket, now);
  }

  #miss(socket: WebSocket, afterRev: number | null, frame?: string): void {
    const missed = this.#behind.get(socket);
    if (missed) {
      missed.afterRev ??= afterRev;
      if (frame !== undefined && missed.frames.length < MISSED_MAX) missed.frames.push(frame);
      return;
    }
    this.#behind.set(socket, { afterRev, frames: frame === undefined ? [] : [frame] });
    this.#ctx.waitUntil(this.#catchUp(socket));
  }

  async #catchUp(socket: WebSocket): Promise<void> {
    const stays = await this.#leases.confirm(socket);
    // No await from here on: what is changed after this turn is told in the common frame.
    const missed = this.#behind.get(socket);
    this.#behind.delete(socket);
    if (!stays || !missed) return;
    if (missed.afterRev !== null) this.#sendSince(socket, missed.afterRev);
    for (const frame of missed.frames) this.unread.tell(socket, frame);
  }

  #sendSince(socket: WebSocket, rev: number): void {
    const { log, firstFrame } = this.#room;
    const changes = rev < log.trimmedRev ? null : log.since(rev, RESUME_MAX_CHANGES + 1);
    if (!changes || changes.length > RESUME_MAX_CHANGES)
      this.unread.tell(socket, firstFrame(rev, this.attachments.of(socket).readSeq));
    else this.unread.tell(socket, changedFrame(changes));
  }
}

const changedFrame = (changes: readonly Message[]) => `{"type":"changed","changes":${jsonOfAll(changes)}}`;
const memberTag = (member: string) => `m:${member}`;
const sessionTag = (session: string) => `s:${session}`;
const widgetTag = (widget: string) => `w:${widget}`;
