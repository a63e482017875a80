/**
 * The network between one student and the server, with the faults that networks have: it is cut, it stands half open (nothing passes,
 * and nobody is told), it is slow, it brings what is sent twice, or its reader stops reading.
 */
import { openWebSocket, type OpenSocket, type Socket } from "../../client/socket.ts";
import { Traffic } from "./traffic.ts";
import type { LineTrouble } from "./plan.ts";

/** How much later a slow network brings each frame, ms; in their order, as TCP does. */
const SLOW_MS = 700;
/** As a browser says it of a connection that was lost. */
const LOST = 1006;

export class Line {
  readonly #sockets = new Set<FaultySocket>();
  #until: Record<LineTrouble, number> = { cut: 0, halfOpen: 0, slow: 0, twice: 0, stopReading: 0 };

  readonly traffic = new Traffic();

  /** Begins now and ends by itself. */
  suffer(trouble: LineTrouble, forMs: number): void {
    this.#until[trouble] = Math.max(this.#until[trouble], performance.now() + forMs);
    if (trouble === "cut") for (const socket of this.#sockets) socket.cut();
    if (trouble === "halfOpen") for (const socket of this.#sockets) socket.die();
    // What a reader left lying comes in one go.
    if (trouble === "stopReading") setTimeout(() => this.#sockets.forEach((socket) => socket.readOn()), forMs);
  }

  /** All troubles are over. */
  mend(): void {
    this.#until = { cut: 0, halfOpen: 0, slow: 0, twice: 0, stopReading: 0 };
    for (const socket of this.#sockets) socket.readOn();
  }

  has(trouble: LineTrouble): boolean {
    return performance.now() < this.#until[trouble];
  }

  readonly openSocket: OpenSocket = (url, token) => {
    if (this.has("cut")) return new DeadSocket();
    const socket = new FaultySocket(openWebSocket(url, token), this, () => this.#sockets.delete(socket));
    this.#sockets.add(socket);
    if (this.has("halfOpen")) socket.die();
    return socket;
  };

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    if (this.has("cut") || this.has("halfOpen")) throw new TypeError("the network is away");
    if (this.has("slow")) await pause(SLOW_MS);
    this.traffic.asked(init?.body);
    const answer = await this.traffic.answered(await fetch(input, init));
    // The request arrived, and its answer is lost: what makes senders send again.
    if (this.has("cut") || this.has("halfOpen")) throw new TypeError("the network went away");
    return answer;
  };
}

class FaultySocket implements Socket {
  onopen: Socket["onopen"] = null;
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  onerror: Socket["onerror"] = null;
  readonly #socket: Socket;
  readonly #line: Line;
  readonly #onGone: () => void;
  #unread: { data: unknown }[] = [];
  #sending = Promise.resolve();
  #isOver = false;
  #isDead = false;

  constructor(socket: Socket, line: Line, onGone: () => void) {
    this.#socket = socket;
    this.#line = line;
    this.#onGone = onGone;
    socket.onopen = () => this.#isOver || this.#isDead || this.onopen?.();
    socket.onerror = () => this.#isOver || this.onerror?.();
    socket.onclose = ({ code }) => this.#end(code);
    socket.onmessage = (event) => {
      line.traffic.frame("in", event.data);
      if (this.#isDead || this.#isOver) return;
      // In order: what comes while some still lies there lies behind it.
      if (line.has("stopReading") || this.#unread.length > 0) this.#unread.push(event);
      else this.onmessage?.(event);
    };
  }

  send(data: string): void {
    if (this.#isOver || this.#isDead) return;
    const go = () => {
      if (this.#isOver || this.#isDead) return;
      for (let times = this.#line.has("twice") ? 2 : 1; times > 0; times -= 1) {
        this.#line.traffic.frame("out", data);
        this.#socket.send(data);
      }
    };
    // Behind what is still on its way.
    if (this.#line.has("slow")) this.#sending = this.#sending.then(() => pause(SLOW_MS));
    void this.#sending.then(go);
  }

  close(code?: number, reason?: string): void {
    this.#socket.close(code, reason);
  }

  cut(): void {
    if (this.#isOver) return;
    this.#socket.close();
    this.#end(LOST);
  }

  /** Half open from here on, for good: a connection that lost something brings nothing behind it. Its client has to find out by itself. */
  die(): void {
    this.#isDead = true;
  }

  readOn(): void {
    const unread = this.#unread;
    this.#unread = [];
    for (const event of unread) if (!this.#isOver && !this.#isDead) this.onmessage?.(event);
  }

  #end(code: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#onGone();
    this.onclose?.({ code });
  }
}

/** A connection that does not come about. */
class DeadSocket implements Socket {
  onopen: Socket["onopen"] = null;
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  onerror: Socket["onerror"] = null;

  constructor() {
    setTimeout(() => this.onclose?.({ code: LOST }));
  }

  send(): void {
    // It never opened.
  }
  close(): void {
    // It never opened.
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
