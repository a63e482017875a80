/**
 * Ends the sockets whose other end went. What a socket holds between the worker and its object is given back only when the object
 * closes its own end, or else at some later collection of garbage: where a thousand have left, all of it in one turn, in which
 * nobody is served for a quarter of a second. So every end is closed, whoever cut the line, and a crowd's some at a time.
 */
import { answerClose } from "./socket-identity.ts";

/** In a window; the first are answered at once. Giving one back takes some tenths of a millisecond. */
const TOGETHER = 8;
const WINDOW_MS = 20;

interface Goodbye {
  socket: WebSocket;
  code: number;
  reason: string;
}

export class CloseAnswers {
  /** Oldest first. */
  #waiting: Goodbye[] = [];
  /** How many more may be answered in this window. */
  #left = TOGETHER;
  #isOpen = false;

  /** Answers it now, or after those who said it before. */
  answer(socket: WebSocket, code: number, reason: string): void {
    this.#waiting.push({ socket, code, reason });
    this.#next();
  }

  #next(): void {
    const now = this.#waiting.splice(0, this.#left);
    this.#left -= now.length;
    for (const { socket, code, reason } of now) answerClose(socket, code, reason);
    if (this.#isOpen || now.length === 0) return;
    this.#isOpen = true;
    setTimeout(() => {
      this.#isOpen = false;
      this.#left = TOGETHER;
      this.#next();
    }, WINDOW_MS);
  }
}
