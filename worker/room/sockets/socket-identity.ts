/** Whose socket it is: kept in the socket's attachment, so that it outlives the object's sleep. At most 16 KiB. */
import { isFinalClose, type ChannelEvent } from "../../../protocol/index.ts";
import type { ChannelFacts, SocketIdentity } from "../contract.ts";
import type { Unread } from "./unread.ts";

interface Counted {
  /** What was sent and not shown to be read (unread-bytes.ts). */
  unread?: Unread | undefined;
}
export interface RoomAttachment extends SocketIdentity, Counted {
  /** When the permission was last confirmed, ms. */
  leaseAt: number;
  readSeq: number;
  /** When the mark came there, ms; absent where it stood there when the socket came. */
  readAt?: number;
  /** The part of `readSeq` that D1 has. */
  savedReadSeq: number;
  /** Since when D1 lacks the rest, ms; absent where it lacks nothing. */
  unsavedAt?: number;
  /** How far others were told that they read, where the mark was moved back since. */
  seenSeq?: number;
  /** Up to which `rev` the search index has the room's log (carried-with-sockets.ts). Says nothing of whose socket it is. */
  indexedRev?: number;
  /** What the room knew of its channel and had not written down when the socket came (channel-facts-store.ts). Nor does this. */
  channel?: ChannelFacts | undefined;
  /** Threads of the channel that somebody has open (threads/open-threads.ts). Nor does this. */
  threads?: string[] | undefined;
}

export interface HubAttachment extends SocketIdentity, Counted {
  leaseAt: number;
  /** Newer read marks than D1 may have: channel id → seq. */
  reads: Record<string, number>;
  visible: boolean;
  /** Nobody touched this tab for a while. */
  idle?: boolean;
  openedAt: number;
  /** The others were told that this member went. */
  isSilent: boolean;
}

export const IDENTITY_HEADER = "x-place-identity";
export const CHANNEL_HEADER = "x-place-channel";
/** When the worker looked them up, ms since 1970. */
export const LOOKED_UP_HEADER = "x-place-looked-up";
/** In place of all three: the hash of a token that was in this channel lately. */
export const RECONNECT_HEADER = "x-place-returning";
/** The answer to one whom the object does not know, or who lost their place since they were looked up. */
export const NOT_KNOWN = 409;
/** The answer to one who has too many sockets that are closing, because their other end neither reads nor goes. */
export const FULL = 429;

/** Attachments are read from the platform once per wake and kept beside their socket. */
export class Attachments<A> {
  readonly #known = new WeakMap<WebSocket, A>();

  of(socket: WebSocket): A {
    let attachment = this.#known.get(socket);
    if (!attachment) {
      attachment = socket.deserializeAttachment() as A;
      this.#known.set(socket, attachment);
    }
    return attachment;
  }

  set(socket: WebSocket, attachment: A): void {
    this.#known.set(socket, attachment);
    socket.serializeAttachment(attachment);
  }
}

/** A socket that is closing throws on send; its close event does the rest. */
export function sendTo(socket: WebSocket, frame: string): void {
  try {
    socket.send(frame);
  } catch {
    // closed in the meantime
  }
}

/** Closed from here; who closes a tab may have said something just before, which comes when the socket is closing already. */
const putOut = new WeakSet<WebSocket>();

/** Whoever was put out may leave the close unanswered and go on talking: nothing of that counts. */
export function isPutOut(socket: WebSocket, { leaseAt }: { leaseAt: number }): boolean {
  return socket.readyState !== WebSocket.OPEN && (putOut.has(socket) || leaseAt === 0);
}

export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  putOut.add(socket);
  if (isFinalClose(code)) sendTo(socket, JSON.stringify({ type: "ended", code } satisfies ChannelEvent));
  try {
    socket.close(code, reason);
  } catch {
    // closed in the meantime
  }
}

/** What is heard where nothing was said, and where the line was cut: they stand in no close frame (RFC 6455, section 7.4.1). */
const NO_CODE = 1005;
export const CUT = 1006;

/**
 * Answers a close frame with its own code and reason. The platform's automatic answer does not reach sockets that may hibernate:
 * without this one a client waits ten seconds for the end of its connection, or for ever. On a line that was cut nobody hears it, and
 * what the socket held is given back. On a socket that we closed first it does nothing.
 */
export function answerClose(socket: WebSocket, code: number, reason: string): void {
  try {
    if (code === NO_CODE || code === CUT) socket.close();
    else socket.close(code, reason);
  } catch {
    // Closed in the meantime.
  }
}

/** What the worker says of a socket travels in a header of the request that only the worker makes. */
export function readHeader<T>(request: Request, name: string): T {
  return JSON.parse(decodeURIComponent(request.headers.get(name) ?? "")) as T;
}
/** Undefined where a worker of the build before said nothing of it. */
export function lookedUpAt(request: Request): number | undefined {
  const at = request.headers.get(LOOKED_UP_HEADER);
  return at === null ? undefined : Number(at);
}
export function writeHeader(value: unknown): string {
  return encodeURIComponent(JSON.stringify(value));
}
