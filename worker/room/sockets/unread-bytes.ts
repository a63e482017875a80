/**
 * How much was sent to a socket that its other end has not shown to have read, and the end of one where that is too much.
 *
 * The platform takes whatever is sent and keeps it until it goes out: it does not say how much waits (it knows no `bufferedAmount`), and a
 * ping proves nothing, since who never reads can send one. So now and then a word that nobody can guess goes out behind the frames, and
 * comes back from who has read up to it (docs/decisions/0027-reading-is-shown-by-an-echo.md).
 */
import { CLOSE, UNREAD_ASKED_BYTES, UNREAD_MAX_BYTES, type ChannelEvent } from "../../../protocol/index.ts";
import { closeSocket, sendTo, type Attachments } from "./socket-identity.ts";
import type { Unread } from "./unread.ts";

interface Count extends Unread {
  /** Up to here `told` is in the attachment: no less than there is. */
  saved: number;
  /** Of `told`, since the object woke. */
  sinceWake: number;
}

/** Saved ahead of what was sent, so that many frames are one write, and a sleep after a single one costs little. */
const AHEAD_MIN = 1024;
const AHEAD_MAX = 16 * 1024;

export class UnreadBytes<A extends { unread?: Unread | undefined }> {
  readonly #attachments: Attachments<A>;
  readonly #counts = new WeakMap<WebSocket, Count>();

  constructor(attachments: Attachments<A>) {
    this.#attachments = attachments;
  }

  /** Tells it, or ends a socket of which too much is unread. @param bytes of the frame, for who counts once for many */
  tell(socket: WebSocket, frame: string, bytes = bytesOf(frame)): void {
    if (socket.readyState !== WebSocket.OPEN) return;
    const count = this.#of(socket);
    if (count.told + bytes > UNREAD_MAX_BYTES) return closeSocket(socket, CLOSE.unread, "too much was not read");
    sendTo(socket, frame);
    count.told += bytes;
    count.sinceWake += bytes;
    if (!this.#ask(socket, count) && count.told > count.saved) this.#save(socket, count);
  }

  /** Gives it what it asked for, however large that is. */
  answer(socket: WebSocket, frame: string): void {
    const count = this.greet(socket, frame);
    if (count) this.#save(socket, count);
  }
  /** The first frame. A crowd that comes at once is not written down one by one. @returns what is not written down */
  greet(socket: WebSocket, frame: string): Count | null {
    const count = this.#of(socket);
    sendTo(socket, frame);
    count.answered += frame.length;
    return this.#ask(socket, count) ? null : count;
  }
  /** Whether more may be asked for. */
  mayAsk(socket: WebSocket): boolean {
    return this.#of(socket).answered <= UNREAD_MAX_BYTES;
  }

  /** A word came back: what was sent before it was read. One that did not go out says nothing. */
  echoed(socket: WebSocket, token: string): void {
    const count = this.#of(socket);
    const { asked } = count;
    if (asked?.token !== token) return;
    count.told -= asked.told;
    count.answered -= asked.answered;
    count.asked = undefined;
    if (!this.#ask(socket, count)) this.#save(socket, count);
  }

  /** Lets a word go out where one is due. */
  #ask(socket: WebSocket, count: Count): boolean {
    if (count.asked || count.told + count.answered < UNREAD_ASKED_BYTES) return false;
    const token = crypto.randomUUID().slice(0, 8);
    const frame = JSON.stringify({ type: "echo", token } satisfies ChannelEvent);
    sendTo(socket, frame);
    count.told += frame.length;
    count.asked = { token, told: count.told, answered: count.answered };
    this.#save(socket, count);
    return true;
  }

  #of(socket: WebSocket): Count {
    let count = this.#counts.get(socket);
    if (!count) {
      const unread = this.#attachments.of(socket).unread ?? { told: 0, answered: 0 };
      count = { ...unread, saved: unread.told, sinceWake: 0 };
      this.#counts.set(socket, count);
    }
    return count;
  }

  #save(socket: WebSocket, count: Count): void {
    const { answered, asked } = count;
    count.saved = count.told + Math.min(AHEAD_MAX, Math.max(AHEAD_MIN, count.sinceWake));
    this.#attachments.set(socket, {
      ...this.#attachments.of(socket),
      unread: { told: count.saved, answered, ...(asked && { asked }) },
    });
  }
}

/** Of text in UTF-8: no less than it takes. */
export function bytesOf(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > 0x7f) bytes += unit > 0x7ff ? 2 : 1;
  }
  return bytes;
}
